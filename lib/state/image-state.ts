import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { amiExclusions, LifecycleAmiExclusions } from '../lifecycle/ami-exclusions';
import { LifecycleExecutionRole } from '../lifecycle/lifecycle-execution-role';
import { LifecycleAmiResources } from '../lifecycle/lifecycle-rule';
import type { ImageStateUpdateSpec } from '../model/state/image-state-update-contract';

/**
 * What an image is brought to its state with.
 */
export interface ImageStateOptions {
  /**
   * What is brought to the state.
   *
   * With `RECORD_ONLY` there is neither a role nor an exclusion: to give one is refused when the app is synthesised.
   *
   * @default LifecycleAmiResources.AMIS
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
   */
  readonly includeResources?: LifecycleAmiResources;

  /**
   * AMIs that are left alone. The record of the image changes all the same.
   *
   * @default - no AMI is left alone
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmis.html
   */
  readonly amiExclusions?: LifecycleAmiExclusions;

  /**
   * The role with which Image Builder changes the AMIs.
   *
   * AMIs that were distributed to another account are changed with a role of that account, which `CrossAccountLifecycleRole` makes
   * there. Without it they stay as they are.
   *
   * @default LifecycleExecutionRole.leastPrivilege()
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly executionRole?: LifecycleExecutionRole;
}

/**
 * How an image is deprecated.
 */
export interface ImageDeprecationOptions extends ImageStateOptions {
  /**
   * When the image is deprecated. EC2 is told this time at once, and shows it with the AMIs; the record of the image follows at the time.
   *
   * It must be in the future when it is declared or changed: the deployment is refused otherwise, before anything is changed. A
   * synthesis does not look at the clock. Once the time is past, the declaration can stay as it is.
   *
   * @default - at once
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
   */
  readonly at?: Date;
}

/**
 * What of an AMI image is deleted. This cannot be undone, except by a Recycle Bin retention rule. The record alone cannot be: Image
 * Builder refuses that, and has `DeleteImage` for it.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateIncludeResources.html
 */
export enum ImageDeletion {
  /** The image record, its AMIs and their snapshots. */
  AMIS_AND_SNAPSHOTS = 'AMIS_AND_SNAPSHOTS',

  /** The image record and its AMIs. The snapshots stay, and go on costing. */
  AMIS = 'AMIS',
}

/**
 * How an AMI image is deleted, which cannot be undone.
 */
export interface ImageDeletionOptions {
  /**
   * What is deleted.
   *
   * @default ImageDeletion.AMIS_AND_SNAPSHOTS
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
   */
  readonly includeResources?: ImageDeletion;

  /**
   * AMIs that are left alone. If there is one, the record of the image stays as well.
   *
   * @default - no AMI is left alone
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmis.html
   */
  readonly amiExclusions?: LifecycleAmiExclusions;

  /**
   * The role with which Image Builder deletes.
   *
   * AMIs that were distributed to another account are deleted with a role of that account, which `CrossAccountLifecycleRole` makes
   * there. Without it they stay.
   *
   * @default LifecycleExecutionRole.leastPrivilege()
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly executionRole?: LifecycleExecutionRole;
}

/**
 * How a container image is deleted, which cannot be undone.
 */
export interface ContainerDeletionOptions {
  /**
   * The ECR repositories that the container images are in.
   *
   * Image Builder deletes only from repositories with the tag `LifecycleExecutionAccess: EC2 Image Builder`. A repository of the same
   * app gets it; for an imported one a warning says that its owner has to set it.
   *
   * @default - no repository is tagged, and a warning says so
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly repositories?: IRepository[];

  /**
   * The role with which Image Builder deletes.
   *
   * @default LifecycleExecutionRole.leastPrivilege()
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly executionRole?: LifecycleExecutionRole;
}

/** The part of a spec that a state stands for. */
type RenderedState = Pick<ImageStateUpdateSpec, 'state' | 'updateAt' | 'includeResources' | 'exclusionRules'>;

/**
 * What an image is brought to.
 *
 * Each state takes only what it allows. Container images can only be deleted.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
 */
export class ImageState {
  /**
   * The image can be used again. Its AMIs are enabled, and are deprecated no more.
   *
   * They are then shared again with whom the share policies of the app declare: what a disabling took away. What nobody declared does
   * not come back.
   *
   * @param options Whether the AMIs are enabled or the record alone changes, what is left alone, and with which role.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableImage.html
   */
  public static available(options: ImageStateOptions = {}): ImageState {
    return ImageState.ofAmis('AVAILABLE', options);
  }

  /**
   * Deprecated AMIs can still be launched, but others no longer find them.
   *
   * A disabled image goes by way of available, and its AMIs can be launched in between: Image Builder knows no other way.
   *
   * @param options When it is deprecated, with its AMIs or alone, what is left alone, and with which role.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-deprecate.html
   */
  public static deprecated(options: ImageDeprecationOptions = {}): ImageState {
    return ImageState.ofAmis('DEPRECATED', options, options.at);
  }

  /**
   * Disabled AMIs cannot be launched.
   *
   * **Disabling takes away all launch permissions of the AMIs.** Those that share policies of the app declare come back when the image is
   * made available by this construct. All others are listed in the log before, and cannot be restored.
   *
   * @param options Whether the AMIs are disabled or the record alone changes, what is left alone, and with which role.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html
   */
  public static disabled(options: ImageStateOptions = {}): ImageState {
    return ImageState.ofAmis('DISABLED', options);
  }

  /**
   * The image is deleted, with its AMIs, and their snapshots unless told otherwise. **This cannot be undone**.
   *
   * An image that is shared in Image Builder cannot be deleted.
   *
   * @param options How much of the image is deleted, what is left alone, and with which role.
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
   */
  public static deletedIrreversibly(options: ImageDeletionOptions = {}): ImageState {
    const resources = options.includeResources ?? ImageDeletion.AMIS_AND_SNAPSHOTS;
    return new ImageState({
      state: 'DELETED',
      includeResources: { amis: true, snapshots: resources === ImageDeletion.AMIS_AND_SNAPSHOTS, containers: false },
      exclusionRules: excluding(options.amiExclusions),
    }, options.executionRole ?? LifecycleExecutionRole.leastPrivilege());
  }

  /**
   * The image is deleted, with its containers in ECR. **This cannot be undone**.
   *
   * @param options From which repositories the containers are deleted, and with which role.
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
   */
  public static containersDeletedIrreversibly(options: ContainerDeletionOptions = {}): ImageState {
    return new ImageState({
      state: 'DELETED', includeResources: { amis: false, snapshots: false, containers: true },
    }, options.executionRole ?? LifecycleExecutionRole.leastPrivilege(), options.repositories);
  }

  private static ofAmis(state: RenderedState['state'], options: ImageStateOptions, at?: Date): ImageState {
    const includes = (options.includeResources ?? LifecycleAmiResources.AMIS) === LifecycleAmiResources.AMIS;
    return new ImageState({
      state,
      updateAt: at && written(at),
      includeResources: includes ? { amis: true, snapshots: false, containers: false } : undefined,
      exclusionRules: excluding(options.amiExclusions),
    }, options.executionRole ?? (includes ? LifecycleExecutionRole.leastPrivilege() : undefined));
  }

  /**
   * The role with which it is done; one that is given where none can be is there for the rules to refuse.
   *
   * @internal
   */
  public readonly _executionRole?: LifecycleExecutionRole;

  /**
   * The repositories that containers are deleted from.
   *
   * @internal
   */
  public readonly _repositories: readonly IRepository[];

  private constructor(private readonly rendered: RenderedState, executionRole?: LifecycleExecutionRole, repositories: readonly IRepository[] = []) {
    this._executionRole = executionRole;
    this._repositories = repositories;
  }

  /**
   * @internal
   */
  public _render(): RenderedState {
    return this.rendered;
  }
}

function excluding(exclusions?: LifecycleAmiExclusions): RenderedState['exclusionRules'] {
  const amis = amiExclusions(exclusions);
  return amis && { amis };
}

/** A time as it travels; of no time, a text that the rules refuse. */
function written(at: Date): string {
  return Number.isNaN(at.getTime()) ? String(at) : at.toISOString();
}
