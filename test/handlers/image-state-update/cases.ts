import type { DecodedEvent } from '../../../lib/cloudformation/request';
import type { Action, Plan, Stage } from '../../../lib/engine/plan';
import type { StateAction } from '../../../lib/handlers/image-state-update/actions';
import { logic } from '../../../lib/handlers/image-state-update/logic';
import type { BegunStep, Execution, ExecutionResource, ObservedState, ObservedStateAmi, OpenExecution, Step } from '../../../lib/handlers/image-state-update/observed';
import { idOf } from '../../../lib/model/sharing/principals';
import { IMAGE_STATE_UPDATE, ImageStateUpdateSpec, TargetState } from '../../../lib/model/state/image-state-update-contract';
import { attributesFor, decide, identityFor } from '../../cloudformation/decide';
import { Named, principals } from '../../support/principals';

// What is declared, and what is there, in memory: for the tests of the logic.

export const OWN = '111111111111';
export const IMAGE = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
export const NEXT = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/2';
export const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];
export const [A_IN, B_IN] = [A, B].map(id => `${id} in eu-west-1`);
export const [X, Y, Z] = ['222222222222', '333333333333', '444444444444'];
export const [ROLE, OTHER_ROLE] = ['lifecycle', 'other'].map(name => `arn:aws:iam::${OWN}:role/${name}`);
export const [MINUTE, DAY] = [60_000, 86_400_000];
export const NOW = Date.UTC(2026, 0, 1);
export const TOMORROW = NOW + DAY;

export const iso = (time: number) => new Date(time).toISOString();

const AMIS = { amis: true, snapshots: false, containers: false };

/** A plan with nothing left to do. */
export const done = (...notes: string[]) => ({ done: true, notes });

/** The states that can be undone. */
export const STATES = ['AVAILABLE', 'DEPRECATED', 'DISABLED'] as const;

/** A date, and another. */
export const AT = TOMORROW + DAY;

/** What a test declares, with principals by their ids. */
export type Declared = Partial<Omit<ImageStateUpdateSpec, 'sharedWith'> & { readonly sharedWith: readonly Named[] }>;

/** The state that is declared, with the AMIs. */
export function spec(state: TargetState, { sharedWith, ...changes }: Declared = {}): ImageStateUpdateSpec {
  return {
    image: IMAGE, state, includeResources: AMIS, executionRole: ROLE, onRemoval: 'LEAVE', ...changes, ...sharedWith && { sharedWith: principals(...sharedWith) },
  };
}

/** The state that is declared, of the record alone. */
export function recordOnly(state: TargetState, changes: Partial<ImageStateUpdateSpec> = {}): ImageStateUpdateSpec {
  return { image: IMAGE, state, onRemoval: 'LEAVE', ...changes };
}

/** A deprecation at a date. */
export const deprecatedAt = (time: number, changes: Declared = {}) => spec('DEPRECATED', { updateAt: iso(time), ...changes });

export type Case = Partial<DecodedEvent<ImageStateUpdateSpec>>;

/** An event: the creation of the resource unless a test says otherwise. */
export function eventOf(changes: Case): DecodedEvent<ImageStateUpdateSpec> {
  const { cause = 'creation', desired, previous } = changes;
  return {
    cause,
    stackId: `arn:aws:cloudformation:eu-west-1:${OWN}:stack/Images/1`,
    logicalId: 'State',
    requestId: 'request',
    physicalId: cause === 'creation' ? undefined : (previous ?? desired)?.image ?? IMAGE,
    ...changes,
  };
}

/** An AMI of the account, as it is when its image is in a state. */
export function ami(
  imageId: string, state = 'AVAILABLE', { launch, ...changes }: Partial<Omit<ObservedStateAmi, 'launch'> & { readonly launch: readonly Named[] }> = {},
): ObservedStateAmi {
  return {
    imageId,
    region: 'eu-west-1',
    account: OWN,
    state: state === 'DISABLED' ? 'disabled' : 'available',
    ...state === 'DEPRECATED' && { deprecationTime: NOW - DAY },
    isPublic: false,
    hasWatermark: false,
    hasProductCode: false,
    description: '',
    snapshots: [],
    ...changes,
    ...launch && { launch: principals(...launch) },
  };
}

/** An image that is in a state, with its two AMIs. */
export function observed(state: string, changes: Partial<ObservedState> = {}): ObservedState {
  const record = { state, isOfContainers: false };
  return { now: NOW, record, amis: [ami(A, state), ami(B, state)], open: [], begun: [], stateBefore: state, ...changes };
}

/** An image that is not there. */
export const absent: ObservedState = { now: NOW, amis: [], open: [], begun: [], stateBefore: 'DELETED' };

/** An execution of somebody else. */
export const open = (changes: Partial<OpenExecution> = {}): OpenExecution => ({ id: 'lce-1', status: 'IN_PROGRESS', startedAt: NOW - DAY, ...changes });

/** An available image that will be deprecated, and its AMIs, which know it already. */
export function scheduled(at: number, changes: Partial<ObservedState> = {}): ObservedState {
  return observed('AVAILABLE', {
    record: { state: 'AVAILABLE', isOfContainers: false, deprecationTime: at },
    amis: [A, B].map(id => ami(id, 'AVAILABLE', { deprecationTime: at })),
    open: [open()],
    ...changes,
  });
}

/** A step that this event began, by an execution of ten seconds ago. */
export function begun(
  target: TargetState, status: Execution['status'] | 'AT_ONCE',
  { step = 'last', startedAt = NOW - 10_000, ...ended }: Partial<Pick<BegunStep, 'resources'> & { readonly step: Step; readonly startedAt: number }> = {},
): BegunStep {
  return { step, target, ...status !== 'AT_ONCE' && { execution: { id: `lce-of-${step}`, status, startedAt } }, ...ended };
}

/** What became of the record and the AMIs. */
export function resources(status = 'SUCCESS', reason?: string): ExecutionResource[] {
  const ended = { status, ...reason !== undefined && { reason } };
  return [{ kind: 'image', id: IMAGE, ...ended }, ...[A, B].map(id => ({ kind: 'AMI' as const, id, region: 'eu-west-1', ...ended }))];
}

export const HANDLER = { contract: IMAGE_STATE_UPDATE, logic };

/** The next step for an event. */
export function plan(it: Case, there: ObservedState, taken: readonly StateAction[] = []): Plan<StateAction> {
  return decide(HANDLER, eventOf(it), there, taken);
}

/** The id with which a creation or an update is answered. */
export const identity = (it: Case, there: ObservedState | undefined, untouched: boolean) => identityFor(HANDLER, eventOf(it), there, untouched);

/** The attributes with which a creation or an update is answered. */
export const attributes = (it: Case, there: ObservedState | undefined) => attributesFor(HANDLER, eventOf(it), there);

/** The actions of a plan, stage after stage. */
export function stages(it: Plan<StateAction>): readonly (readonly StateAction[])[] {
  expect(it).toHaveProperty('act');
  return ('act' in it ? it.act : []).map(actionsIn);
}

/** The actions of a stage. */
export const actionsIn = <A extends Action>(stage: Stage<A>): readonly A[] => stage.flatMap(entry => entry);

/** The actions of a plan, an action a line, stage after stage. */
export function actions(it: Plan<StateAction>): string[][] {
  return stages(it).map(stage => stage.map(inShort));
}

function inShort(action: StateAction): string {
  if ('step' in action) {
    return `${action.action} (${action.step})${action.updateAt === undefined ? '' : ` at ${action.updateAt}`}`;
  }
  return [action.action, action.on, ...'launch' in action ? action.launch.map(it => `+${idOf(it)}`) : []].join(' ');
}
