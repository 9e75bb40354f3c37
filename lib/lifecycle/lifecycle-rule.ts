import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { exclusionRules, LifecycleAmiExclusions } from './ami-exclusions';
import type { LifecycleAge, LifecycleFilter } from './lifecycle-filter';
import type { ResourceType } from '../model/lifecycle/properties';

/**
 * What any rule can have.
 */
export interface LifecycleRuleOptions {
  /**
   * Excludes images with any of these tags, of which key and value match exactly.
   *
   * 1 to 50 tags of the Image Builder image resource, not of the AMI or of the container image. This is the way to pin
   * an image: neither its record nor what belongs to it is touched. Images that failed or were cancelled may be deleted
   * all the same, as a sample of AWS says.
   *
   * A key has 1 to 128 letters, digits, blanks and `_.:/=+-@`, and does not begin with `aws:`; a value has at most 256
   * characters.
   *
   * @default - no image is excluded by its tags
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRules.html
   */
  readonly exclusionTags?: { [key: string]: string };
}

/**
 * What a rule that deprecates or disables acts on.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html
 */
export enum LifecycleAmiResources {
  /** The image record and its AMIs. */
  AMIS = 'AMIS',

  /** Only the state of the image record; the AMIs stay as they are. */
  RECORD_ONLY = 'RECORD_ONLY',
}

/**
 * What a rule that deletes AMI images acts on. Deletion cannot be undone, except by a Recycle Bin retention rule.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html
 */
export enum LifecycleAmiDeletion {
  /** The image record, its AMIs and their snapshots. */
  AMIS_AND_SNAPSHOTS = 'AMIS_AND_SNAPSHOTS',

  /** The image record and its AMIs. The snapshots stay, and go on costing. */
  AMIS = 'AMIS',

  /** The image record only. AMIs and snapshots stay, go on costing, and no lifecycle policy finds them again. */
  RECORD_ONLY = 'RECORD_ONLY',
}

/**
 * What a rule that deletes container images acts on. Deletion cannot be undone.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html
 */
export enum LifecycleContainerDeletion {
  /** The image record and the container images in ECR. */
  CONTAINERS = 'CONTAINERS',

  /** The image record only. The container images stay in ECR, and no lifecycle policy finds them again. */
  RECORD_ONLY = 'RECORD_ONLY',
}

/**
 * Options of a rule that deprecates or disables AMI images.
 */
export interface LifecycleAmiRuleOptions extends LifecycleRuleOptions {
  /**
   * The age from which images are deprecated or disabled: 1 to 1000 days, weeks, months or years.
   *
   * There is no filter by count for this: AWS offers it for deletion only.
   */
  readonly age: LifecycleAge;

  /**
   * What the rule acts on.
   *
   * @default LifecycleAmiResources.AMIS
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html
   */
  readonly includeResources?: LifecycleAmiResources;

  /**
   * AMIs that the rule leaves alone.
   *
   * @default - no AMI is excluded
   */
  readonly amiExclusions?: LifecycleAmiExclusions;
}

/**
 * Options of a rule that deletes AMI images. What it deletes cannot be restored, except from the Recycle Bin.
 */
export interface LifecycleAmiDeletionOptions extends LifecycleRuleOptions {
  /**
   * Which images are deleted: by age, or all but the newest ones.
   *
   * Images that failed or were cancelled qualify at any age and count for nothing.
   */
  readonly filter: LifecycleFilter;

  /**
   * What is deleted.
   *
   * @default LifecycleAmiDeletion.AMIS_AND_SNAPSHOTS
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html
   */
  readonly includeResources?: LifecycleAmiDeletion;

  /**
   * AMIs that the rule leaves alone.
   *
   * @default - no AMI is excluded
   */
  readonly amiExclusions?: LifecycleAmiExclusions;
}

/**
 * Options of a rule that deletes container images. What it deletes cannot be restored.
 */
export interface LifecycleContainerDeletionOptions extends LifecycleRuleOptions {
  /**
   * Which images are deleted: by age, or all but the newest ones.
   *
   * Images that failed or were cancelled qualify at any age and count for nothing.
   */
  readonly filter: LifecycleFilter;

  /**
   * What is deleted.
   *
   * @default LifecycleContainerDeletion.CONTAINERS
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html
   */
  readonly includeResources?: LifecycleContainerDeletion;

  /**
   * The ECR repositories that the container images are in.
   *
   * Image Builder deletes only from repositories with the tag `LifecycleExecutionAccess: EC2 Image Builder`. A repository
   * of the same app gets it; for an imported one a warning says that its owner has to set it. They cannot be given to a rule
   * that deletes records only.
   *
   * @default - no repository is tagged, and a warning says so
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly repositories?: IRepository[];
}

/**
 * What happens to which images of a lifecycle policy.
 *
 * Each kind of rule takes only what its action allows. A policy has at most one rule for each action, and all its rules
 * are for AMIs or all for containers. Once a day each image takes one step at the most: it is deprecated before it is
 * disabled, and disabled before it is deleted.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html
 */
export class LifecycleRule {
  /**
   * Deprecates images from an age on. Deprecated AMIs can still be launched, but others no longer find them.
   *
   * @param options From which age on, and which images and AMIs are left alone.
   */
  public static deprecateAmis(options: LifecycleAmiRuleOptions): LifecycleRule {
    return LifecycleRule.onAmis('DEPRECATE', options);
  }

  /**
   * Disables images from an age on. Disabled AMIs cannot be launched.
   *
   * Disabling an AMI removes all its launch permissions for good: enabling it again restores none of them.
   *
   * @param options From which age on, and which images and AMIs are left alone.
   */
  public static disableAmis(options: LifecycleAmiRuleOptions): LifecycleRule {
    return LifecycleRule.onAmis('DISABLE', options);
  }

  /**
   * Deletes images, with their AMIs and snapshots unless told otherwise. This cannot be undone.
   *
   * @param options Which images are deleted, how much of them, and what is left alone.
   */
  public static deleteAmis(options: LifecycleAmiDeletionOptions): LifecycleRule {
    const resources = options.includeResources ?? LifecycleAmiDeletion.AMIS_AND_SNAPSHOTS;
    return new LifecycleRule('AMI_IMAGE', {
      action: {
        type: 'DELETE',
        includeResources: {
          AMIS_AND_SNAPSHOTS: { amis: true, snapshots: true },
          AMIS: { amis: true },
          RECORD_ONLY: undefined,
        }[resources],
      },
      filter: options.filter._render(),
      exclusionRules: exclusionRules(options.exclusionTags, options.amiExclusions),
    });
  }

  /**
   * Deletes container images, from ECR as well unless told otherwise. This cannot be undone.
   *
   * @param options Which images are deleted, how much of them, from which repositories, and what is left alone.
   */
  public static deleteContainers(options: LifecycleContainerDeletionOptions): LifecycleRule {
    const deletes = (options.includeResources ?? LifecycleContainerDeletion.CONTAINERS) === LifecycleContainerDeletion.CONTAINERS;
    return new LifecycleRule('CONTAINER_IMAGE', {
      action: { type: 'DELETE', includeResources: deletes ? { containers: true } : undefined },
      filter: options.filter._render(),
      exclusionRules: exclusionRules(options.exclusionTags),
    }, deletes ? options.repositories : [], !deletes && options.repositories !== undefined);
  }

  private static onAmis(type: string, options: LifecycleAmiRuleOptions): LifecycleRule {
    const resources = options.includeResources ?? LifecycleAmiResources.AMIS;
    return new LifecycleRule('AMI_IMAGE', {
      action: { type, includeResources: resources === LifecycleAmiResources.AMIS ? { amis: true } : undefined },
      filter: { type: 'AGE', ...options.age._render() },
      exclusionRules: exclusionRules(options.exclusionTags, options.amiExclusions),
    });
  }

  /**
   * @internal
   */
  public readonly _resourceType: ResourceType;

  /**
   * @internal
   */
  public readonly _action: string;

  /**
   * The repositories that the rule deletes from.
   *
   * @internal
   */
  public readonly _repositories: readonly IRepository[];

  /**
   * Whether the rule names repositories, and deletes nothing from them.
   *
   * @internal
   */
  public readonly _hasIdleRepositories: boolean;

  private constructor(
    resourceType: ResourceType,
    private readonly properties: CfnLifecyclePolicy.PolicyDetailProperty & { readonly action: CfnLifecyclePolicy.ActionProperty },
    repositories: readonly IRepository[] = [],
    hasIdleRepositories = false,
  ) {
    this._resourceType = resourceType;
    this._action = properties.action.type;
    this._repositories = repositories;
    this._hasIdleRepositories = hasIdleRepositories;
  }

  /**
   * @internal
   */
  public _render(): CfnLifecyclePolicy.PolicyDetailProperty {
    return this.properties;
  }
}
