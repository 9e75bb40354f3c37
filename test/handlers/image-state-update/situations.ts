import type { Plan, Situation } from '../../../lib/engine/plan';
import type { StateAction } from '../../../lib/handlers/image-state-update/actions';
import { logic } from '../../../lib/handlers/image-state-update/logic';
import type { BegunStep, Execution, ExecutionResource, ObservedState, ObservedStateAmi, OpenExecution, Step } from '../../../lib/handlers/image-state-update/observed';
import type { ImageStateUpdateSpec, TargetState } from '../../../lib/model/state/image-state-update-contract';

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

/** The state that is declared, with the AMIs. */
export function spec(state: TargetState, changes: Partial<ImageStateUpdateSpec> = {}): ImageStateUpdateSpec {
  return { image: IMAGE, state, includeResources: AMIS, executionRole: ROLE, onRemoval: 'LEAVE', ...changes };
}

/** The state that is declared, of the record alone. */
export function recordOnly(state: TargetState, changes: Partial<ImageStateUpdateSpec> = {}): ImageStateUpdateSpec {
  return { image: IMAGE, state, onRemoval: 'LEAVE', ...changes };
}

/** A deprecation at a date. */
export const deprecatedAt = (time: number, changes: Partial<ImageStateUpdateSpec> = {}) => spec('DEPRECATED', { updateAt: iso(time), ...changes });

export type Case = Partial<Situation<ImageStateUpdateSpec>>;

export function situation(changes: Case): Situation<ImageStateUpdateSpec> {
  const { cause = 'creation', desired, previous } = changes;
  return {
    cause,
    owner: 'Images/State',
    stackId: `arn:aws:cloudformation:eu-west-1:${OWN}:stack/Images/1`,
    logicalId: 'State',
    requestId: 'request',
    physicalId: cause === 'creation' ? undefined : (previous ?? desired)?.image ?? IMAGE,
    ...changes,
  };
}

/** An AMI of the account, as it is when its image is in a state. */
export function ami(imageId: string, state = 'AVAILABLE', changes: Partial<ObservedStateAmi> = {}): ObservedStateAmi {
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

export function plan(it: Case, there: ObservedState, applied: readonly StateAction[] = []): Plan<StateAction> {
  return logic.plan(situation(it), there, applied);
}

/** What is done, stage after stage. */
export function stages(it: Plan<StateAction>): readonly (readonly StateAction[])[] {
  expect(it).toHaveProperty('act');
  return (it as { act: readonly (readonly StateAction[])[] }).act;
}

/** What is done, an action a line, stage after stage. */
export function actions(it: Plan<StateAction>): string[][] {
  return stages(it).map(stage => stage.map(inShort));
}

function inShort(action: StateAction): string {
  if ('step' in action) {
    return `${action.action} (${action.step})${action.updateAt === undefined ? '' : ` at ${action.updateAt}`}`;
  }
  return [action.action, action.on, ...'launch' in action ? action.launch.map(it => `+${it}`) : []].join(' ');
}
