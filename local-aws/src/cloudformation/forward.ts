import { isDeepStrictEqual } from 'node:util';
import { askForCreation, askForUpdate } from './asking';
import { Operation, reasonOf } from './operation';
import type { Plan, Wanted } from './plan';
import type { StackResource } from './stack';
import { carryOut, stepsOf } from './steps';
import { isCustom } from './type-registry';
import { StandInFault } from '../service-error';

const REPLACEMENT = 'Requested update requires the creation of a new physical resource; hence creating one.';

/**
 * Creates and updates what a plan has, each thing after everything that it depends on. Nothing is deleted, besides what an earlier
 * deployment without rollback failed to create.
 *
 * @returns whether all went well
 */
export async function goForward(operation: Operation, plan: Plan): Promise<boolean> {
  const { dependencies } = plan;
  const steps = stepsOf([...dependencies.keys()], (logicalId, other) => dependencies.get(logicalId)!.includes(other), async logicalId => {
    const before = operation.stack.resources.get(logicalId);
    const wanted = await wantedOf(operation, plan, logicalId);
    if (wanted === undefined) {
      return false;
    }
    if (before === undefined) {
      return create(operation, wanted);
    }
    return wasNeverThere(before)
      ? await discard(operation, before) && create(operation, wanted)
      : update(operation, before, wanted);
  });
  return carryOut(steps, 'stop', operation.sideBySide);
}

/** What a resource is to be; what cannot be said of it makes it fail. */
async function wantedOf(operation: Operation, plan: Plan, logicalId: string): Promise<Wanted | undefined> {
  const before = operation.stack.resources.get(logicalId);
  try {
    return await plan.wanted(logicalId, operation.stack, operation.stacks);
  } catch (error) {
    const reason = reasonOf(error);
    const { Type: type, DeletionPolicy: deletionPolicy = 'Delete', UpdateReplacePolicy: updateReplacePolicy = 'Delete' } = plan.template.Resources[logicalId];
    operation.put(before ? { ...before, status: wasNeverThere(before) ? before.status : 'UPDATE_FAILED', reason } : {
      logicalId, type, attributes: {}, declared: {}, properties: {}, stackTags: {},
      dependencies: plan.dependencies.get(logicalId)!, deletionPolicy, updateReplacePolicy, updated: 0,
      incarnation: operation.stacks.newIncarnation(),
      status: 'CREATE_FAILED', reason,
    });
    return undefined;
  } finally {
    operation.change({ imports: [...new Set([...operation.stack.imports, ...plan.imports])] });
  }
}

/** Whether a resource is one that an earlier deployment failed to create. */
function wasNeverThere({ status }: StackResource): boolean {
  return status === 'CREATE_FAILED' || status === 'DELETE_FAILED';
}

async function create(operation: Operation, wanted: Wanted): Promise<boolean> {
  const resource: StackResource = { ...wanted, attributes: {}, incarnation: operation.stacks.newIncarnation(), updated: 0, status: 'CREATE_IN_PROGRESS' };
  operation.put(resource);
  const { state, reason, leftBehind } = await askForCreation(operation, wanted);
  operation.put({ ...resource, ...state ? { ...state, status: 'CREATE_COMPLETE' } : { status: 'CREATE_FAILED', reason, physicalId: leftBehind } });
  return state !== undefined;
}

/** Deletes what an earlier deployment failed to create. */
async function discard(operation: Operation, failed: StackResource): Promise<boolean> {
  if (failed.physicalId === undefined) {
    return true;
  }
  operation.put({ ...failed, status: 'DELETE_IN_PROGRESS', reason: undefined });
  try {
    await operation.types.named(failed.type).delete(operation.existingRequestOf(failed));
  } catch (error) {
    operation.put({ ...failed, status: 'DELETE_FAILED', reason: reasonOf(error) });
    return false;
  }
  operation.tell(failed, 'DELETE_COMPLETE');
  operation.drop(failed);
  return true;
}

async function update(operation: Operation, before: StackResource, wanted: Wanted): Promise<boolean> {
  const type = operation.types.named(wanted.type);
  const changed = (name: string) => !isDeepStrictEqual(before.declared[name], wanted.declared[name]);
  const tagsChanged = type.takesStackTags && !isDeepStrictEqual(before.stackTags, wanted.stackTags);
  if (before.status !== 'UPDATE_FAILED' && isDeepStrictEqual(before.declared, wanted.declared) && !tagsChanged) {
    // A change of what becomes of a resource later is no update of it, and its tags and references are as they were.
    const { dependencies, deletionPolicy, updateReplacePolicy } = wanted;
    operation.putSilently({ ...before, dependencies, deletionPolicy, updateReplacePolicy });
    return true;
  }
  return type.replacedBy.some(changed) ? replace(operation, before, wanted) : updateInPlace(operation, before, wanted);
}

/** Creates another resource in the place of one, which is deleted in clean-up. */
async function replace(operation: Operation, before: StackResource, wanted: Wanted): Promise<boolean> {
  if (operation.stack.disableRollback) {
    operation.put({ ...before, status: 'UPDATE_FAILED', reason: 'Replacement type updates not supported on stack with disable-rollback.' });
    return false;
  }
  const created: StackResource = { ...wanted, attributes: {}, incarnation: operation.stacks.newIncarnation(), updated: 0, status: 'UPDATE_COMPLETE' };
  operation.put({ ...before, status: 'UPDATE_IN_PROGRESS', reason: REPLACEMENT });
  const { state, reason, leftBehind } = await askForCreation(operation, wanted);
  if (state === undefined) {
    operation.retire({ ...created, physicalId: leftBehind }, 'rolled back');
    operation.put({ ...before, status: 'UPDATE_FAILED', reason });
    return false;
  }
  retireReplaced(operation, before, wanted);
  operation.put({ ...created, ...state });
  return true;
}

async function updateInPlace(operation: Operation, before: StackResource, wanted: Wanted): Promise<boolean> {
  operation.put({ ...before, status: 'UPDATE_IN_PROGRESS', reason: undefined });
  const { state, reason, leftBehind } = await askForUpdate(operation, before, wanted);
  const updated = (changes: Partial<StackResource> & Pick<StackResource, 'physicalId' | 'status'>): void => {
    if (changes.physicalId !== before.physicalId) {
      retireReplaced(operation, before, wanted);
    }
    operation.put({ ...before, ...wanted, reason, ...changes });
  };
  if (state !== undefined) {
    updated({ ...state, status: 'UPDATE_COMPLETE' });
    return true;
  }
  if (leftBehind !== undefined && isCustom(wanted.type)) {
    // What the function has done about it is not known: a rollback sends it an update back.
    updated({ physicalId: leftBehind, status: 'UPDATE_FAILED' });
    return false;
  }
  operation.retire({ ...before, ...wanted, physicalId: leftBehind }, 'rolled back');
  operation.put({ ...before, status: 'UPDATE_FAILED', reason });
  return false;
}

/** Leaves to clean-up what something else has taken the place of. */
function retireReplaced(operation: Operation, before: StackResource, wanted: Wanted): void {
  if (before.updateReplacePolicy !== wanted.updateReplacePolicy) {
    throw new StandInFault(`which of two values of UpdateReplacePolicy counts for ${wanted.logicalId} is not documented`);
  }
  operation.retire(before, 'replaced');
}
