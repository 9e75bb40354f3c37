package goldenimages;

import io.github.cdkimagegovernance.LifecycleAge;
import io.github.cdkimagegovernance.LifecycleContainerDeletionOptions;
import io.github.cdkimagegovernance.LifecycleFilter;
import io.github.cdkimagegovernance.LifecyclePolicy;
import io.github.cdkimagegovernance.LifecycleRecipe;
import io.github.cdkimagegovernance.LifecycleResourceSelection;
import io.github.cdkimagegovernance.LifecycleRule;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.imagebuilder.CfnContainerRecipe;
import software.constructs.Construct;

final class BuildTools extends Stack {
    BuildTools(final Construct scope, final String id) {
        super(scope, id, StackProps.builder()
                .env(Company.BUILDING)
                .description("The container image that builds run in, in a repository from which its policy may delete.")
                .build());

        Repository repository = new Repository(this, "Repository");
        CfnContainerRecipe recipe = Recipes.tools(this, "Recipe", "Build Tools", repository);
        new Pipeline(this, "Pipeline", recipe);

        LifecyclePolicy.Builder.create(this, "Lifecycle")
                .resourceSelection(LifecycleResourceSelection.recipes(LifecycleRecipe.fromContainerRecipe(recipe)))
                .rules(List.of(LifecycleRule.deleteContainers(LifecycleContainerDeletionOptions.builder()
                        .filter(LifecycleFilter.age(LifecycleAge.months(6)))
                        .exclusionTags(Company.PINNED)
                        .repositories(List.of(repository))
                        .build())))
                .build();
    }
}
