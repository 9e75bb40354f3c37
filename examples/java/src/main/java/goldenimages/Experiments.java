package goldenimages;

import io.github.cdkimagegovernance.LifecycleAge;
import io.github.cdkimagegovernance.LifecycleAmiDeletionOptions;
import io.github.cdkimagegovernance.LifecycleFilter;
import io.github.cdkimagegovernance.LifecyclePolicy;
import io.github.cdkimagegovernance.LifecycleResourceSelection;
import io.github.cdkimagegovernance.LifecycleRule;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

final class Experiments extends Stack {
    Experiments(final Construct scope, final String id) {
        super(scope, id, StackProps.builder()
                .env(Company.BUILDING)
                .description("Images that are not meant to last, whatever they are made from: their pipelines tag them.")
                .build());

        Map<String, String> shortLived = Map.of("lifetime", "short");
        new Pipeline(this, "Pipeline", Recipes.linux(this, "Recipe", "Experimental Linux"), shortLived);

        LifecyclePolicy.Builder.create(this, "Lifecycle")
                .resourceSelection(LifecycleResourceSelection.tags(shortLived))
                .rules(List.of(LifecycleRule.deleteAmis(LifecycleAmiDeletionOptions.builder()
                        .filter(LifecycleFilter.age(LifecycleAge.weeks(2)))
                        .exclusionTags(Company.PINNED)
                        .build())))
                .build();
    }
}
