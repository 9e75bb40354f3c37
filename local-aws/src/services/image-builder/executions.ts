import { actOnAmis, ResourceResult } from './actions';
import type { AmiExclusions } from './exclusions';
import { Image, IN_BUILD } from './images';
import { paged, Place, placeOf, Store } from './store';
import type { Operation } from '../../service';
import { ServiceError } from '../../service-error';

/** A state update that goes on by itself. What is seen of it is worked out when somebody looks. */
export interface Execution {
  readonly id: string;
  readonly image: string;
  readonly target: string;
  readonly role?: string;
  readonly includes: { readonly amis?: boolean; readonly snapshots?: boolean; readonly containers?: boolean };
  readonly exclusions?: AmiExclusions;

  /** When the image will be deprecated, if not now. */
  readonly updateAt?: number;
  readonly startTime: number;

  /** When it is through, unless it is cancelled. */
  readonly endsAt: number;

  /** When it will have been cancelled. */
  readonly cancelledAt?: number;

  /** What became of the AMIs and containers, once it acted on them. */
  readonly results?: readonly ResourceResult[];

  /** What became of it, once it is through. */
  readonly outcome?: {
    readonly status: 'SUCCESS' | 'FAILED' | 'CANCELLED';
    readonly image?: ResourceResult['state'];
    readonly endTime: number;
  };
}

/** What an action on a resource is called. */
const ACTIONS: Record<string, string> = { AVAILABLE: 'AVAILABLE', DELETED: 'DELETE', DEPRECATED: 'DEPRECATE', DISABLED: 'DISABLE' };

/** Executions: they end by themselves when the clock gets there, which shows at the next call. */
export class Executions {
  /** What executions do is done once, even if a read that lags sees it undone. */
  private readonly acts = new Map<string, Promise<readonly ResourceResult[]>>();
  private count = 0;

  constructor(private readonly store: Store) {}

  /** The execution that is not through yet, of an image that can have only one. */
  public openOf(image: string): Execution | undefined {
    return [...this.store.executions.of(placeOf(image)).values()].find(it => it.image === image && it.outcome === undefined);
  }

  /** Begins an execution. */
  public async start(wanted: Omit<Execution, 'id' | 'startTime' | 'endsAt'>): Promise<Execution> {
    const { clock, options } = this.store;
    const startTime = clock.now();
    const inProgress = startTime + options.pendingSeconds + options.executionSeconds;
    const id = `lce-00000000-0000-4000-8000-${String(++this.count).padStart(12, '0')}`;
    const begun: Execution = { ...wanted, id, startTime, endsAt: wanted.updateAt ?? inProgress };
    this.save(begun);
    const image = this.store.image(placeOf(wanted.image), wanted.image);
    this.store.save({ ...image, lifecycleExecutionId: id, ...wanted.updateAt === undefined ? {} : { deprecationTime: wanted.updateAt } });
    if (wanted.updateAt === undefined && options.amisChange === 'at the end') {
      return begun;
    }
    const results = await this.act(begun);
    const failed = results.some(({ state }) => state.status === 'FAILED');
    const acted = { ...begun, results, endsAt: failed ? inProgress : begun.endsAt };
    this.save(acted);
    return acted;
  }

  /** Lets an execution end before it is through. What it did stays done. */
  public cancel(execution: Execution): void {
    const { clock, options } = this.store;
    this.save({ ...execution, cancelledAt: clock.now() + options.cancellingSeconds });
  }

  /** Ends the executions whose time has come. */
  public async catchUp(place: Place): Promise<void> {
    const now = this.store.clock.now();
    for (const execution of [...this.store.executions.of(place).values()].filter(it => it.outcome === undefined)) {
      if (execution.cancelledAt !== undefined && now >= execution.cancelledAt) {
        this.save({ ...execution, outcome: { status: 'CANCELLED', endTime: execution.cancelledAt } });
        this.forgetDeprecation(execution);
      } else if (execution.cancelledAt === undefined && now >= execution.endsAt) {
        await this.finish(execution);
      }
    }
  }

  /** What an execution is now. */
  public statusOf({ outcome, cancelledAt, startTime, updateAt }: Execution): string {
    const { clock, options } = this.store;
    return outcome ? outcome.status
      : cancelledAt !== undefined ? 'CANCELLING'
        : clock.now() < startTime + options.pendingSeconds ? 'PENDING'
          : updateAt !== undefined ? options.scheduledIs : 'IN_PROGRESS';
  }

  private save(execution: Execution): void {
    this.store.executions.of(placeOf(execution.image)).set(execution.id, execution);
  }

  private act(execution: Execution): Promise<readonly ResourceResult[]> {
    const { sharing, deletesAmisOfSharedImages } = this.store.options;
    const keeps = execution.target === 'DELETED' && sharing?.isShared(execution.image) && !deletesAmisOfSharedImages;
    const image = this.store.images.of(placeOf(execution.image)).get(execution.image);
    const results = this.acts.get(execution.id) ?? (keeps || !image ? Promise.resolve([]) : actOnAmis(this.store, execution, image));
    this.acts.set(execution.id, results);
    return results;
  }

  private async finish(execution: Execution): Promise<void> {
    const results = execution.results ?? await this.act(execution);
    const image = this.imageState(execution, results);
    const failed = [image, ...results.map(({ state }) => state)].some(({ status }) => status === 'FAILED');
    if (image.status === 'SUCCESS') {
      move(this.store, execution.image, execution.target, execution.endsAt);
    } else {
      this.forgetDeprecation(execution);
    }
    this.save({ ...execution, results, outcome: { status: failed ? 'FAILED' : 'SUCCESS', image, endTime: execution.endsAt } });
  }

  /** What becomes of the image itself. */
  private imageState({ target, image }: Execution, results: readonly ResourceResult[]): ResourceResult['state'] {
    const { sharing, failedUpdatesMoveTheImage } = this.store.options;
    const count = (status: string) => results.filter(({ state }) => state.status === status).length;
    if (target === 'DELETED' && sharing?.isShared(image)) {
      return { status: 'FAILED', reason: `The image ${image} is shared with other accounts.` };
    }
    if (count('FAILED') > 0 && (target === 'DELETED' || !failedUpdatesMoveTheImage)) {
      return { status: 'FAILED', reason: `${count('FAILED')} of the resources of the image failed.` };
    }
    // An image is kept as long as something of it is left. Its other states do not depend on what was excluded.
    return target === 'DELETED' && count('SKIPPED') > 0
      ? { status: 'SKIPPED', reason: `${count('SKIPPED')} of the resources of the image were skipped.` } : { status: 'SUCCESS' };
  }

  /** A deprecation that did not come about is not announced any more. The deprecation time of AMIs stays. */
  private forgetDeprecation({ image: arn, updateAt }: Execution): void {
    const image = this.store.images.of(placeOf(arn)).get(arn);
    if (image && updateAt !== undefined) {
      const { deprecationTime: _, ...rest } = image;
      this.store.save(rest);
    }
  }
}

/** Gives an image another state. An image that is gone stays so. */
export function move(store: Store, arn: string, status: string, at: number): void {
  const image = store.images.of(placeOf(arn)).get(arn);
  if (image === undefined) {
    return;
  }
  if (status === 'DELETED' && !store.options.deletedImagesStay) {
    store.images.of(placeOf(arn)).delete(arn);
    return;
  }
  const { deprecationTime, ...rest } = image;
  const deprecated = status === 'DEPRECATED' ? at : status === 'AVAILABLE' ? undefined : deprecationTime;
  store.save({ ...rest, state: { status }, ...deprecated === undefined ? {} : { deprecationTime: deprecated } });
}

/** Looking at executions, and cancelling them. */
export function executionOperations(store: Store, executions: Executions): Record<string, Operation> {
  const shown = (execution: Execution) => {
    const { id, startTime, results = [], outcome } = execution;
    const acted = [...outcome?.image ? [outcome.image] : [], ...results.map(({ state }) => state)];
    return {
      lifecycleExecutionId: id,
      resourcesImpactedSummary: { hasImpactedResources: acted.some(({ status }) => status !== 'SKIPPED') },
      state: { status: executions.statusOf(execution) },
      startTime,
      ...outcome ? { endTime: outcome.endTime } : {},
    };
  };
  return {
    GetLifecycleExecution: ({ lifecycleExecutionId }, caller) => ({ lifecycleExecution: shown(store.execution(caller, lifecycleExecutionId)) }),

    ListLifecycleExecutions: ({ resourceArn, ...input }, caller) => {
      const all = [...store.executions.of(caller).values()].filter(it => it.image === resourceArn).reverse();
      const { items, nextToken } = paged(all, input, caller);
      return { lifecycleExecutions: items.map(shown), ...nextToken === undefined ? {} : { nextToken } };
    },

    // Two levels: the image, and what came of it.
    ListLifecycleExecutionResources: ({ lifecycleExecutionId, parentResourceId, ...input }, caller) => {
      const execution = store.execution(caller, lifecycleExecutionId);
      if (parentResourceId !== undefined && parentResourceId !== execution.image) {
        throw new ServiceError('InvalidRequestException', `${parentResourceId} is not a resource of the execution.`);
      }
      const { items, nextToken } = paged(parentResourceId === undefined ? imageLevel(execution) : resourceLevel(store, execution), input, caller);
      return {
        lifecycleExecutionId,
        lifecycleExecutionState: { status: executions.statusOf(execution) },
        resources: items.map(resource => ({
          ...resource,
          action: { name: ACTIONS[execution.target] },
          startTime: execution.startTime,
          ...execution.outcome ? { endTime: execution.outcome.endTime } : {},
        })),
        ...nextToken === undefined ? {} : { nextToken },
      };
    },

    CancelLifecycleExecution: (input, caller) => store.tokens.once(caller, input, async () => {
      const execution = store.execution(caller, input.lifecycleExecutionId);
      const status = executions.statusOf(execution);
      if (execution.outcome) {
        throw new ServiceError('InvalidRequestException', `The lifecycle execution is ${status} already.`);
      }
      if (status === 'CANCELLING') {
        throw new ServiceError('ResourceInUseException', 'The lifecycle execution is being cancelled.');
      }
      executions.cancel(execution);
      await executions.catchUp(caller);
      return { lifecycleExecutionId: execution.id };
    }),
  };
}

/** The image of an execution; once cancelled, it was not acted on. */
function imageLevel({ image, outcome }: Execution): object[] {
  const { account, region } = placeOf(image);
  const state = outcome ? outcome.image : { status: 'IN_PROGRESS' };
  return state ? [{ accountId: account, resourceId: image, region, state }] : [];
}

/** What an execution acted on, or will. */
function resourceLevel(store: Store, { image: arn, includes, results, outcome }: Execution): object[] {
  if (results || outcome) {
    return [...results ?? []];
  }
  const image: Image | undefined = store.images.of(placeOf(arn)).get(arn);
  return includes.amis && image && !IN_BUILD.includes(image.state.status)
    ? image.amis.map(ami => ({ accountId: ami.accountId, resourceId: ami.image, region: ami.region, state: { status: 'IN_PROGRESS' } })) : [];
}
