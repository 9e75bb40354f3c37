import { Operation, reasonOf } from './operation';
import type { Wanted } from './plan';
import { PartlyCreated, ResourceState } from './resource-type';
import type { StackResource } from './stack';

/** What came of asking a type to create or update a resource. */
export interface Outcome {
  /** Missing if it failed. */
  readonly state?: ResourceState;

  /** Why it failed. */
  readonly reason?: string;

  /** The physical id of what is there although it failed. */
  readonly leftBehind?: string;
}

/** Has a resource created. */
export async function askForCreation(operation: Operation, wanted: Wanted): Promise<Outcome> {
  return outcomeOf(() => operation.types.named(wanted.type).create(operation.requestOf(wanted)));
}

/** Has a resource updated to what it is to be. */
export async function askForUpdate(operation: Operation, before: StackResource, wanted: Wanted): Promise<Outcome> {
  return outcomeOf(() => operation.types.named(wanted.type).update({
    ...operation.requestOf(wanted), physicalId: before.physicalId!, previousProperties: before.properties, previousStackTags: before.stackTags,
  }));
}

async function outcomeOf(ask: () => Promise<ResourceState>): Promise<Outcome> {
  try {
    const { physicalId, attributes } = await ask();
    return { state: { physicalId, attributes } };
  } catch (error) {
    const reason = reasonOf(error);
    return error instanceof PartlyCreated ? { reason, leftBehind: error.physicalId } : { reason };
  }
}
