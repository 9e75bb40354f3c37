package goldenimages;

import io.github.cdkimagegovernance.LifecyclePolicy;
import io.github.cdkimagegovernance.LifecycleRecipe;
import io.github.cdkimagegovernance.LifecycleResourceSelection;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.imagebuilder.CfnImageRecipe;
import software.constructs.Construct;

final class GoldenLinux extends Stack {
    GoldenLinux(final Construct scope, final String id, final int usableDays) {
        super(scope, id, StackProps.builder()
                .env(Company.BUILDING)
                .description("The AMI that everybody launches: built every week, copied to a member account, "
                        + "deleted after three months.")
                .build());

        CfnImageRecipe recipe = Recipes.linux(this, "Recipe", "Golden Linux");
        new Pipeline(this, "Pipeline", recipe, Recipes.copiesTo(this, "Copies", Company.MEMBER.getAccount()));

        LifecyclePolicy policy = LifecyclePolicy.Builder.create(this, "Lifecycle")
                .description("Golden Linux: current for 30 days, usable for " + usableDays + ", deleted after 90")
                .resourceSelection(LifecycleResourceSelection.recipes(LifecycleRecipe.fromImageRecipe(recipe)))
                .rules(Company.goldenLinuxRules(usableDays))
                .build();

        // The warning: three images of each version stay, and not three in all. That is what is wanted here.
        Annotations.of(policy).acknowledgeWarning(
                "cdk-image-governance:LifecyclePolicy.RetentionCountsPerVersion",
                "auditors may ask for the last three images of any version");
    }
}
