import type { ExistingResourceRequest, ResourceRequest } from './resource-type';
import { Retired, Stack, STACK_TYPE, StackResource } from './stack';
import type { Stacks } from './stacks';
import type { TypeRegistry } from './type-registry';
import { StandInFault } from '../service-error';

/** How stacks are worked on where AWS leaves it open or does not say it. */
export interface OperationOptions {
  /**
   * Whether resources that do not depend on each other are worked on at the same time, as AWS does. When one fails, the others are
   * awaited.
   *
   * @default false - one at a time, in the order of the template as far as dependencies allow
   */
  readonly sideBySide?: boolean;

  /**
   * How an update is rolled back that a custom resource answered with another physical id: by an update of what has the new id, or
   * by going back to what has the old one. In both cases what is no longer used is deleted in clean-up.
   *
   * @default 'update'
   */
  readonly rollsBackAnswersWithAnotherIdBy?: 'update' | 'going back';
}

/** Work on a stack: what all phases of it need. */
export class Operation {
  constructor(
    private readonly id: string, public readonly stacks: Stacks, public readonly types: TypeRegistry, public readonly options: OperationOptions,
  ) {
  }

  /** Whether things that do not depend on each other are done at the same time. */
  public get sideBySide(): boolean {
    return this.options.sideBySide ?? false;
  }

  /** The stack as it is now. */
  public get stack(): Stack {
    return this.stacks.get(this.id);
  }

  public change(changes: Partial<Stack>): void {
    this.stacks.put({ ...this.stack, ...changes });
  }

  /** Enters a phase, which is visible at once. */
  public enter(status: string, reason?: string): void {
    this.change({ status, reason });
    this.tell({ logicalId: this.stack.name, type: STACK_TYPE, physicalId: this.id }, status, reason);
  }

  /** Puts a resource into the stack, in the place of the one with its logical id, and tells of its status. */
  public put(resource: StackResource): void {
    this.putSilently({ ...resource, updated: this.stacks.clock.now() });
    this.tell(resource, resource.status, resource.reason);
  }

  /** Puts a resource into the stack to which nothing has happened. */
  public putSilently(resource: StackResource): void {
    this.change({ resources: new Map([...this.stack.resources, [resource.logicalId, resource]]) });
  }

  /** Takes a resource out of the stack. */
  public drop({ logicalId }: StackResource): void {
    this.change({ resources: new Map([...this.stack.resources].filter(([name]) => name !== logicalId)) });
  }

  /** Leaves a resource to clean-up, if there is anything to delete. */
  public retire(resource: StackResource, why: Retired['why']): void {
    if (resource.physicalId !== undefined) {
      this.change({ retired: [...this.stack.retired, { resource, why }] });
    }
  }

  /** Tells that something happened. */
  public tell({ logicalId, type, physicalId }: Pick<StackResource, 'logicalId' | 'type' | 'physicalId'>, status: string, reason?: string): void {
    this.stacks.events.push({
      stack: this.stack.name, logicalId, type, status, ...reason === undefined ? {} : { reason }, ...physicalId === undefined ? {} : { physicalId },
    });
  }

  public requestOf(resource: Pick<StackResource, 'logicalId' | 'type' | 'properties' | 'stackTags'>): ResourceRequest {
    const { account, region, name, id } = this.stack;
    const { logicalId, type, properties, stackTags } = resource;
    return {
      caller: { account, region }, stackName: name, stackId: id, logicalId, type, properties, stackTags, assetFolder: key => this.assetFolder(key),
    };
  }

  public existingRequestOf(resource: StackResource): ExistingResourceRequest {
    return { ...this.requestOf(resource), physicalId: resource.physicalId! };
  }

  /** The folder of an asset: what an earlier deployment published is still there. */
  private assetFolder(key: string): string {
    let unknown: unknown;
    for (const find of [...this.stack.assetFolders].reverse()) {
      try {
        return find(key);
      } catch (error) {
        unknown = error;
      }
    }
    throw unknown;
  }
}

/** Why something failed. A fault of the stand-in is not a failure of AWS, and goes on. */
export function reasonOf(error: unknown): string {
  if (error instanceof StandInFault) {
    throw error;
  }
  return (error as Error).message;
}

/** The resources that failed, in the words in which a stack tells of them. */
export function failedResources(resources: Iterable<StackResource>, ...verbs: readonly ('create' | 'update' | 'delete')[]): string {
  const all = [...resources];
  return verbs.map(verb => ({ verb, ids: all.filter(({ status }) => status === `${verb.toUpperCase()}_FAILED`).map(({ logicalId }) => logicalId) }))
    .filter(({ ids }) => ids.length > 0)
    .map(({ verb, ids }) => failedTo(verb, ids))
    .join(' ');
}

export function failedTo(verb: 'create' | 'update' | 'delete', logicalIds: readonly string[]): string {
  return `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}].`;
}
