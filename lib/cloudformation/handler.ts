import { Cause, causeOf } from './cause';
import type { CustomResourceEvent } from './event';
import { fitting, LogPlace, reasonOf } from './reason';
import { respond } from './respond';
import { Answer, answerable, bytesOf, nothingOf, short } from './response';
import { Aws, Surroundings } from './stack';
import { sleep } from '../engine/clock';
import { Log, logWith } from '../engine/log';
import type { Action, Logic, Port, Situation } from '../engine/plan';
import { reconcile, Result, Run, said, timeOf, WENT_ON } from '../engine/reconcile';
import { whileDenied } from '../engine/retry-denied';
import { BrokenContract, Contract, decode, decodePrevious } from '../model/contract';

/** The handler of a kind of custom resource. */
export interface Handler<Spec extends object, Observed, A extends Action, Attribute extends string> {
  readonly contract: Contract<Spec, Attribute>;
  readonly logic: Logic<Spec, Observed, A, Attribute>;
  readonly port: Port<Spec, Observed, A>;
}

/** What Lambda tells a run of a function. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly logGroupName: string;
  getRemainingTimeInMillis(): number;
}

/** How long CloudFormation waits for an answer unless the resource says otherwise, in seconds. */
const SERVICE_TIMEOUT = 3_600;

/** How often the status of the stack is read until it fits the event. */
const STATUS_READS = 5;

/** Makes of a handler what Lambda calls. */
export function lambdaHandler<Spec extends object, Observed, A extends Action, Attribute extends string>(
  handler: Handler<Spec, Observed, A, Attribute>, surroundings: Surroundings = new Aws(),
): (event: CustomResourceEvent, context: LambdaContext) => Promise<void> {
  return async (event, context) => {
    const { RequestType: requestType, RequestId: requestId, StackId: stackId, LogicalResourceId: logicalId, HandedOver: handedOver } = event;
    const log = logWith({ requestType, requestId, stackId, logicalId, lambdaRequestId: context.awsRequestId });
    log('event', { event });

    const since = handedOver?.since ?? Date.now();
    const timeout = Number(event.ResourceProperties.ServiceTimeout) || SERVICE_TIMEOUT;
    const run: Run = {
      log,
      since,
      deadline: since + timeout * 1_000,
      before: { applied: handedOver?.applied ?? 0, attempted: handedOver?.attempted ?? false },
      remaining: () => context.getRemainingTimeInMillis(),
      causeNow: async () => causeOf(requestType, await statusOf(event, since, surroundings, log)),
    };
    const cause = await causeAtFirst(event, run);
    const place = { logGroup: context.logGroupName, requestId: context.awsRequestId };
    const outcome = await outcomeOf(handler, event, cause, run, place);
    if ('unfinished' in outcome) {
      const { applied, attempted } = outcome.unfinished;
      log('handing over', { applied, attempted });
      const next = { ...event, HandedOver: { since, cause, applied, attempted } };
      // If this fails, the run fails, and the event is delivered again: that goes on as well.
      await whileDenied(since, () => surroundings.handOver(next, context.invokedFunctionArn));
      return;
    }
    const answer = await harmless(short(event, outcome), event, cause, run);
    log('answer', { ...answer });
    await respond(event.ResponseURL, bytesOf(event, answer));
  };
}

/** Why the event came. A status that does not fit may be an old one: it is read again before it is believed. */
async function causeAtFirst(event: CustomResourceEvent, run: Run): Promise<Cause> {
  let cause = await run.causeNow();
  for (let read = 2; cause === 'overtaken' && read <= STATUS_READS; read++) {
    await sleep(1_000);
    cause = await run.causeNow();
  }
  const before = event.HandedOver?.cause;
  // What an earlier run began under another cause is not this cause's to go on with.
  const settled = before === undefined || before === 'unknown' || before === cause ? cause : cause === 'unknown' ? before : 'overtaken';
  run.log('cause', { cause: settled });
  return settled;
}

/** The status of the stack; nothing if it cannot be read. */
async function statusOf({ StackId }: CustomResourceEvent, since: number, surroundings: Surroundings, log: Log): Promise<string | undefined> {
  try {
    return await whileDenied(since, () => surroundings.stackStatus(StackId));
  } catch (error) {
    log('stack not read', { error: said(error) });
    return undefined;
  }
}

/**
 * A rollback that fails leaves a stack that nobody can update: no update fails while the stack rolls back. What could not be restored
 * stays as it is, and the log says so.
 */
async function harmless(answer: Answer, event: CustomResourceEvent, cause: Cause, run: Run): Promise<Answer> {
  if (answer.Status === 'SUCCESS') {
    return answer;
  }
  const { Data, Reason: reason, ...others } = answer;
  // The status may have been an old one, or the rollback have begun since.
  if (event.RequestType !== 'Update' || (cause !== 'rollback' && await run.causeNow() !== 'rollback')) {
    return { ...others, Reason: reason };
  }
  run.log('not restored', { reason });
  return { ...others, Status: 'SUCCESS', ...Data && { Data } };
}

type Outcome = Answer | { readonly unfinished: Result<unknown> };

async function outcomeOf<Spec extends object, Observed, A extends Action, Attribute extends string>(
  handler: Handler<Spec, Observed, A, Attribute>, event: CustomResourceEvent, cause: Cause, run: Run, place: LogPlace,
): Promise<Outcome> {
  const failed = (reason: string): Answer => ({ Status: 'FAILED', PhysicalResourceId: nothingOf(event), Reason: fitting(reason, place) });
  if (cause === 'overtaken') {
    return failed(WENT_ON);
  }
  if (event.HandedOver !== undefined && Date.now() >= run.deadline) {
    return failed('CloudFormation waits no longer for this event');
  }
  let situation: Situation<Spec>;
  try {
    situation = situationOf(handler.contract, event, cause);
  } catch (error) {
    run.log('contract', { error: said(error) });
    return failed(`${error instanceof BrokenContract ? error.message : mistake(error)}. This run changed nothing.`);
  }
  try {
    return await carriedOut(handler, event, situation, run, place);
  } catch (error) {
    // Unanswered it would keep the stack waiting for an hour.
    run.log('mistake', { error: error instanceof Error ? error.stack : error });
    return failure(handler.logic, event, situation, await lookAgain(handler.port, situation, run), false, fitting(mistake(error), place));
  }
}

function mistake(error: unknown): string {
  return `a mistake of cdk-image-governance: ${said(error)}`;
}

async function carriedOut<Spec extends object, Observed, A extends Action, Attribute extends string>(
  handler: Handler<Spec, Observed, A, Attribute>, event: CustomResourceEvent, situation: Situation<Spec>, run: Run, place: LogPlace,
): Promise<Outcome> {
  const { logic, port } = handler;
  const result = await reconcile(logic, port, situation, run);
  if (result.came === 'unfinished') {
    return { unfinished: result };
  }
  if (result.came === 'done') {
    result.notes.forEach(note => run.log('note', { note }));
    const Data = situation.desired && { Data: logic.attributes(situation, result.observed) };
    return { Status: 'SUCCESS', PhysicalResourceId: situation.desired ? answerable(logic.physicalId(situation, result.observed, false)) : nothingOf(event), ...Data };
  }
  // What was made on the way may have given the resource its id.
  const observed = result.attempted ? await lookAgain(port, situation, run) ?? result.observed : result.observed;
  const before = result.attempted ? `Changes made before this: ${result.applied}.` : 'This run changed nothing.';
  return failure(logic, event, situation, observed, !result.attempted, reasonOf(before, result.failures, place));
}

/** What a logic says in an answer. */
type Answering<Spec, Observed> = Pick<Logic<Spec, Observed, never, string>, 'attributes' | 'physicalId'>;

/** A failure, with the attributes if there are any: a rollback, which succeeds all the same, tells them. */
function failure<Spec extends object, Observed>(
  logic: Answering<Spec, Observed>, event: CustomResourceEvent, situation: Situation<Spec>, observed: Observed | undefined,
  untouched: boolean, Reason: string,
): Answer {
  const answer: Answer = { Status: 'FAILED', PhysicalResourceId: idOf(logic, event, situation, observed, untouched), Reason };
  try {
    return situation.desired ? { ...answer, Data: logic.attributes(situation, observed) } : answer;
  } catch {
    return answer;
  }
}

async function lookAgain<Spec, Observed>(port: Port<Spec, Observed, never>, situation: Situation<Spec>, run: Run): Promise<Observed | undefined> {
  try {
    return await whileDenied(run.since, () => port.observe(situation, timeOf(run, situation)));
  } catch (error) {
    run.log('not looked at again', { error: said(error) });
    return undefined;
  }
}

/** The id with which a failure is answered. Where there is one it stays, or CloudFormation would take it for a replacement. */
function idOf<Spec, Observed>(
  logic: Answering<Spec, Observed>, event: CustomResourceEvent, situation: Situation<Spec>, observed: Observed | undefined,
  untouched: boolean,
): string {
  if (event.PhysicalResourceId !== undefined) {
    return event.PhysicalResourceId;
  }
  try {
    return answerable(logic.physicalId(situation, observed, untouched));
  } catch {
    return nothingOf(event);
  }
}

function situationOf<Spec extends object>(contract: Contract<Spec, string>, event: CustomResourceEvent, cause: Cause): Situation<Spec> {
  const [, stackName] = event.StackId.split('/');
  const common = {
    cause,
    owner: `${stackName}/${event.LogicalResourceId}`,
    stackId: event.StackId,
    logicalId: event.LogicalResourceId,
    requestId: event.RequestId,
    physicalId: event.PhysicalResourceId,
  };
  return event.RequestType === 'Delete'
    ? { ...common, previous: decodePrevious(contract, event.ResourceProperties) }
    : { ...common, desired: decode(contract, event.ResourceProperties), previous: decodePrevious(contract, event.OldResourceProperties) };
}
