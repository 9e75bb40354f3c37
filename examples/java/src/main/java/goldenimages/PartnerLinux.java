package goldenimages;

import io.github.cdkimagegovernance.ImageBuild;
import io.github.cdkimagegovernance.ImagePrincipal;
import io.github.cdkimagegovernance.ImageSelection;
import io.github.cdkimagegovernance.ImageSharePolicy;
import io.github.cdkimagegovernance.ImageState;
import io.github.cdkimagegovernance.ImageStateUpdate;
import java.util.List;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

final class PartnerLinux extends Stack {
    /** The build that the partner may launch, until another one is written here. */
    private static final String BUILD = "arn:aws:imagebuilder:eu-west-1:111111111111:image/partner-linux/1.0.0/1";

    PartnerLinux(final Construct scope, final String id) {
        super(scope, id, StackProps.builder()
                .env(Company.BUILDING)
                .description("The one build that a partner may launch. If it turns out to be bad, it is recalled: "
                        + "one word, and nobody can launch it any more.")
                .build());

        ImageSharePolicy.Builder.create(this, "Sharing")
                .images(List.of(ImageSelection.fromImageBuildVersionArn(BUILD)))
                .launch(List.of(ImagePrincipal.account(Company.PARTNER)))
                .build();
        // The word is `ImageState.disabled()`.
        ImageStateUpdate update = ImageStateUpdate.Builder.create(this, "Recall")
                .image(ImageBuild.fromImageBuildVersionArn(BUILD))
                .state(ImageState.available())
                .build();
        StringParameter.Builder.create(this, "State")
                .parameterName("/partner-linux/state")
                .stringValue(update.getResultingState())
                .build();

        // The warning, while it is recalled: the partner cannot launch it, although the share policy lets him.
        // That is what a recall is for.
        Annotations.of(update).acknowledgeWarning(
                "cdk-image-governance:ImageStateUpdate.DisablingUnshares",
                "the partner is to launch it only as long as it is not recalled");
    }
}
