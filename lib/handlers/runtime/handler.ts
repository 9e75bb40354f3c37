import type { Answer } from './answer';
import { bytesOf } from './answer';
import { Cause, causeOf } from './cause';
import { sleep } from './clock';
import { BrokenContract, Contract, decode, decodePrevious } from './contract';
import type { CustomResourceEvent } from './event';
import { Log, logWith } from './log';
import type { Action, Logic, Port, Situation } from './logic';
import { fitting, LogPlace, reasonOf } from './reason';
import { reconcile, Result, Run, said } from './reconcile';
import { respond } from './respond';
import { whileDenied } from './retrying';
import { Aws, Surroundings } from './stack';

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
const STATUS_READS = 3;

/** Makes of a handler what Lambda calls. */
export function lambdaHandler<Spec extends object, Observed, A extends Action, Attribute extends string>(
  handler: Handler<Spec, Observed, A, Attribute>, surroundings: Surroundings = new Aws(),
): (event: CustomResourceEvent, context: LambdaContext) => Promise<void> {
  return async (event, context) => {
    const { RequestType: requestType, RequestId: requestId, StackId: stackId, LogicalResourceId: logicalId } = event;
    const since = event.HandedOver?.since ?? Date.now();
    const log = logWith({ requestType, requestId, stackId, logicalId, lambdaRequestId: context.awsRequestId });
    log('event', { event });

    const cause = await causeNow(event, since, surroundings, log);
    const stackStatus = () => statusOf(event, since, surroundings, log);
    const timeout = Number(event.ResourceProperties.ServiceTimeout ?? SERVICE_TIMEOUT);
    const run: Run = {
      log,
      since,
      deadline: since + timeout * 1_000,
      remaining: () => context.getRemainingTimeInMillis(),
      stackStatus,
      isCurrent: async () => causeOf(requestType, await stackStatus()) === cause,
    };
    const answer = await answerTo(handler, event, cause, run, { logGroup: context.logGroupName, requestId: context.awsRequestId });
    if (answer === 'unfinished') {
      const runs = (event.HandedOver?.runs ?? 0) + 1;
      log('handing over', { runs });
      // If this fails, the run fails, and the event is delivered again: that goes on as well.
      await whileDenied(since, () => surroundings.handOver({ ...event, HandedOver: { since, runs } }, context.invokedFunctionArn));
      return;
    }
    log('answer', { ...answer });
    await respond(event.ResponseURL, bytesOf(event, answer));
  };
}

async function answerTo<Spec extends object, Observed, A extends Action, Attribute extends string>(
  { contract, logic, port }: Handler<Spec, Observed, A, Attribute>, event: CustomResourceEvent, cause: Cause, run: Run, place: LogPlace,
): Promise<Answer | 'unfinished'> {
  const physicalId = event.PhysicalResourceId;
  const nothing = physicalId ?? `none-${event.RequestId}`;
  if (cause === 'overtaken') {
    return { Status: 'FAILED', PhysicalResourceId: nothing, Reason: 'the stack went on without this event: nothing was changed' };
  }

  let situation: Situation<Spec>;
  try {
    situation = situationOf(contract, event, cause);
  } catch (error) {
    if (!(error instanceof BrokenContract)) {
      throw error;
    }
    return { Status: 'FAILED', PhysicalResourceId: nothing, Reason: fitting(`${error.message}. Nothing was changed.`, place) };
  }

  try {
    return await carriedOut({ contract, logic, port }, situation, run, place);
  } catch (error) {
    // A mistake of the handler. Unanswered it would keep the stack waiting for an hour.
    run.log('mistake', { error: error instanceof Error ? error.stack : error });
    return { Status: 'FAILED', PhysicalResourceId: nothing, Reason: fitting(`a mistake of cdk-image-governance: ${said(error)}`, place) };
  }
}

async function carriedOut<Spec extends object, Observed, A extends Action, Attribute extends string>(
  { logic, port }: Handler<Spec, Observed, A, Attribute>, situation: Situation<Spec>, run: Run, place: LogPlace,
): Promise<Answer | 'unfinished'> {
  let result: Result<Observed> = await reconcile(logic, port, situation, run);
  if (result.came === 'unfinished') {
    return 'unfinished';
  }
  if (result.came === 'failed' && result.attempted) {
    // What was made on the way may have given the resource its id.
    result = { ...result, observed: await port.observe(situation).catch(() => undefined) ?? result.observed };
  }
  const { observed } = result;
  const { physicalId } = situation;
  const data = situation.desired === undefined ? {} : { Data: logic.attributes(situation, observed) };
  if (result.came === 'done') {
    result.notes.forEach(note => run.log('note', { note }));
    return { Status: 'SUCCESS', PhysicalResourceId: logic.physicalId(situation, observed), ...data };
  }
  // A failed update keeps the id, or CloudFormation would take it for a replacement.
  const id = physicalId ?? logic.physicalId(situation, observed);
  if (situation.cause === 'rollback') {
    // A rollback that fails leaves a stack that nobody can update. What could not be restored stays as it is.
    run.log('not restored', { failures: result.failures });
    return { Status: 'SUCCESS', PhysicalResourceId: id, ...data };
  }
  const before = result.attempted ? `Changes made before this: ${result.applied}.` : 'Nothing was changed.';
  return { Status: 'FAILED', PhysicalResourceId: id, Reason: reasonOf(before, result.failures, place) };
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

/** Why an event came. A status that does not fit may be an old one: it is read again before it is believed. */
async function causeNow(event: CustomResourceEvent, since: number, surroundings: Surroundings, log: Log): Promise<Cause> {
  let cause: Cause = 'unknown';
  for (let read = 1; read <= STATUS_READS; read++) {
    cause = causeOf(event.RequestType, await statusOf(event, since, surroundings, log));
    if (cause !== 'overtaken') {
      break;
    }
    await sleep(1_000);
  }
  log('cause', { cause });
  return cause;
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
