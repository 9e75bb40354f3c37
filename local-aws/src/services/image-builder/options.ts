import type { AmiPort } from './amis';

/** What Image Builder tells the Resource Access Manager, and asks it. */
export interface ImageSharing {
  /** A policy was put on an image: the actions that it allows, and to whom. */
  policyPut(imageArn: string, policy: { readonly actions: readonly string[]; readonly principals: readonly string[] }): void;

  /** Whether the policy of an image went with the share that was made from it. */
  withdrewPolicy(imageArn: string): boolean;

  /** What the policy of an image says since the share that was made from it is managed, if that is not what was put. */
  policyInOwnWords?(imageArn: string): string | undefined;

  /** Whether others can use an image, or depend on it. */
  isShared(imageArn: string): boolean;
}

/** How the service is to behave where no documentation says it. By default it refuses whatever it may refuse. */
export interface UndocumentedImageBuilder {
  /**
   * Whether an execution acts on AMIs when it ends, or when it begins. A scheduled deprecation sets the deprecation time of AMIs at
   * once in any case.
   *
   * @default 'at the end'
   */
  readonly amisChange?: 'at the end' | 'at the start';

  /**
   * How operations say that an image, a lifecycle policy or an execution does not exist, whose model has no
   * `ResourceNotFoundException`. @default 'InvalidRequestException'
   */
  readonly missingIs?: 'InvalidRequestException' | 'ResourceNotFoundException';

  /** How a combination is refused that the API reference forbids. @default 'InvalidRequestException' */
  readonly refusesBy?: 'InvalidRequestException' | 'ClientException';

  /**
   * Whether transitions between the states of a finished image are carried out that the user guide does not list: from disabled to
   * deprecated, and from a state to itself. @default false
   */
  readonly carriesOutUnlistedTransitions?: boolean;

  /** What the execution of a scheduled deprecation is until its time. @default 'IN_PROGRESS' */
  readonly scheduledIs?: 'IN_PROGRESS' | 'PENDING';

  /** Whether an image that was deleted by a state update can still be read. @default false */
  readonly deletedImagesStay?: boolean;

  /** Whether an image becomes deprecated, disabled or available although that failed for one of its AMIs. @default false */
  readonly failedUpdatesMoveTheImage?: boolean;

  /** Whether the AMIs of a shared image are deleted, before it turns out that the image cannot be. @default false */
  readonly deletesAmisOfSharedImages?: boolean;

  /** Whether an image policy can name everybody as its principal. @default false */
  readonly acceptsWildcardPrincipals?: boolean;
}

export interface ImageBuilderOptions extends UndocumentedImageBuilder {
  /** The AMIs of images. @default - AMIs without EC2 */
  readonly amis?: AmiPort;

  /** Who shares images. @default - nobody */
  readonly sharing?: ImageSharing;

  /** How long an execution is in progress. @default 60 */
  readonly executionSeconds?: number;

  /** How long an execution is paused before that. @default 0 */
  readonly pendingSeconds?: number;

  /** How long an execution is being cancelled. @default 0 */
  readonly cancellingSeconds?: number;

  /** From how far in the future on a deprecation is scheduled, and not done at once. @default 60 */
  readonly scheduledFromSeconds?: number;
}
