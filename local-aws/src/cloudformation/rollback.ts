import { askForUpdate } from './asking';
import { cleanUp, deleteEverything } from './deletion';
import { failedTo, Operation } from './operation';
import type { Retired, StackContent, StackResource } from './stack';
import { carryOut, stepsOf } from './steps';
import { isCustom } from './type-registry';

/**
 * Deletes whatever a creation that failed has made.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
 */
export async function rollBackCreation(operation: Operation, reason?: string): Promise<void> {
  operation.enter('ROLLBACK_IN_PROGRESS', reason);
  const failed = await deleteEverything(operation, 'rolled back');
  if (failed.length > 0) {
    operation.enter('ROLLBACK_FAILED', failedTo('delete', failed));
  } else {
    operation.change({ imports: [] });
    operation.enter('ROLLBACK_COMPLETE');
  }
}

/**
 * Brings back what was before an update: first by updates with the former properties, functions and policies included, then by
 * deleting what is new.
 *
 * @param skipped The logical ids of resources that are taken to be as they were.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
 */
export async function rollBackUpdate(operation: Operation, reason?: string, skipped: readonly string[] = []): Promise<void> {
  const stable = operation.stack.stable!;
  operation.enter('UPDATE_ROLLBACK_IN_PROGRESS', reason);
  const former = [...stable.resources.values()];
  const failed: string[] = [];
  const steps = stepsOf(former, (it, other) => it.dependencies.includes(other.logicalId), async before => {
    const isBack = await bringBack(operation, before, skipped);
    failed.push(...isBack ? [] : [before.logicalId]);
    return isBack;
  });
  await carryOut(steps, 'stop', operation.sideBySide);
  if (failed.length > 0) {
    operation.enter('UPDATE_ROLLBACK_FAILED', failedTo('update', failed));
    return;
  }

  for (const added of [...operation.stack.resources.values()].filter(({ logicalId }) => !stable.resources.has(logicalId))) {
    operation.retire(added, 'rolled back');
    operation.drop(added);
  }
  const { resources, retired } = operation.stack;
  const content: StackContent = { ...stable, resources: new Map(former.map(({ logicalId }) => [logicalId, resources.get(logicalId)!])) };
  operation.change({ ...content, retired: retired.filter(it => !isThereAgain(it, resources)) });
  operation.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await cleanUp(operation);
  operation.change({ stable: content });
  operation.enter('UPDATE_ROLLBACK_COMPLETE');
}

/** Makes a resource again what it was before. */
async function bringBack(operation: Operation, before: StackResource, skipped: readonly string[]): Promise<boolean> {
  const now = operation.stack.resources.get(before.logicalId)!;
  const restored = { ...before, status: 'UPDATE_COMPLETE', reason: undefined };
  const { rollsBackAnswersWithAnotherIdBy = 'update' } = operation.options;
  const isAnother = now.incarnation !== before.incarnation
    || (now.physicalId !== before.physicalId && now.status !== 'UPDATE_FAILED' && rollsBackAnswersWithAnotherIdBy === 'going back');
  if (isAnother) {
    operation.retire(now, 'rolled back');
    operation.put(restored);
    return true;
  }
  if (now.properties === before.properties) {
    // It was not updated, or failed in a way that left it as it was.
    if (now.status === 'UPDATE_FAILED') {
      operation.put({ ...restored, physicalId: now.physicalId, attributes: now.attributes });
    } else {
      const { dependencies, deletionPolicy, updateReplacePolicy } = before;
      operation.putSilently({ ...now, dependencies, deletionPolicy, updateReplacePolicy });
    }
    return true;
  }
  if (skipped.includes(before.logicalId)) {
    operation.put({ ...restored, physicalId: now.physicalId, attributes: now.attributes });
    return true;
  }
  operation.put({ ...now, status: 'UPDATE_IN_PROGRESS', reason: undefined });
  const { state, reason, leftBehind } = await askForUpdate(operation, now, before);
  const answered = state?.physicalId ?? (isCustom(now.type) ? leftBehind : undefined) ?? now.physicalId;
  if (answered !== now.physicalId) {
    operation.retire(now, 'rolled back');
  }
  if (!isCustom(now.type)) {
    operation.retire({ ...now, physicalId: leftBehind }, 'rolled back');
  }
  operation.put(state ? { ...restored, ...state } : { ...now, status: 'UPDATE_FAILED', reason, physicalId: answered });
  return state !== undefined;
}

/** Whether what was left to clean-up has come back into use. */
function isThereAgain({ resource: { logicalId, physicalId } }: Retired, resources: ReadonlyMap<string, StackResource>): boolean {
  return resources.get(logicalId)?.physicalId === physicalId;
}
