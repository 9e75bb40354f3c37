"""The images of a platform team, from the pipelines that build them to the day on which they go."""

from aws_cdk import Annotations, App, Duration, Environment, Stack, aws_ecr as ecr, aws_sns as sns, aws_ssm as ssm
from cdk_image_governance import (
    CrossAccountLifecycleRole,
    ImageAttributes,
    ImageBuild,
    ImagePrincipal,
    ImageSelection,
    ImageSharePolicy,
    ImageState,
    ImageStateUpdate,
    LifecycleAge,
    LifecycleAmiExclusions,
    LifecycleFilter,
    LifecyclePolicy,
    LifecycleRecipe,
    LifecycleResourceSelection,
    LifecycleRule,
    LockedRetentionRule,
    RetainedResourceType,
    RetentionRule,
    RetentionRuleLock,
    RuleLock,
)
from constructs import Construct

from pipelines import Pipeline, copies_to, linux_recipe, role_for_copies_from, tools_recipe

# Where the platform team builds its images.
BUILDING = Environment(account="111111111111", region="eu-west-1")

# An account that gets copies of Golden Linux.
MEMBER = Environment(account="222222222222", region="eu-west-1")

# The account of a partner, who has another organization.
PARTNER = "333333333333"

# The accounts that run what the company sells.
WORKLOADS = "arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-workload"

# Where whoever releases an image of Golden Linux writes the id of its AMI.
RELEASED = "/golden-linux/released"

# The build that the partner may launch, until another one is written here.
PARTNER_BUILD = f"arn:aws:imagebuilder:{BUILDING.region}:{BUILDING.account}:image/partner-linux/1.0.0/1"

# Whoever needs an image for longer puts this tag on it, in Image Builder.
PINNED = {"keep": "true"}

# For how long a locked rule stays as it is once it is unlocked: nobody can shorten that.
UNLOCK_DELAY = Duration.days(7)


def golden_linux_rules(usable_days: int) -> list[LifecycleRule]:
    """How Golden Linux grows old, in the account that builds it and in those that get copies."""
    # AMIs that somebody still launches stay, whatever their age.
    in_use = LifecycleAmiExclusions(last_launched=LifecycleAge.weeks(4))
    return [
        LifecycleRule.deprecate_amis(age=LifecycleAge.days(30), exclusion_tags=PINNED),
        LifecycleRule.disable_amis(age=LifecycleAge.days(usable_days), exclusion_tags=PINNED, ami_exclusions=in_use),
        LifecycleRule.delete_amis(
            filter=LifecycleFilter.age(LifecycleAge.days(90), retain_at_least=3),
            exclusion_tags=PINNED,
            ami_exclusions=in_use,
        ),
    ]


class GoldenLinux(Stack):
    def __init__(self, scope: Construct, id: str, *, usable_days: int) -> None:
        super().__init__(
            scope,
            id,
            env=BUILDING,
            description="The AMI that everybody launches: built every week, copied to a member account, "
            "deleted after three months.",
        )

        recipe = linux_recipe(self, "Recipe", "Golden Linux")
        Pipeline(self, "Pipeline", recipe=recipe, distribution=copies_to(self, "Copies", MEMBER.account))

        policy = LifecyclePolicy(
            self,
            "Lifecycle",
            description=f"Golden Linux: current for 30 days, usable for {usable_days}, deleted after 90",
            resource_selection=LifecycleResourceSelection.recipes(LifecycleRecipe.from_image_recipe(recipe)),
            rules=golden_linux_rules(usable_days),
        )

        # The warning: three images of each version stay, and not three in all. That is what is wanted here.
        Annotations.of(policy).acknowledge_warning(
            "cdk-image-governance:LifecyclePolicy.RetentionCountsPerVersion",
            "auditors may ask for the last three images of any version",
        )


class BuildTools(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(
            scope,
            id,
            env=BUILDING,
            description="The container image that builds run in, in a repository from which its policy may delete.",
        )

        repository = ecr.Repository(self, "Repository")
        recipe = tools_recipe(self, "Recipe", "Build Tools", repository)
        Pipeline(self, "Pipeline", recipe=recipe)

        LifecyclePolicy(
            self,
            "Lifecycle",
            resource_selection=LifecycleResourceSelection.recipes(LifecycleRecipe.from_container_recipe(recipe)),
            rules=[
                LifecycleRule.delete_containers(
                    filter=LifecycleFilter.age(LifecycleAge.months(6)),
                    exclusion_tags=PINNED,
                    repositories=[repository],
                )
            ],
        )


class Experiments(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(
            scope,
            id,
            env=BUILDING,
            description="Images that are not meant to last, whatever they are made from: their pipelines tag them.",
        )

        short_lived = {"lifetime": "short"}
        Pipeline(self, "Pipeline", recipe=linux_recipe(self, "Recipe", "Experimental Linux"), image_tags=short_lived)

        LifecyclePolicy(
            self,
            "Lifecycle",
            resource_selection=LifecycleResourceSelection.tags(short_lived),
            rules=[
                LifecycleRule.delete_amis(filter=LifecycleFilter.age(LifecycleAge.weeks(2)), exclusion_tags=PINNED)
            ],
        )


class Release(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(
            scope,
            id,
            env=BUILDING,
            description="Who may launch the Golden Linux that is released. Deployed again after a release, "
            "it shares the new AMI, and the old one no more.",
        )

        released = ImageSelection.from_ssm_parameter(RELEASED)
        policy = ImageSharePolicy(
            self,
            "Sharing",
            images=[released],
            launch=[ImagePrincipal.account(PARTNER), ImagePrincipal.organizational_unit(WORKLOADS)],
        )
        ImageAttributes(
            self, "Attributes", images=[released], description="Golden Linux, released by the platform team"
        )

        # The warning: an account in the organizational unit could launch without being named,
        # and after it is not named any more.
        Annotations.of(policy).acknowledge_warning(
            "cdk-image-governance:ImageSharePolicy.AccountBesideOrganization", "no partner is in the organization"
        )


class PartnerLinux(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(
            scope,
            id,
            env=BUILDING,
            description="The one build that a partner may launch. If it turns out to be bad, it is recalled: "
            "one word, and nobody can launch it any more.",
        )

        ImageSharePolicy(
            self,
            "Sharing",
            images=[ImageSelection.from_image_build_version_arn(PARTNER_BUILD)],
            launch=[ImagePrincipal.account(PARTNER)],
        )
        # The word is `ImageState.disabled()`.
        update = ImageStateUpdate(
            self,
            "Recall",
            image=ImageBuild.from_image_build_version_arn(PARTNER_BUILD),
            state=ImageState.available(),
        )
        ssm.StringParameter(
            self, "State", parameter_name="/partner-linux/state", string_value=update.resulting_state
        )

        # The warning, while it is recalled: the partner cannot launch it, although the share policy lets him.
        # That is what a recall is for.
        Annotations.of(update).acknowledge_warning(
            "cdk-image-governance:ImageStateUpdate.DisablingUnshares",
            "the partner is to launch it only as long as it is not recalled",
        )


class Retention(Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(
            scope,
            id,
            env=BUILDING,
            description="What is deleted by mistake, or on purpose by somebody else, can be restored: "
            "for two weeks an AMI, for longer its snapshots.",
        )

        # An AMI can be restored as long as its snapshots can: their rule is the one that nobody can change.
        amis = RetentionRule(
            self, "Amis", resource_type=RetainedResourceType.EC2_IMAGE, retention_period=Duration.days(14)
        )
        snapshots = LockedRetentionRule(
            self,
            "Snapshots",
            resource_type=RetainedResourceType.EBS_SNAPSHOT,
            retention_period=Duration.days(30),
            lock=RuleLock.locked(UNLOCK_DELAY),
        )

        topic = sns.Topic(self, "LockEvents", display_name="Whoever touches the lock of the rule for snapshots")
        snapshots.notify_topic("Notify", topic)
        snapshots.lock_after(amis, topic)
        ssm.StringParameter(
            self,
            "ProtectedUntil",
            parameter_name="/golden-linux/snapshots-protected-until",
            string_value=snapshots.lock_end_time,
        )


class Member(Stack):
    def __init__(self, scope: Construct, id: str, *, usable_days: int) -> None:
        super().__init__(
            scope,
            id,
            env=MEMBER,
            description="An account that gets copies of Golden Linux, lets its policy reach them, "
            "and has their deleted snapshots retained.",
        )

        role_for_copies_from(self, "CopiesRole", BUILDING.account)
        CrossAccountLifecycleRole(
            self, "LifecycleRole", source_accounts=[BUILDING.account], rules=golden_linux_rules(usable_days)
        )

        # The rule that the administrators of the account have made for its snapshots.
        RetentionRuleLock(
            self,
            "RetentionLock",
            retention_rule=RetentionRule.from_retention_rule_id(self, "SnapshotRule", "rule0000001"),
            lock=RuleLock.locked(UNLOCK_DELAY),
        )


def golden_images(app: App, *, usable_days: int = 60) -> None:
    GoldenLinux(app, "GoldenLinux", usable_days=usable_days)
    BuildTools(app, "BuildTools")
    Experiments(app, "Experiments")
    Release(app, "Release")
    PartnerLinux(app, "PartnerLinux")
    Retention(app, "Retention")
    Member(app, "Member", usable_days=usable_days)
