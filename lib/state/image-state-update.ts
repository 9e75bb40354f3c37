import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { sharePoliciesOf } from './after-sharing';
import { sharedWith, StateIndex, StateUpdate, UPDATES } from './app-index';
import type { ImageBuild } from './image-build';
import type { ImageState } from './image-state';
import { ImageStateRemoval } from './image-state-removal';
import { allowUpdating, capabilitiesOfUpdate } from './permissions';
import { sharedAmis } from './shared-amis';
import { closedRepositories, openRepositories } from '../lifecycle/repositories';
import { findingsOf } from '../model/rule';
import { IMAGE_STATE_UPDATE, ImageStateUpdateAttribute, ImageStateUpdateSpec } from '../model/state/image-state-update-contract';
import { subjectOf } from '../model/state/input';
import type { StateUpdateProperties } from '../model/state/properties';
import { inWordsOfTheConstruct } from '../model/state/property-names';
import { IMAGE_STATE_UPDATE_RULES } from '../model/state/rules';
import { CustomResourceKind, HandledResource } from '../private/handled-resource';
import { UsedElsewhere } from '../private/used-elsewhere';
import { validateWith } from '../private/validation';

const KIND: CustomResourceKind<ImageStateUpdateSpec, ImageStateUpdateAttribute> = {
  contract: IMAGE_STATE_UPDATE,
  bundle: join(__dirname, '..', '..', 'assets', 'image-state-update'),
  statements: () => [],
};

/**
 * Properties of an `ImageStateUpdate`.
 */
export interface ImageStateUpdateProps {
  /**
   * The image that is brought to a state. It is of the account and Region of the stack.
   *
   * A role of another account, to which AMIs were distributed, has to allow `ec2:DescribeImages`; unless the image is deleted also
   * `ec2:DescribeImageAttribute`, `ec2:ModifyImageAttribute` and `ec2:DisableImageDeprecation`.
   */
  readonly image: ImageBuild;

  /**
   * What it is brought to.
   */
  readonly state: ImageState;

  /**
   * What becomes of the image when the construct, or its stack, is removed. `MAKE_AVAILABLE` is refused for a state that deletes.
   *
   * Renaming the construct, or moving it in the tree, makes CloudFormation create a new resource before it deletes the old one. With
   * `MAKE_AVAILABLE` the old one then takes back the state that the new one has brought the image to.
   *
   * @default ImageStateRemoval.LEAVE
   */
  readonly onRemoval?: ImageStateRemoval;

  /**
   * Any text. When it changes, the next deployment looks at the image again, and brings it to its state if somebody has changed that. If only
   * its AMIs were changed, and not its record, the deployment is refused and says how to go on: Image Builder knows no update from a state to
   * itself. A deletion is not tried again.
   *
   * Without a change of a property, a deployment looks at nothing.
   *
   * @default - none
   */
  readonly reconcile?: string;

  /**
   * How long CloudFormation waits for the image: 2 minutes to an hour. Image Builder's own execution is waited for within it.
   *
   * A scheduled deprecation, and an execution that Image Builder has accepted and not begun, do not hold the deployment.
   *
   * @default Duration.hours(1)
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   */
  readonly serviceTimeout?: Duration;
}

/**
 * Brings one build of an image to a state now: available, deprecated, disabled or deleted.
 *
 * Creates a custom resource, and once for each stack a Lambda function with a role and a log group; a role for Image Builder, if none is
 * given and more than the record of the image changes. An image that is in its state already is left as it is. An image has one update in
 * an app. For images that grow old, write a `LifecyclePolicy`.
 *
 * - **Disabling takes away all launch permissions of the AMIs.** Those that share policies of the app declare for the image come back
 *   when it is brought to `available` again, in the same run. Those that nobody declared are listed in the log before they go, and cannot
 *   be restored.
 * - **A deletion cannot be undone.** It is done only if it is declared, never in order to undo something else. One that left something
 *   alone is not tried again by itself, but when what is declared changes.
 * - **A disabled image is deprecated by way of available.** Its AMIs can be launched in between.
 * - **A date is not compared with the clock when the app is synthesised.** The handler refuses a date that is past when the update is
 *   created, or when the date changed, before it does anything.
 * - **A removal does nothing**, unless `onRemoval` says `MAKE_AVAILABLE`. The same holds for a creation that is rolled back: the image stays as
 *   the creation has brought it, but a deprecation that it has scheduled is cancelled. An update that is rolled back brings the image to what
 *   was declared before.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
 * @example
 *
 * new ImageStateUpdate(this, 'Recall', {
 *   image: ImageBuild.fromImageBuildVersionArn('arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1'),
 *   state: ImageState.disabled(),
 * });
 */
export class ImageStateUpdate extends Construct {
  /**
   * The state in which the image was before, such as `AVAILABLE`. This and what follows are what the run of the handler saw that answered: one
   * that went on where another had to end may have seen only the end of it.
   */
  public readonly previousState: string;

  /**
   * The state that the image has now. Of a deprecation that is scheduled, the one that it still has.
   */
  public readonly resultingState: string;

  /**
   * The id of Image Builder's execution, or `none` if there was none.
   */
  public readonly executionId: string;

  /**
   * How many AMIs, snapshots and containers were changed.
   */
  public readonly changedCount: string;

  /**
   * How many AMIs, snapshots and containers were left alone.
   */
  public readonly skippedCount: string;

  /**
   * How many AMIs, snapshots and containers could not be changed: 0 unless an update was rolled back, for otherwise the deployment fails.
   */
  public readonly failedCount: string;

  constructor(scope: Construct, id: string, props: ImageStateUpdateProps) {
    super(scope, id);

    const images = props.image._bind(this);
    const [{ image, roleArns }] = images.references;
    const asked = { image, roleArns, ...props.state._render(), onRemoval: props.onRemoval ?? ImageStateRemoval.LEAVE };
    const executing = props.state._executionRole?._bind(this, capabilitiesOfUpdate(asked));
    const spec: ImageStateUpdateSpec = { ...asked, executionRole: executing?.role.roleArn };

    const properties = IMAGE_STATE_UPDATE.properties.encode(spec) as StateUpdateProperties;
    const update = Object.defineProperty(this, UPDATES, { value: () => properties }) as Construct as StateUpdate;
    const isShared = spec.includeResources?.amis && spec.state !== 'DELETED';

    const resource = new HandledResource(this, 'Default', KIND, {
      spec: isShared ? { ...spec, sharedWith: sharedWith(update), sharedAmis: sharedAmis(update) } : spec,
      reconcile: props.reconcile,
      serviceTimeout: props.serviceTimeout,
    });
    const uses = new UsedElsewhere(this);
    this.previousState = uses.noted('previousState', resource.attribute('PreviousState'));
    this.resultingState = uses.noted('resultingState', resource.attribute('ResultingState'));
    this.executionId = uses.noted('executionId', resource.attribute('ExecutionId'));
    this.changedCount = uses.noted('changedCount', resource.attribute('ChangedCount'));
    this.skippedCount = uses.noted('skippedCount', resource.attribute('SkippedCount'));
    this.failedCount = uses.noted('failedCount', resource.attribute('FailedCount'));

    allowUpdating(this, resource, images, spec);
    if (isShared) {
      resource.node.addDependency(sharePoliciesOf(update));
    }
    if (executing?.permissions) {
      // A removal needs them as well, and so comes before they go.
      resource.node.addDependency(executing.permissions);
    }

    openRepositories([props.state]);
    validateWith(this, () => findingsOf(IMAGE_STATE_UPDATE_RULES, subjectOf(properties, {
      repositoriesGiven: props.state._repositories.length > 0,
      closedRepositories: closedRepositories([props.state], this),
    }, { ...StateIndex.for(update).viewFor(update), usedElsewhere: uses.all() })), inWordsOfTheConstruct);
  }
}
