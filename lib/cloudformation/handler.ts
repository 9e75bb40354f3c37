import { Cause, causeOf, CustomResourceEvent, HandOver, isForward } from './event';
import { fitting, LogPlace, reasonOf } from './reason';
import { decodeEvent, DecodedEvent, requestOf } from './request';
import { respond } from './respond';
import { answerable, isNothing, nothingMadeFor, nothingOf, Answer, bytesOf, fitToLimit } from './response';
import { Aws, Platform } from './stack';
import { sleep } from '../engine/clock';
import { Logic, Port, Progress, UNREAD } from '../engine/handler';
import { Log, logWith } from '../engine/log';
import type { Action } from '../engine/plan';
import { deadlineOf, errorText, observe, reconcile, Result, Run, WENT_ON } from '../engine/reconcile';
import type { Request } from '../engine/request';
import { retryDenied } from '../engine/retry';
import { BrokenContract, Contract } from '../model/contract';
import { describeFindingBriefly, Finding } from '../model/rule';

/** The handler of a kind of custom resource. */
export interface Handler<Spec extends object, Observed, A extends Action, Attribute extends string> {
  readonly contract: Contract<Spec, Attribute>;
  readonly logic: Logic<Spec, Observed, A, Attribute>;
  readonly port: Port<Spec, Observed, A>;
}

/** The context that Lambda gives to a run of a function. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly logGroupName: string;
  getRemainingTimeInMillis(): number;
}

/** The time that CloudFormation waits for an answer unless the resource says otherwise, in seconds. */
const SERVICE_TIMEOUT = 3_600;

/** The number of times that the status of the stack is read until it fits the event. */
const STATUS_READS = 5;

/** The longest progress that a run hands over, in characters: an asynchronous invocation takes 256 KB, the event included. */
const PROGRESS_CHARACTERS = 60_000;

/** The note of an event on a resource of which nothing was ever made. */
const NOTHING_MADE = 'nothing was made: nothing to take back';

/** Makes a Lambda handler of the handler of a custom resource. */
export function lambdaHandler<Spec extends object, Observed, A extends Action, Attribute extends string>(
  handler: Handler<Spec, Observed, A, Attribute>, platform: Platform = new Aws(),
): (event: CustomResourceEvent, context: LambdaContext) => Promise<void> {
  return async (event, context) => new Invocation(handler, platform, event, context).carryOut();
}

type Outcome<Observed> = Answer | { readonly unfinished: Result<Observed> };

/** One run of the function for one event. */
class Invocation<Spec extends object, Observed, A extends Action, Attribute extends string> {
  private readonly log: Log;
  private readonly place: LogPlace;

  /** The first arrival of the event, in milliseconds since 1970. */
  private readonly since: number;
  private readonly deadline: number;

  public constructor(
    private readonly handler: Handler<Spec, Observed, A, Attribute>, private readonly platform: Platform,
    private readonly event: CustomResourceEvent, private readonly context: LambdaContext,
  ) {
    const { RequestType: requestType, RequestId: requestId, StackId: stackId, LogicalResourceId: logicalId, HandedOver: handedOver } = event;
    this.log = logWith({ requestType, requestId, stackId, logicalId, lambdaRequestId: context.awsRequestId });
    this.place = { logGroup: context.logGroupName, requestId: context.awsRequestId };
    this.since = handedOver?.since ?? Date.now();
    this.deadline = this.since + (Number(event.ResourceProperties.ServiceTimeout) || SERVICE_TIMEOUT) * 1_000;
  }

  public async carryOut(): Promise<void> {
    const { event } = this;
    this.log('event', { event: withoutProgress(event) });
    const cause = await this.causeAtFirst();
    const outcome = await this.outcome(cause);
    if ('unfinished' in outcome) {
      await this.handOver(cause, outcome.unfinished);
      return;
    }
    const answer = await this.succeedInRollback(fitToLimit(event, outcome), cause);
    this.log('answer', { ...answer });
    await respond(event.ResponseURL, bytesOf(event, answer));
  }

  /** The cause of the event. A status that does not fit may be an old one: it is read again before it is believed. */
  private async causeAtFirst(): Promise<Cause> {
    let cause = await this.causeNow();
    for (let read = 2; cause === 'overtaken' && read <= STATUS_READS; read++) {
      await sleep(1_000);
      cause = await this.causeNow();
    }
    const before = this.event.HandedOver?.cause;
    // An operation that an earlier run began under another cause is not to go on under this one.
    const settled = before === undefined || before === 'unknown' || before === cause ? cause : cause === 'unknown' ? before : 'overtaken';
    this.log('cause', { cause: settled });
    return settled;
  }

  private async causeNow(): Promise<Cause> {
    return causeOf(this.event.RequestType, await this.stackStatus());
  }

  /** The status of the stack; nothing if it cannot be read. */
  private async stackStatus(): Promise<string | undefined> {
    try {
      return await retryDenied(this.since, () => this.platform.stackStatus(this.event.StackId));
    } catch (error) {
      this.log('stack not read', { error: errorText(error) });
      return undefined;
    }
  }

  private async outcome(cause: Cause): Promise<Outcome<Observed>> {
    if (cause === 'overtaken') {
      return this.failedBeforeAll(WENT_ON);
    }
    if (this.event.HandedOver !== undefined && Date.now() >= this.deadline) {
      return this.failedBeforeAll('CloudFormation waits no longer for this event');
    }
    let decoded: DecodedEvent<Spec>;
    try {
      decoded = decodeEvent(this.handler.contract, this.event, cause);
    } catch (error) {
      this.log('contract', { error: errorText(error) });
      return this.failedBeforeAll(`${error instanceof BrokenContract ? error.message : mistake(error)}. This run changed nothing.`);
    }
    return this.decided(decoded, cause);
  }

  /** Answers what needs no look, and has the engine carry out the rest. */
  private async decided(decoded: DecodedEvent<Spec>, cause: Cause): Promise<Outcome<Observed>> {
    const request = requestOf(decoded, this.handler.contract);
    const run = this.runFor(cause);
    try {
      if (isNothing(decoded.physicalId)) {
        return this.succeeded(request, undefined, [NOTHING_MADE]);
      }
      const findings = request.verb === 'deploy' ? this.handler.contract.check(request.desired) : [];
      return findings.length > 0 ? this.refusedByRules(request, findings) : await this.reconciled(request, run);
    } catch (error) {
      // Unanswered it would keep the stack waiting for an hour.
      this.log('mistake', { error: error instanceof Error ? error.stack : error });
      const observed = await this.lookAgain(request, run, { done: [] });
      return this.failed(request, observed, { untouched: false, reason: fitting(mistake(error), this.place) });
    }
  }

  private runFor(cause: Cause): Run<Observed, A> {
    const { applied = 0, attempted = false, progress } = this.event.HandedOver ?? {};
    return {
      log: this.log,
      since: this.since,
      deadline: this.deadline,
      before: { ...progress as Progress<Observed, A> | undefined, applied, attempted },
      remaining: () => this.context.getRemainingTimeInMillis(),
      isCurrent: async () => {
        const now = await this.causeNow();
        return now === cause || now === 'unknown' || (cause === 'unknown' && now !== 'overtaken');
      },
      whyNotIrreversible: async () => {
        const now = await this.causeNow();
        return isForward(now) ? undefined : `the stack does not, or no longer, move forward (${now})`;
      },
    };
  }

  private async reconciled(request: Request<Spec>, run: Run<Observed, A>): Promise<Outcome<Observed>> {
    const { logic, port } = this.handler;
    const result = await reconcile(logic, port, request, run);
    if (result.came === 'unfinished') {
      return { unfinished: result };
    }
    if (result.came === 'done') {
      const isUnread = 'desired' in request && request.identity !== undefined && request.previous === undefined;
      return this.succeeded(request, result.observed, [...isUnread ? [UNREAD] : [], ...result.notes]);
    }
    // An action on the way may have given the resource its id.
    const observed = result.attempted ? await this.lookAgain(request, run, result) ?? result.observed : result.observed;
    const before = result.attempted ? `Changes made before this: ${result.applied}.` : 'This run changed nothing.';
    return this.failed(request, observed, { untouched: !result.attempted, reason: reasonOf(before, result.failures, this.place) });
  }

  private refusedByRules(request: Request<Spec>, findings: readonly Finding[]): Answer {
    const failures = findings.map(finding => ({ on: request.owner, reason: describeFindingBriefly(finding) }));
    failures.forEach(failure => this.log('failed', failure));
    const reason = reasonOf('This run changed nothing.', failures, this.place);
    // The same declaration is refused at every delivery, so none has made anything.
    return { ...this.failed(request, undefined, { untouched: true, reason }), PhysicalResourceId: nothingOf(this.event) };
  }

  private succeeded(request: Request<Spec>, observed: Observed | undefined, notes: readonly string[]): Answer {
    const { logic } = this.handler;
    notes.forEach(note => this.log('note', { note }));
    if (!('desired' in request)) {
      return { Status: 'SUCCESS', PhysicalResourceId: nothingOf(this.event) };
    }
    const identity = isNothing(request.identity) ? request.identity! : answerable(logic.identity(request, observed));
    return { Status: 'SUCCESS', PhysicalResourceId: identity, Data: logic.attributes(request, observed) };
  }

  /** A failure, with the attributes if there are any: a rollback, which succeeds all the same, returns them. */
  private failed(
    request: Request<Spec>, observed: Observed | undefined, { untouched, reason: Reason }: { readonly untouched: boolean; readonly reason: string },
  ): Answer {
    const answer: Answer = { Status: 'FAILED', PhysicalResourceId: this.identityOf(request, observed, untouched), Reason };
    try {
      return 'desired' in request ? { ...answer, Data: this.handler.logic.attributes(request, observed) } : answer;
    } catch {
      return answer;
    }
  }

  /** The id with which a failure is answered. If there is one it stays: CloudFormation would take another for a replacement. */
  private identityOf(request: Request<Spec>, observed: Observed | undefined, untouched: boolean): string {
    const { logic } = this.handler;
    if (this.event.PhysicalResourceId !== undefined || request.verb !== 'deploy') {
      return nothingOf(this.event);
    }
    try {
      return untouched && logic.mayHaveMade?.(request, observed) !== true
        ? nothingMadeFor(this.event.RequestId) : answerable(logic.identity(request, observed));
    } catch {
      return nothingOf(this.event);
    }
  }

  private failedBeforeAll(reason: string): Answer {
    return { Status: 'FAILED', PhysicalResourceId: nothingOf(this.event), Reason: fitting(reason, this.place) };
  }

  private async lookAgain(request: Request<Spec>, run: Run<Observed, A>, progress: Progress<Observed, A>): Promise<Observed | undefined> {
    try {
      return await observe(this.handler.port, request, run, deadlineOf(run), progress);
    } catch (error) {
      this.log('not looked at again', { error: errorText(error) });
      return undefined;
    }
  }

  /**
   * Succeeds although something could not be restored: a rollback that fails leaves a stack that no update can change. The log says what
   * stays as it is.
   */
  private async succeedInRollback(answer: Answer, cause: Cause): Promise<Answer> {
    if (answer.Status === 'SUCCESS') {
      return answer;
    }
    const { Data, Reason: reason, ...others } = answer;
    // The status may have been an old one, or the rollback have begun since.
    if (this.event.RequestType !== 'Update' || (cause !== 'rollback' && await this.causeNow() !== 'rollback')) {
      return { ...others, Reason: reason };
    }
    this.log('not restored', { reason });
    return { ...others, Status: 'SUCCESS', ...Data && { Data } };
  }

  private async handOver(cause: Cause, { applied, attempted, done, observed }: Result<Observed>): Promise<void> {
    this.log('handing over', { applied, attempted });
    const progress: Progress<unknown, Action> = { done, observed };
    const isShort = JSON.stringify(progress).length <= PROGRESS_CHARACTERS;
    const handedOver: HandOver = { since: this.since, cause, applied, attempted, ...isShort && { progress } };
    // If this fails, the run fails, and the event is delivered again: that goes on as well.
    await retryDenied(this.since, () => this.platform.handOver({ ...this.event, HandedOver: handedOver }, this.context.invokedFunctionArn));
  }
}

/** The event as it is logged: progress was logged when it was made. */
function withoutProgress({ HandedOver: handedOver, ...event }: CustomResourceEvent): CustomResourceEvent {
  return { ...event, ...handedOver && { HandedOver: { ...handedOver, progress: undefined } } };
}

function mistake(error: unknown): string {
  return `a mistake of cdk-image-governance: ${errorText(error)}`;
}
