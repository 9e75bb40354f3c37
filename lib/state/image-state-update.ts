import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ImageBuild } from './image-build';
import type { ImageState } from './image-state';
import { declareStateUpdate, StateIndex } from './state-update-declaration';
import { allowUpdating, capabilitiesOfUpdate } from './state-update-permissions';
import { sharedAmisAround, sharePoliciesOf } from './update-share-policies';
import { closedRepositories, openRepositories } from '../lifecycle/repositories';
import { IMAGE_STATE_UPDATE, ImageStateUpdateAttribute, ImageStateUpdateSpec } from '../model/state/image-state-update-contract';
import type { StateUpdateProperties } from '../model/state/properties';
import { CustomResourceKind, HandledConstruct, Late } from '../private/handled-construct';
import { tagsTakenForFunctions } from '../private/tokens';

const IMAGE_STATE_UPDATE_RESOURCE: CustomResourceKind<ImageStateUpdateSpec, ImageStateUpdateAttribute> = {
  contract: IMAGE_STATE_UPDATE,
  bundle: join(__dirname, '..', '..', 'assets', 'image-state-update'),
  statements: () => [],
};

/**
 * What becomes of an image when its state update goes.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
 */
export enum ImageStateRemoval {
  /** Nothing: it stays as it is. */
  LEAVE = 'LEAVE',

  /**
   * It is made available again, if it is in the state that was declared, and its AMIs are shared again with whom the share policies of the
   * app declare. When the whole stack is deleted nothing is shared again, for its share policies go as well.
   *
   * So it is when a creation is rolled back, also of an image that was in this state before: an image that was recalled by other means is
   * then available.
   */
  MAKE_AVAILABLE = 'MAKE_AVAILABLE',
}

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
   * The function that carries out all constructs of this kind in the stack, for an alarm on its errors. A run that ends without an answer
   * to CloudFormation is an error; a deployment that is refused is not.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public readonly handlerFunction: IFunction;

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
    const isShared = spec.includeResources?.amis && spec.state !== 'DELETED';
    const shares = isShared
      ? { sharedWith: new Late(() => StateIndex.for(this).sharedWith(this)), sharedAmis: new Late(() => sharedAmisAround(this)) } : {};

    const handled = new HandledConstruct<ImageStateUpdateSpec, ImageStateUpdateAttribute, StateUpdateProperties>(
      this, IMAGE_STATE_UPDATE_RESOURCE, { spec: { ...spec, ...shares }, reconcile: props.reconcile, serviceTimeout: props.serviceTimeout });
    this.handlerFunction = handled.handlerFunction;
    this.previousState = handled.changingAttribute('PreviousState');
    this.resultingState = handled.changingAttribute('ResultingState');
    this.executionId = handled.changingAttribute('ExecutionId');
    this.changedCount = handled.changingAttribute('ChangedCount');
    this.skippedCount = handled.changingAttribute('SkippedCount');
    this.failedCount = handled.changingAttribute('FailedCount');

    allowUpdating(this, handled, images, spec);
    if (isShared) {
      handled.comeAfter(sharePoliciesOf(this));
    }
    if (executing?.permissions) {
      // A removal needs them as well, and so comes before they go.
      handled.comeAfter(executing.permissions);
    }

    openRepositories([props.state]);
    declareStateUpdate(this, handled.properties, () => ({
      repositoriesGiven: props.state._repositories.length > 0,
      closedRepositories: closedRepositories([props.state], this),
      tagsTakenForFunctions: tagsTakenForFunctions(handled.properties),
    }), handled.use);
  }
}
