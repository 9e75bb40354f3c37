import { includesAmis } from './declaration';
import type { Step } from './observed';
import type { Action } from '../../engine/plan';
import type { PrincipalSpec } from '../../model/sharing/principals';
import type { AmiExclusions, ImageStateUpdateSpec, IncludedResources, TargetState } from '../../model/state/image-state-update-contract';
import { Ami, nameOf } from '../images/observed';

/** Starts an update of an image to a state. */
export interface UpdateAction extends Action {
  readonly action: 'make available' | 'deprecate' | 'disable' | 'delete';
  readonly step: Step;
  readonly target: TargetState;
  readonly updateAt?: string;
  readonly includeResources?: IncludedResources;
  readonly exclusionRules?: { readonly amis?: AmiExclusions };
  readonly executionRole?: string;

  /** The launch permissions that the update takes away for good, because no share policy declares them. */
  readonly loses?: readonly string[];
}

/** Cancels an execution that has not begun to change anything, or that waits for its date. */
export interface CancelAction extends Action {
  readonly action: 'cancel the execution';

  /** The AMIs that keep the time at which they were to be deprecated. */
  readonly leaves?: readonly string[];
}

/** Revokes the deprecation time of an AMI that a scheduled deprecation has set in advance. */
export interface TakeBackAction extends Action {
  readonly action: 'take the deprecation time back';
  readonly ami: Ami;
}

/** Grants the declared launch permissions of an AMI again that it lost when it was disabled. */
export interface ShareAction extends Action {
  readonly action: 'share again';
  readonly ami: Ami;
  readonly launch: readonly PrincipalSpec[];
}

/** An action of an image state update. */
export type StateAction = UpdateAction | CancelAction | TakeBackAction | ShareAction;

const NAMES = { AVAILABLE: 'make available', DEPRECATED: 'deprecate', DISABLED: 'disable', DELETED: 'delete' } as const;

/** The action that brings an image a step further. */
export function updateTo(target: TargetState, step: Step, spec: ImageStateUpdateSpec, loses: readonly string[] = []): UpdateAction {
  const { image, updateAt, includeResources, exclusionRules, executionRole } = spec;
  return {
    action: NAMES[target],
    on: image,
    step,
    target,
    ...target === 'DEPRECATED' && updateAt !== undefined && { updateAt },
    ...includeResources && { includeResources },
    ...includesAmis(spec) && exclusionRules?.amis && { exclusionRules },
    ...executionRole !== undefined && { executionRole },
    ...target === 'DELETED' && { irreversible: true },
    ...loses.length > 0 && { loses },
  };
}

/** The parts of an action that name its AMI. */
export function onAmi({ imageId, region, account, roleArn }: Ami) {
  const ami: Ami = { imageId, region, account, ...roleArn === undefined ? {} : { roleArn } };
  return { on: nameOf(ami), lane: region, ami };
}
