import { DisableImageDeprecationCommand } from '@aws-sdk/client-ec2';
import {
  CancelLifecycleExecutionCommand, ImagebuilderClient, StartResourceStateUpdateCommand, StartResourceStateUpdateCommandInput,
} from '@aws-sdk/client-imagebuilder';
import type { StateAction, UpdateAction } from './actions';
import { includesAmis } from './declaration';
import { ExecutionReader, isOpen } from './execution-reader';
import { isParked } from './executions';
import { BegunStep, ObservedState, ObservedStateAmi, stateRead, Step } from './observed';
import { isShared } from './regrant';
import { CLIENT } from '../../cloudformation/stack';
import type { ActionResult, Deadline, Port, Progress } from '../../engine/handler';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import { desiredOf, Request, specsOf, tokenOf } from '../../engine/request';
import { NotYetPropagated } from '../../engine/retry';
import { IMAGE_BUILD_ARN } from '../../model/images/image-forms';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { retryThrottled } from '../aws-calls';
import { Ec2Clients, unlessGone } from '../images/clients';
import { ImageReader } from '../images/image-reader';
import { LaunchPermissions } from '../images/launch-permissions';
import type { ObservedAmi } from '../images/observed';

type StateRequest = Request<ImageStateUpdateSpec>;
type StateProgress = Progress<ObservedState, StateAction>;

/** The parts of a look that stay as they are while an execution of the operation is under way. */
type Look = Pick<ObservedState, 'record' | 'amis' | 'open'>;

/** The message of Image Builder on a role that was made just before. The name of the error is not documented. */
const ROLE_NOT_USABLE = /\brole\b.*(?:does not exist|permission|assume)/is;

/** The errors that may have this message. */
const REFUSALS = ['ClientException', 'InvalidParameterValueException', 'InvalidRequestException'];

/** The errors of a cancellation that may mean that the execution has ended, or is being cancelled. */
const NOT_CANCELLED = ['ClientException', 'InvalidRequestException', 'ResourceInUseException', 'ResourceNotFoundException'];

/**
 * The longest time between two looks of one run, in milliseconds. After a longer one another delivery of the event may have acted in
 * between: Lambda delivers an event again after a minute at the earliest.
 */
const BETWEEN_LOOKS = 60_000;

/** Images and their executions in Image Builder, and their AMIs in EC2. */
export class ImageBuilder implements Port<ImageStateUpdateSpec, ObservedState, StateAction> {
  private readonly clients = new Ec2Clients();
  private readonly images = new ImageReader(this.clients);
  private readonly launches = new LaunchPermissions(this.clients);
  private readonly builder = new ImagebuilderClient({ ...CLIENT, maxAttempts: 1 });
  private readonly executions = new ExecutionReader(this.builder);

  public async observe(request: StateRequest, deadline: Deadline, progress: StateProgress): Promise<ObservedState> {
    const spec = specsOf(request).at(-1);
    const now = Date.now();
    if (spec === undefined || !IMAGE_BUILD_ARN.test(spec.image)) {
      return { now, amis: [], open: [], begun: [], stateBefore: stateRead({}) };
    }
    const { observed: last } = progress;
    const begun = await this.begun(progress, deadline);
    const isUnderWay = begun.some(({ execution }) => execution !== undefined && isOpen(execution));
    // Until the execution has ended, the image itself says nothing new.
    const look = isUnderWay && last !== undefined ? lookOf(last) : await this.look(spec, request, deadline);
    const observed = { now, ...look, begun, stateBefore: last?.stateBefore ?? stateRead(look) };
    const isFirst = last?.calmSince === undefined || now - last.now > BETWEEN_LOOKS;
    const isCalm = !isFirst && observed.open.every(execution => isParked(execution, observed));
    return { ...observed, calmSince: isCalm ? last.calmSince : now };
  }

  public async apply(action: StateAction, request: StateRequest, deadline: Deadline): Promise<ActionResult | void> {
    switch (action.action) {
      case 'share again':
        return this.launches.change(action.ami, { add: action.launch, remove: [] }, deadline);
      case 'take the deprecation time back':
        await unlessGone(() => retryThrottled(deadline, () => this.clients.of(action.ami).send(
          new DisableImageDeprecationCommand({ ImageId: action.ami.imageId }))));
        return undefined;
      case 'cancel the execution':
        return this.cancel(action.on, request, deadline);
      default:
        return this.start(action, request, deadline);
    }
  }

  private async look(spec: ImageStateUpdateSpec, request: StateRequest, deadline: Deadline): Promise<Look> {
    const withAmis = specsOf(request).some(each => each.image === spec.image && includesAmis(each) && each.state !== 'DELETED');
    const { record, amis } = await this.images.readBuild({ image: spec.image, roleArns: spec.roleArns }, request.home, withAmis, deadline);
    return {
      ...record && { record },
      amis: needsLaunchPermissions(spec, request) ? await this.withLaunches(amis, deadline) : amis,
      open: record === undefined ? [] : await this.executions.open(spec.image, deadline),
    };
  }

  private async withLaunches(amis: readonly ObservedAmi[], deadline: Deadline): Promise<ObservedStateAmi[]> {
    return fulfilled(await inAnyOrder(amis, async ami => {
      const launch = ami.state === 'available' ? await this.launches.of(ami, deadline) : undefined;
      return launch === undefined ? ami : { ...ami, launch };
    }, ({ region }) => region));
  }

  /** Reads the steps that the operation has begun. One that has ended is not read again. */
  private async begun({ done, observed }: StateProgress, deadline: Deadline): Promise<BegunStep[]> {
    const steps: BegunStep[] = [];
    for (const { step, target, executionId, at } of startsIn(done)) {
      const last = observed?.begun.find(({ execution }) => execution !== undefined && execution.id === executionId);
      steps.push(executionId === undefined ? { step, target }
        : last?.execution !== undefined && !isOpen(last.execution) ? last : await this.stepOf({ step, target }, executionId, at, deadline));
    }
    return steps;
  }

  private async stepOf(begun: Pick<BegunStep, 'step' | 'target'>, executionId: string, at: number, deadline: Deadline): Promise<BegunStep> {
    const execution = await this.executions.one(executionId, at, deadline);
    return isOpen(execution) || execution.status === 'GONE' ? { ...begun, execution }
      : { ...begun, execution, resources: await this.executions.resources(executionId, deadline) };
  }

  /** Starts an update. Returns its time and its execution, if it is not done at once; nothing if another principal was faster. */
  private async start(action: UpdateAction, request: StateRequest, deadline: Deadline): Promise<ActionResult | void> {
    const at = Date.now();
    try {
      const { lifecycleExecutionId: executionId } = await retryThrottled(deadline, () => this.builder.send(
        new StartResourceStateUpdateCommand(inputOf(action, tokenOf(request, action.step)))));
      return { at, ...executionId !== undefined && { executionId } };
    } catch (error) {
      const { name, message } = error as Error;
      // The next look shows what goes on, or what is gone.
      if (name === 'ResourceInUseException' || (name === 'ResourceNotFoundException' && action.target === 'DELETED')) {
        return undefined;
      }
      throw REFUSALS.includes(name) && ROLE_NOT_USABLE.test(message) ? new NotYetPropagated(message) : error;
    }
  }

  private async cancel(lifecycleExecutionId: string, request: StateRequest, deadline: Deadline): Promise<void> {
    const clientToken = tokenOf(request, `cancel ${lifecycleExecutionId}`);
    try {
      await retryThrottled(deadline, () => this.builder.send(new CancelLifecycleExecutionCommand({ lifecycleExecutionId, clientToken })));
    } catch (error) {
      // It may have ended by itself, or be on the way to it.
      if (!NOT_CANCELLED.includes((error as Error).name)
        || ['IN_PROGRESS', 'PENDING'].includes((await this.executions.one(lifecycleExecutionId, 0, deadline)).status)) {
        throw error;
      }
    }
  }
}

/** An update that was started. */
interface Start extends Pick<UpdateAction, 'step' | 'target'> {
  /** Absent if the update was done at once. */
  readonly executionId?: string;

  /** In milliseconds since 1970. */
  readonly at: number;
}

/** The updates that an operation has started: the last of each step. */
function startsIn(done: StateProgress['done']): Iterable<Start> {
  const starts = new Map<Step, Start>();
  for (const { action, result } of done) {
    if ('step' in action && result !== undefined) {
      const { step, target } = action;
      starts.set(step, { step, target, at: Number(result.at), ...typeof result.executionId === 'string' && { executionId: result.executionId } });
    }
  }
  return starts.values();
}

function lookOf({ record, amis, open }: ObservedState): Look {
  return { ...record && { record }, amis, open };
}

/** True if the launch permissions of the AMIs may have to be granted again, or may be lost. */
function needsLaunchPermissions(spec: ImageStateUpdateSpec, request: StateRequest): boolean {
  return desiredOf(request) === undefined ? spec.onRemoval === 'MAKE_AVAILABLE' && isShared(spec)
    : spec.state === 'DISABLED' || (spec.state !== 'DELETED' && isShared(spec));
}

function inputOf(action: UpdateAction, clientToken: string): StartResourceStateUpdateCommandInput {
  const { on: resourceArn, target, updateAt, includeResources, exclusionRules, executionRole } = action;
  return {
    resourceArn,
    state: { status: target },
    ...includeResources && { includeResources },
    ...exclusionRules && { exclusionRules: exclusionRules as StartResourceStateUpdateCommandInput['exclusionRules'] },
    ...executionRole !== undefined && { executionRole },
    ...updateAt !== undefined && { updateAt: new Date(updateAt) },
    clientToken,
  };
}
