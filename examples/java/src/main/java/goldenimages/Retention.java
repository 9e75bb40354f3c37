package goldenimages;

import io.github.cdkimagegovernance.LockedRetentionRule;
import io.github.cdkimagegovernance.RetainedResourceType;
import io.github.cdkimagegovernance.RetentionRule;
import io.github.cdkimagegovernance.RuleLock;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.ssm.StringParameter;
import software.constructs.Construct;

final class Retention extends Stack {
    Retention(final Construct scope, final String id) {
        super(scope, id, StackProps.builder()
                .env(Company.BUILDING)
                .description("What is deleted by mistake, or on purpose by somebody else, can be restored: "
                        + "for two weeks an AMI, for longer its snapshots.")
                .build());

        // An AMI can be restored as long as its snapshots can: their rule is the one that nobody can change.
        RetentionRule amis = RetentionRule.Builder.create(this, "Amis")
                .resourceType(RetainedResourceType.EC2_IMAGE)
                .retentionPeriod(Duration.days(14))
                .build();
        LockedRetentionRule snapshots = LockedRetentionRule.Builder.create(this, "Snapshots")
                .resourceType(RetainedResourceType.EBS_SNAPSHOT)
                .retentionPeriod(Duration.days(30))
                .lock(RuleLock.locked(Company.UNLOCK_DELAY))
                .build();

        Topic topic = Topic.Builder.create(this, "LockEvents")
                .displayName("Whoever touches the lock of the rule for snapshots")
                .build();
        snapshots.notifyTopic("Notify", topic);
        snapshots.lockAfter(amis, topic);
        StringParameter.Builder.create(this, "ProtectedUntil")
                .parameterName("/golden-linux/snapshots-protected-until")
                .stringValue(snapshots.getLockEndTime())
                .build();
    }
}
