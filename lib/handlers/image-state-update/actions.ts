import type { Step } from './observed';
import { includesAmis } from './wanted';
import type { Action } from '../../engine/plan';
import type { AmiExclusions, ImageStateUpdateSpec, IncludedResources, TargetState } from '../../model/state/image-state-update-contract';
import { Ami, nameOf } from '../images/observed';

/** Brings an image to a state. */
export interface UpdateAction extends Action {
  readonly action: 'make available' | 'deprecate' | 'disable' | 'delete';
  readonly step: Step;
  readonly target: TargetState;
  readonly updateAt?: string;
  readonly includeResources?: IncludedResources;
  readonly exclusionRules?: { readonly amis?: AmiExclusions };
  readonly executionRole?: string;

  /** Who may launch now, cannot afterwards, and cannot be given that back, because nobody declared it. */
  readonly loses?: readonly string[];
}

/** Ends an execution that has not begun to change anything, or that waits for its date. */
export interface CancelAction extends Action {
  readonly action: 'cancel the execution';

  /** AMIs that keep the time at which they were to be deprecated. */
  readonly leaves?: readonly string[];
}

/** Takes the deprecation time of an AMI back that a scheduled deprecation has set in advance. */
export interface TakeBackAction extends Action {
  readonly action: 'take the deprecation time back';
  readonly ami: Ami;
}

/** Gives an AMI the launch permissions back that are declared, and that went when it was disabled. */
export interface ShareAction extends Action {
  readonly action: 'share again';
  readonly ami: Ami;
  readonly launch: readonly string[];
}

export type StateAction = UpdateAction | CancelAction | TakeBackAction | ShareAction;

const NAMES = { AVAILABLE: 'make available', DEPRECATED: 'deprecate', DISABLED: 'disable', DELETED: 'delete' } as const;

/** What brings an image a step further. */
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

/** An AMI, as an action names it. */
export function onAmi({ imageId, region, account, roleArn }: Ami) {
  const ami: Ami = { imageId, region, account, ...roleArn === undefined ? {} : { roleArn } };
  return { on: nameOf(ami), lane: region, ami };
}
