package goldenimages;

import io.github.cdkimagegovernance.ImageAttributes;
import io.github.cdkimagegovernance.ImagePrincipal;
import io.github.cdkimagegovernance.ImageSelection;
import io.github.cdkimagegovernance.ImageSharePolicy;
import java.util.List;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

final class Release extends Stack {
    /** Where whoever releases an image of Golden Linux writes the id of its AMI. */
    private static final String RELEASED = "/golden-linux/released";

    /** The accounts that run what the company sells. */
    private static final String WORKLOADS = "arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-workload";

    Release(final Construct scope, final String id) {
        super(scope, id, StackProps.builder()
                .env(Company.BUILDING)
                .description("Who may launch the Golden Linux that is released. Deployed again after a release, "
                        + "it shares the new AMI, and the old one no more.")
                .build());

        List<ImageSelection> released = List.of(ImageSelection.fromSsmParameter(RELEASED));
        ImageSharePolicy policy = ImageSharePolicy.Builder.create(this, "Sharing")
                .images(released)
                .launch(List.of(ImagePrincipal.account(Company.PARTNER), ImagePrincipal.organizationalUnit(WORKLOADS)))
                .build();
        ImageAttributes.Builder.create(this, "Attributes")
                .images(released)
                .description("Golden Linux, released by the platform team")
                .build();

        // The warning: an account in the organizational unit could launch without being named,
        // and after it is not named any more.
        Annotations.of(policy).acknowledgeWarning(
                "cdk-image-governance:ImageSharePolicy.AccountBesideOrganization",
                "no partner is in the organization");
    }
}
