import { Operation, reasonOf } from './operation';
import type { Retired, StackResource } from './stack';
import { AfterFailure, carryOut, stepsOf } from './steps';

/** How often clean-up tries to delete something before it leaves it where it is. */
const ATTEMPTS = 3;

/** Something that is to be deleted, and how its stack knows of it. */
interface Doomed extends Retired {
  tell(status: string, reason?: string): void;
  forget(): void;
}

/**
 * Deletes what an operation has left to clean-up, each thing before everything that it depends on. What cannot be deleted in three
 * attempts is no longer a matter of the stack.
 *
 * @returns whether everything was deleted that was to be
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
 */
export async function cleanUp(operation: Operation): Promise<boolean> {
  return inReverse(operation, operation.stack.retired.map(it => doomedInCleanUp(operation, it)), 'go on', async doomed => {
    let gone = false;
    for (let attempt = 1; attempt <= ATTEMPTS && !gone; attempt++) {
      gone = await isGone(operation, doomed);
    }
    doomed.forget();
    return gone;
  });
}

/**
 * Deletes everything that a stack has, each thing before what it depends on. What cannot be deleted stays a matter of the stack, and
 * so does what it depends on.
 *
 * @param why Whether the resources are removed with their stack, or their creation is rolled back.
 * @returns the logical ids of what could not be deleted
 */
export async function deleteEverything(operation: Operation, why: 'removed' | 'rolled back'): Promise<string[]> {
  const { resources, retired } = operation.stack;
  const failed: string[] = [];
  const all = [...[...resources.values()].map(it => doomedInStack(operation, it, why)), ...retired.map(it => doomedInCleanUp(operation, it))];
  await inReverse(operation, all, 'leave out what comes after', async doomed => {
    const gone = await isGone(operation, doomed);
    if (gone) {
      doomed.forget();
    } else {
      failed.push(doomed.resource.logicalId);
    }
    return gone;
  });
  return failed;
}

function doomedInCleanUp(operation: Operation, retired: Retired): Doomed {
  return {
    ...retired,
    tell: (status, reason) => operation.tell(retired.resource, status, reason),
    forget: () => operation.change({ retired: operation.stack.retired.filter(it => it !== retired) }),
  };
}

function doomedInStack(operation: Operation, resource: StackResource, why: Retired['why']): Doomed {
  return { resource, why, tell: (status, reason) => operation.put({ ...resource, status, reason }), forget: () => operation.drop(resource) };
}

/** Deletes something, if there is anything and the template does not keep it. */
async function isGone(operation: Operation, doomed: Doomed): Promise<boolean> {
  const { resource } = doomed;
  if (resource.physicalId === undefined) {
    return true;
  }
  if (isKept(doomed)) {
    doomed.tell('DELETE_SKIPPED');
    return true;
  }
  doomed.tell('DELETE_IN_PROGRESS');
  try {
    await operation.types.named(resource.type).delete(operation.existingRequestOf(resource));
  } catch (error) {
    doomed.tell('DELETE_FAILED', reasonOf(error));
    return false;
  }
  doomed.tell('DELETE_COMPLETE');
  return true;
}

/** Whether a resource stays because its template says so. */
function isKept({ resource: { deletionPolicy, updateReplacePolicy }, why }: Retired): boolean {
  switch (why) {
    case 'removed':
      return deletionPolicy !== 'Delete';
    case 'replaced':
      return updateReplacePolicy !== 'Delete';
    case 'rolled back':
      return deletionPolicy === 'Retain';
  }
}

/** Begins with what was made last and nothing depends on. */
function inReverse({ sideBySide }: Operation, all: readonly Doomed[], afterFailure: AfterFailure, run: (it: Doomed) => Promise<boolean>) {
  const steps = stepsOf([...all].reverse(), (it, other) => other.resource.dependencies.includes(it.resource.logicalId), run);
  return carryOut(steps, afterFailure, sideBySide);
}
