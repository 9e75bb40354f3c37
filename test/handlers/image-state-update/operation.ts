import { Case, eventOf } from './cases';
import { run } from './in-image-builder';
import { requestOf } from '../../../lib/cloudformation/request';
import type { Progress } from '../../../lib/engine/handler';
import { StateAction, updateTo } from '../../../lib/handlers/image-state-update/actions';
import { ImageBuilder } from '../../../lib/handlers/image-state-update/aws';
import type { ObservedState, Step } from '../../../lib/handlers/image-state-update/observed';
import { IMAGE_STATE_UPDATE, ImageStateUpdateSpec } from '../../../lib/model/state/image-state-update-contract';
import { HOME } from '../../../local-aws/src/stand-in';

type StateProgress = Progress<ObservedState, StateAction>;

/** A request of the stack `Images`. */
export const requestFor = (it: Case) =>
  requestOf(eventOf({ stackId: `arn:aws:cloudformation:${HOME.region}:${HOME.account}:stack/Images/1`, ...it }), IMAGE_STATE_UPDATE);

/** An operation as the engine carries it out: the port looks and acts, and the progress is kept outside of it, as plain data. */
export class Operation {
  private readonly port = new ImageBuilder();

  /** @param progress The progress of the runs before this one. */
  public constructor(private progress: StateProgress = { done: [] }) {}

  public async observe(it: Case): Promise<ObservedState> {
    const observed = await this.port.observe(requestFor(it), run, JSON.parse(JSON.stringify(this.progress)) as StateProgress);
    this.progress = { ...this.progress, observed };
    return observed;
  }

  public async apply(action: StateAction, it: Case): Promise<void> {
    const result = await this.port.apply(action, requestFor(it), run);
    this.progress = { ...this.progress, done: [...this.progress.done, { action, ...result && { result } }] };
  }

  public start(desired: ImageStateUpdateSpec, step: Step, changes: Case): Promise<void> {
    return this.apply(updateTo(desired.state, step, desired), { desired, ...changes });
  }

  /** The operation in the next run of the function. */
  public handedOver(): Operation {
    return new Operation(this.progress);
  }
}
