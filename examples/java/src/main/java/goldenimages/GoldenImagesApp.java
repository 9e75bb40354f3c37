package goldenimages;

import software.amazon.awscdk.App;

/** The images of a platform team, from the pipelines that build them to the day on which they go. */
public final class GoldenImagesApp {
    public static void main(final String[] args) {
        App app = new App();

        // What becomes of a mistake: `cdk synth -c usableDays=0`.
        Object context = app.getNode().tryGetContext("usableDays");
        int usableDays = context == null ? 60 : Integer.parseInt(context.toString());

        new GoldenLinux(app, "GoldenLinux", usableDays);
        new BuildTools(app, "BuildTools");
        new Experiments(app, "Experiments");
        new Release(app, "Release");
        new PartnerLinux(app, "PartnerLinux");
        new Retention(app, "Retention");
        new Member(app, "Member", usableDays);

        app.synth();
    }

    private GoldenImagesApp() {}
}
