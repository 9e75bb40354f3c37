import { Caller, Regional } from '../../world';
import type { ExistingResourceRequest, ResourceRequest, ResourceState } from '../resource-type';
import { HandlerError } from './handler-error';

/** The resources of one type that are there, by their physical ids. */
export class Identities {
  private readonly states = new Regional<ResourceState>();

  /**
   * @param global Whether they are of an account rather than of an account and a Region.
   */
  constructor(private readonly type: string, private readonly global = false) {
  }

  /** Adds a resource, whose physical id nothing may have already. */
  public add({ caller }: ResourceRequest, state: ResourceState): ResourceState {
    const there = this.of(caller);
    if (there.has(state.physicalId)) {
      throw new HandlerError('AlreadyExists', `Resource of type '${this.type}' with identifier '${state.physicalId}' already exists.`);
    }
    there.set(state.physicalId, state);
    return state;
  }

  /** The state of a resource that is there. */
  public get({ caller, physicalId }: ExistingResourceRequest): ResourceState {
    const state = this.of(caller).get(physicalId);
    if (state === undefined) {
      throw new HandlerError('NotFound', `Resource of type '${this.type}' with identifier '${physicalId}' was not found.`);
    }
    return state;
  }

  /** Removes a resource that is there. */
  public remove(request: ExistingResourceRequest): void {
    this.get(request);
    this.of(request.caller).delete(request.physicalId);
  }

  private of({ account, region }: Pick<Caller, 'account' | 'region'>): Map<string, ResourceState> {
    return this.states.of({ account, region: this.global ? 'global' : region });
  }
}
