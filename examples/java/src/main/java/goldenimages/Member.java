package goldenimages;

import io.github.cdkimagegovernance.CrossAccountLifecycleRole;
import io.github.cdkimagegovernance.RetentionRule;
import io.github.cdkimagegovernance.RetentionRuleLock;
import io.github.cdkimagegovernance.RuleLock;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.ManagedPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

final class Member extends Stack {
    Member(final Construct scope, final String id, final int usableDays) {
        super(scope, id, StackProps.builder()
                .env(Company.MEMBER)
                .description("An account that gets copies of Golden Linux, lets its policy reach them, "
                        + "and has their deleted snapshots retained.")
                .build());

        // Lets the pipelines put AMIs into this account. Image Builder prescribes the name of the role.
        Role.Builder.create(this, "CopiesRole")
                .roleName("EC2ImageBuilderDistributionCrossAccountRole")
                .assumedBy(new AccountPrincipal(Company.BUILDING.getAccount()))
                .managedPolicies(List.of(
                        ManagedPolicy.fromAwsManagedPolicyName("Ec2ImageBuilderCrossAccountDistributionAccess")))
                .build();
        CrossAccountLifecycleRole.Builder.create(this, "LifecycleRole")
                .sourceAccounts(List.of(Company.BUILDING.getAccount()))
                .rules(Company.goldenLinuxRules(usableDays))
                .build();

        // The rule that the administrators of the account have made for its snapshots.
        RetentionRuleLock.Builder.create(this, "RetentionLock")
                .retentionRule(RetentionRule.fromRetentionRuleId(this, "SnapshotRule", "rule0000001"))
                .lock(RuleLock.locked(Company.UNLOCK_DELAY))
                .build();
    }
}
