import { Annotations, App, Duration, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import {
  CrossAccountLifecycleRole, ImageAttributes, ImageBuild, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateUpdate,
  LifecycleAge, LifecycleFilter, LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule, LockedRetentionRule,
  RetainedResourceType, RetentionRule, RetentionRuleLock, RuleLock,
} from 'cdk-image-governance';
import type { Construct } from 'constructs';
import { copiesTo, linuxRecipe, Pipeline, roleForCopiesFrom, toolsRecipe } from './pipelines';

/** Where the platform team builds its images. */
export const BUILDING = { account: '111111111111', region: 'eu-west-1' };

/** An account that gets copies of Golden Linux. */
export const MEMBER = { account: '222222222222', region: 'eu-west-1' };

/** The account of a partner, who has another organization. */
export const PARTNER = '333333333333';

/** The accounts that run what the company sells. */
const WORKLOADS = 'arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-workload';

/** Where whoever releases an image of Golden Linux writes the id of its AMI. The image is pinned until another one is released. */
export const RELEASED = '/golden-linux/released';

/** The build that the partner may launch, until another one is written here. */
export const PARTNER_BUILD = `arn:aws:imagebuilder:${BUILDING.region}:${BUILDING.account}:image/partner-linux/1.0.0/1`;

/** Where the partner's tools read whether it can be launched. */
export const PARTNER_STATE = '/partner-linux/state';

/** Where it is written until when nobody can change the rule that retains snapshots, from the day on which it is unlocked. */
export const PROTECTED_UNTIL = '/golden-linux/snapshots-protected-until';

/** The rule that the administrators of the account with copies have made for its snapshots. */
export const RULE_OF_MEMBER = 'rule0000001';

/** Whoever needs an image for longer puts this tag on it, in Image Builder. */
export const PINNED = { keep: 'true' };

/** AMIs that somebody still launches stay, whatever their age. */
const IN_USE = { lastLaunched: LifecycleAge.weeks(4) };

/** For how long a locked rule stays as it is once it is unlocked: nobody can shorten that. */
const UNLOCK_DELAY = Duration.days(7);

/** What of the app can be otherwise. */
export interface GoldenImagesProps {
  /** For how many days Golden Linux can be launched by everybody. @default 60 */
  readonly usableDays?: number;

  /** The name of the policy for Golden Linux in Image Builder. @default - one that the library makes */
  readonly policyName?: string;

  /** Accounts outside of the organization that may launch what is released. @default - that of one partner */
  readonly partners?: string[];

  /** Whether the image of the partner is recalled: nobody can launch it any more. @default false */
  readonly recalled?: boolean;

  /** The SSM parameter that tells its state. @default PARTNER_STATE */
  readonly partnerState?: string;

  /** For how many days a deleted snapshot can be restored. @default 30 */
  readonly restorableDays?: number;

  /** Whether the rule that says so is unlocked, to be changed when its unlock delay is over. @default false */
  readonly unlocked?: boolean;

  /** The SSM parameter that tells until when it stays protected. @default PROTECTED_UNTIL */
  readonly protectedUntil?: string;
}

/** How Golden Linux grows old, in the account that builds it and in those that get copies. */
function goldenLinuxRules({ usableDays = 60 }: GoldenImagesProps): LifecycleRule[] {
  return [
    LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30), exclusionTags: PINNED }),
    LifecycleRule.disableAmis({ age: LifecycleAge.days(usableDays), exclusionTags: PINNED, amiExclusions: IN_USE }),
    LifecycleRule.deleteAmis({
      filter: LifecycleFilter.age(LifecycleAge.days(90), { retainAtLeast: 3 }),
      exclusionTags: PINNED,
      amiExclusions: IN_USE,
    }),
  ];
}

class GoldenLinux extends Stack {
  constructor(scope: Construct, id: string, props: GoldenImagesProps) {
    super(scope, id, {
      env: BUILDING,
      description: 'The AMI that everybody launches: built every week, copied to a member account, deleted after three months.',
    });

    const recipe = linuxRecipe(this, 'Recipe', 'Golden Linux');
    new Pipeline(this, 'Pipeline', { recipe, distribution: copiesTo(this, 'Copies', MEMBER.account) });

    const policy = new LifecyclePolicy(this, 'Lifecycle', {
      lifecyclePolicyName: props.policyName,
      description: `Golden Linux: current for 30 days, usable for ${props.usableDays ?? 60}, deleted after 90`,
      resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromImageRecipe(recipe)),
      rules: goldenLinuxRules(props),
    });

    // The warning: three images of each version stay, and not three in all. That is what is wanted here.
    Annotations.of(policy).acknowledgeWarning('cdk-image-governance:LifecyclePolicy.RetentionCountsPerVersion',
      'auditors may ask for the last three images of any version');
  }
}

class BuildTools extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      env: BUILDING,
      description: 'The container image that builds run in, in a repository from which its policy may delete.',
    });

    const repository = new Repository(this, 'Repository');
    const recipe = toolsRecipe(this, 'Recipe', 'Build Tools', repository);
    new Pipeline(this, 'Pipeline', { recipe });

    new LifecyclePolicy(this, 'Lifecycle', {
      resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromContainerRecipe(recipe)),
      rules: [
        LifecycleRule.deleteContainers({
          filter: LifecycleFilter.age(LifecycleAge.months(6)),
          exclusionTags: PINNED,
          repositories: [repository],
        }),
      ],
    });
  }
}

class Experiments extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      env: BUILDING,
      description: 'Images that are not meant to last, whatever they are made from: their pipelines tag them.',
    });

    const shortLived = { lifetime: 'short' };
    new Pipeline(this, 'Pipeline', { recipe: linuxRecipe(this, 'Recipe', 'Experimental Linux'), imageTags: shortLived });

    new LifecyclePolicy(this, 'Lifecycle', {
      resourceSelection: LifecycleResourceSelection.tags(shortLived),
      rules: [LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.weeks(2)), exclusionTags: PINNED })],
    });
  }
}

class Release extends Stack {
  constructor(scope: Construct, id: string, { partners = [PARTNER] }: GoldenImagesProps) {
    super(scope, id, {
      env: BUILDING,
      description: 'Who may launch the Golden Linux that is released. Deployed again after a release, it shares the new AMI, and the old one no more.',
    });

    const released = ImageSelection.fromSsmParameter(RELEASED);
    const policy = new ImageSharePolicy(this, 'Sharing', {
      images: [released],
      launch: [...partners.map(partner => ImagePrincipal.account(partner)), ImagePrincipal.organizationalUnit(WORKLOADS)],
    });
    new ImageAttributes(this, 'Attributes', { images: [released], description: 'Golden Linux, released by the platform team' });

    // The warning: an account in the organizational unit could launch without being named, and after it is not named any more.
    Annotations.of(policy).acknowledgeWarning('cdk-image-governance:ImageSharePolicy.AccountBesideOrganization',
      'no partner is in the organization');
  }
}

class PartnerLinux extends Stack {
  constructor(scope: Construct, id: string, { recalled = false, partnerState = PARTNER_STATE }: GoldenImagesProps) {
    super(scope, id, {
      env: BUILDING,
      description: 'The one build that a partner may launch. If it turns out to be bad, it is recalled: one word, and nobody can launch it any more.',
    });

    new ImageSharePolicy(this, 'Sharing', {
      images: [ImageSelection.fromImageBuildVersionArn(PARTNER_BUILD)],
      launch: [ImagePrincipal.account(PARTNER)],
    });
    const update = new ImageStateUpdate(this, 'Recall', {
      image: ImageBuild.fromImageBuildVersionArn(PARTNER_BUILD),
      state: recalled ? ImageState.disabled() : ImageState.available(),
    });
    new StringParameter(this, 'State', { parameterName: partnerState, stringValue: update.resultingState });

    // The warning, while it is recalled: the partner cannot launch it, although the share policy lets him. That is what a recall is for.
    Annotations.of(update).acknowledgeWarning('cdk-image-governance:ImageStateUpdate.DisablingUnshares',
      'the partner is to launch it only as long as it is not recalled');
  }
}

class Retention extends Stack {
  constructor(scope: Construct, id: string, { restorableDays = 30, unlocked = false, protectedUntil = PROTECTED_UNTIL }: GoldenImagesProps) {
    super(scope, id, {
      env: BUILDING,
      description: 'What is deleted by mistake, or on purpose by somebody else, can be restored: for two weeks an AMI, for longer its snapshots.',
    });

    // An AMI can be restored as long as its snapshots can: their rule is the one that nobody can change.
    const amis = new RetentionRule(this, 'Amis', { resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(14) });
    const snapshots = new LockedRetentionRule(this, 'Snapshots', {
      resourceType: RetainedResourceType.EBS_SNAPSHOT,
      retentionPeriod: Duration.days(restorableDays),
      lock: unlocked ? RuleLock.unlocked() : RuleLock.locked(UNLOCK_DELAY),
    });

    const topic = new Topic(this, 'LockEvents', { displayName: 'Whoever touches the lock of the rule for snapshots' });
    snapshots.notifyTopic('Notify', topic);
    snapshots.lockAfter(amis, topic);
    new StringParameter(this, 'ProtectedUntil', { parameterName: protectedUntil, stringValue: snapshots.lockEndTime });
  }
}

class Member extends Stack {
  constructor(scope: Construct, id: string, props: GoldenImagesProps) {
    super(scope, id, {
      env: MEMBER,
      description: 'An account that gets copies of Golden Linux, lets its policy reach them, and has their deleted snapshots retained.',
    });

    roleForCopiesFrom(this, 'CopiesRole', BUILDING.account);
    new CrossAccountLifecycleRole(this, 'LifecycleRole', { sourceAccounts: [BUILDING.account], rules: goldenLinuxRules(props) });

    new RetentionRuleLock(this, 'RetentionLock', {
      retentionRule: RetentionRule.fromRetentionRuleId(this, 'SnapshotRule', RULE_OF_MEMBER),
      lock: RuleLock.locked(UNLOCK_DELAY),
    });
  }
}

/** The images of a platform team, from the pipelines that build them to the day on which they go. */
export function goldenImages(app: App, props: GoldenImagesProps = {}): void {
  new GoldenLinux(app, 'GoldenLinux', props);
  new BuildTools(app, 'BuildTools');
  new Experiments(app, 'Experiments');
  new Release(app, 'Release', props);
  new PartnerLinux(app, 'PartnerLinux', props);
  new Retention(app, 'Retention', props);
  new Member(app, 'Member', props);
}
