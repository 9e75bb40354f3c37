package goldenimages;

import io.github.cdkimagegovernance.LifecycleAge;
import io.github.cdkimagegovernance.LifecycleAgeFilterOptions;
import io.github.cdkimagegovernance.LifecycleAmiDeletionOptions;
import io.github.cdkimagegovernance.LifecycleAmiExclusions;
import io.github.cdkimagegovernance.LifecycleAmiRuleOptions;
import io.github.cdkimagegovernance.LifecycleFilter;
import io.github.cdkimagegovernance.LifecycleRule;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;

/** What several stacks have to know. */
final class Company {
    /** Where the platform team builds its images. */
    static final Environment BUILDING = Environment.builder().account("111111111111").region("eu-west-1").build();

    /** An account that gets copies of Golden Linux. */
    static final Environment MEMBER = Environment.builder().account("222222222222").region("eu-west-1").build();

    /** The account of a partner, who has another organization. */
    static final String PARTNER = "333333333333";

    /** Whoever needs an image for longer puts this tag on it, in Image Builder. */
    static final Map<String, String> PINNED = Map.of("keep", "true");

    /** For how long a locked rule stays as it is once it is unlocked: nobody can shorten that. */
    static final Duration UNLOCK_DELAY = Duration.days(7);

    /** How Golden Linux grows old, in the account that builds it and in those that get copies. */
    static List<LifecycleRule> goldenLinuxRules(final int usableDays) {
        // AMIs that somebody still launches stay, whatever their age.
        LifecycleAmiExclusions inUse = LifecycleAmiExclusions.builder().lastLaunched(LifecycleAge.weeks(4)).build();
        return List.of(
                LifecycleRule.deprecateAmis(LifecycleAmiRuleOptions.builder()
                        .age(LifecycleAge.days(30))
                        .exclusionTags(PINNED)
                        .build()),
                LifecycleRule.disableAmis(LifecycleAmiRuleOptions.builder()
                        .age(LifecycleAge.days(usableDays))
                        .exclusionTags(PINNED)
                        .amiExclusions(inUse)
                        .build()),
                LifecycleRule.deleteAmis(LifecycleAmiDeletionOptions.builder()
                        .filter(LifecycleFilter.age(
                                LifecycleAge.days(90),
                                LifecycleAgeFilterOptions.builder().retainAtLeast(3).build()))
                        .exclusionTags(PINNED)
                        .amiExclusions(inUse)
                        .build()));
    }

    private Company() {}
}
