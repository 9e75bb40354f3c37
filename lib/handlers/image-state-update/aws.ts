import { createHash } from 'node:crypto';
import { DisableImageDeprecationCommand } from '@aws-sdk/client-ec2';
import {
  CancelLifecycleExecutionCommand, ImagebuilderClient, StartResourceStateUpdateCommand, StartResourceStateUpdateCommandInput,
} from '@aws-sdk/client-imagebuilder';
import type { StateAction, UpdateAction } from './actions';
import { ExecutionReader, isOpen } from './execution-reader';
import { isParked } from './executions';
import { BegunStep, Execution, ObservedState, ObservedStateAmi, stateRead, Step } from './observed';
import { isShared } from './shares';
import { includesAmis } from './wanted';
import { isNothing } from '../../cloudformation/physical-id';
import { CLIENT } from '../../cloudformation/stack';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import type { Port, Situation, Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';
import { IMAGE_BUILD_ARN } from '../../model/images/image-forms';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { Ec2Clients } from '../images/clients';
import { unlessGone } from '../images/gone';
import { ImageReader } from '../images/image-reader';
import { LaunchPermissions } from '../images/launch-permissions';
import type { ObservedAmi } from '../images/observed';

type StateSituation = Situation<ImageStateUpdateSpec>;

/** What Image Builder says of a role that was made just before. By which error is not documented. */
const ROLE_NOT_USABLE = /\brole\b.*(?:does not exist|permission|assume)/is;

/** By which errors Image Builder may say so. */
const REFUSALS = ['ClientException', 'InvalidParameterValueException', 'InvalidRequestException'];

/** By which errors Image Builder may say that an execution is through, or is being cancelled. */
const NOT_CANCELLED = ['ClientException', 'InvalidRequestException', 'ResourceInUseException', 'ResourceNotFoundException'];

/** What an event began, as far as this run knows. */
interface Memory {
  readonly requestId: string;

  /** When it was looked at first, or somebody was seen to change the image, in milliseconds since 1970. */
  calmSince: number;
  readonly begun: Map<Step, Begun>;
  stateBefore?: string;

  /** What was seen when the image was looked at last. */
  seen?: Pick<ObservedState, 'record' | 'amis' | 'open'>;
}

interface Begun {
  readonly target: string;
  readonly executionId?: string;

  /** In milliseconds since 1970. */
  readonly at: number;

  /** How it ended. */
  ended?: BegunStep;
}

/** Images and their executions, in Image Builder, and their AMIs in EC2. */
export class ImageBuilder implements Port<ImageStateUpdateSpec, ObservedState, StateAction> {
  private readonly clients = new Ec2Clients();
  private readonly images = new ImageReader(this.clients);
  private readonly launches = new LaunchPermissions(this.clients);
  private readonly builder = new ImagebuilderClient({ ...CLIENT, maxAttempts: 1 });
  private readonly executions = new ExecutionReader(this.builder);
  private memory: Memory = { requestId: '', calmSince: 0, begun: new Map() };

  public async observe(situation: StateSituation, time: Time): Promise<ObservedState> {
    const { desired, previous, physicalId } = situation;
    const spec = desired ?? previous;
    const now = Date.now();
    if (spec === undefined || isNothing(physicalId) || !IMAGE_BUILD_ARN.test(spec.image)) {
      return { now, amis: [], open: [], begun: [], stateBefore: stateRead({}) };
    }
    const memory = this.remembered(situation);
    const begun = await this.progress(memory, time);
    // As long as Image Builder is at it, the image itself says nothing new.
    const isUnderWay = begun.some(({ execution }) => execution !== undefined && isOpen(execution));
    memory.seen = isUnderWay && memory.seen !== undefined ? memory.seen : await this.look(spec, situation, time);
    memory.stateBefore ??= stateRead(memory.seen);
    const observed = { now, ...memory.seen, begun, stateBefore: memory.stateBefore };
    if (observed.open.some(it => !isParked(it, observed))) {
      memory.calmSince = now;
    }
    return { ...observed, calmSince: memory.calmSince };
  }

  public async apply(action: StateAction, situation: StateSituation, time: Time): Promise<void> {
    switch (action.action) {
      case 'share again':
        return this.launches.change(action.ami, { add: action.launch, remove: [] }, time);
      case 'take the deprecation time back':
        await unlessGone(() => patiently(time, () => this.clients.of(action.ami).send(
          new DisableImageDeprecationCommand({ ImageId: action.ami.imageId }))));
        return undefined;
      case 'cancel the execution':
        return this.cancel(action.on, situation, time);
      default:
        return this.start(action, situation, time);
    }
  }

  private async look(spec: ImageStateUpdateSpec, { desired, previous, stackId }: StateSituation, time: Time): Promise<Memory['seen'] & object> {
    const withAmis = [desired, previous].some(it => it?.image === spec.image && includesAmis(it) && it.state !== 'DELETED');
    const { record, amis } = await this.images.readBuild({ image: spec.image, roleArns: spec.roleArns }, stackId, withAmis, time);
    return {
      ...record && { record },
      amis: mattersWhoMayLaunch(spec, desired) ? await this.withLaunches(amis, time) : amis,
      open: record === undefined ? [] : await this.executions.open(spec.image, time),
    };
  }

  private remembered({ requestId }: StateSituation): Memory {
    if (this.memory.requestId !== requestId) {
      this.memory = { requestId, calmSince: Date.now(), begun: new Map() };
    }
    return this.memory;
  }

  private async withLaunches(amis: readonly ObservedAmi[], time: Time): Promise<ObservedStateAmi[]> {
    return fulfilled(await inAnyOrder(amis, async ami => {
      const launch = ami.state === 'available' ? await this.launches.of(ami, time) : undefined;
      return launch === undefined ? ami : { ...ami, launch };
    }, ({ region }) => region));
  }

  /** How far what this event began has come. */
  private async progress({ begun }: Memory, time: Time): Promise<BegunStep[]> {
    const steps: BegunStep[] = [];
    for (const [step, it] of begun) {
      const { target, executionId, at, ended } = it;
      if (executionId === undefined || ended !== undefined) {
        steps.push(ended ?? { step, target });
        continue;
      }
      const execution: Execution = await this.executions.one(executionId, at, time);
      if (isOpen(execution)) {
        steps.push({ step, target, execution });
        continue;
      }
      it.ended = { step, target, execution, ...execution.status !== 'GONE' && { resources: await this.executions.resources(executionId, time) } };
      steps.push(it.ended);
    }
    return steps;
  }

  private async start(action: UpdateAction, situation: StateSituation, time: Time): Promise<void> {
    const at = Date.now();
    try {
      const { lifecycleExecutionId: executionId } = await patiently(time, () => this.builder.send(
        new StartResourceStateUpdateCommand(inputOf(action, tokenFor(situation, action.step)))));
      this.remembered(situation).begun.set(action.step, { target: action.target, executionId, at });
    } catch (error) {
      const { name, message } = error as Error;
      // Somebody was faster: what goes on, or is gone, is seen at the next look.
      if (name === 'ResourceInUseException' || (name === 'ResourceNotFoundException' && action.target === 'DELETED')) {
        return;
      }
      // As long as a policy may not be known everywhere, it is tried again.
      throw REFUSALS.includes(name) && ROLE_NOT_USABLE.test(message) ? Object.assign(new Error(message), { name: 'AccessDenied' }) : error;
    }
  }

  private async cancel(lifecycleExecutionId: string, situation: StateSituation, time: Time): Promise<void> {
    const clientToken = tokenFor(situation, `cancel ${lifecycleExecutionId}`);
    try {
      await patiently(time, () => this.builder.send(new CancelLifecycleExecutionCommand({ lifecycleExecutionId, clientToken })));
    } catch (error) {
      // It may have ended by itself, or be on the way to it.
      if (!NOT_CANCELLED.includes((error as Error).name)
        || ['IN_PROGRESS', 'PENDING'].includes((await this.executions.one(lifecycleExecutionId, 0, time)).status)) {
        throw error;
      }
    }
  }
}

/** Whether it matters who may launch from the AMIs: where that is to be given back, or would be lost. */
function mattersWhoMayLaunch(spec: ImageStateUpdateSpec, desired: ImageStateUpdateSpec | undefined): boolean {
  return desired === undefined ? spec.onRemoval === 'MAKE_AVAILABLE' && isShared(spec)
    : spec.state === 'DISABLED' || (spec.state !== 'DELETED' && isShared(spec));
}

/**
 * The same for an event that is delivered again, and new for every deployment: by a token that it knows, Image Builder answers as it did
 * before, and does nothing. So a token of what is declared would undo no second change of mind.
 */
export function tokenFor({ stackId, logicalId, requestId }: Pick<StateSituation, 'stackId' | 'logicalId' | 'requestId'>, step: string): string {
  return createHash('sha256').update([stackId, logicalId, requestId, step].join('\n')).digest('hex');
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
