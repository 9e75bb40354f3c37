import { Cause, CustomResourceEvent, isForward } from './event';
import type { Home, RemovalCause, Request } from '../engine/request';
import { Contract, decode, decodePrevious } from '../model/contract';

/** An event with its declarations decoded. */
export interface DecodedEvent<Spec> {
  readonly cause: Cause;
  readonly stackId: string;
  readonly logicalId: string;
  readonly requestId: string;
  readonly physicalId?: string;

  /** The declaration that is to hold; absent in a deletion. */
  readonly desired?: Spec;

  /** The declaration before it. Absent in a creation, and if it is newer than this code. */
  readonly previous?: Spec;
}

/**
 * Decodes an event.
 *
 * @throws BrokenContract if the declaration does not follow the contract
 */
export function decodeEvent<Spec extends object>(contract: Contract<Spec, string>, event: CustomResourceEvent, cause: Cause): DecodedEvent<Spec> {
  const { StackId: stackId, LogicalResourceId: logicalId, RequestId: requestId, PhysicalResourceId: physicalId } = event;
  const common = { cause, stackId, logicalId, requestId, physicalId };
  return event.RequestType === 'Delete'
    ? { ...common, previous: decodePrevious(contract, event.ResourceProperties) }
    : { ...common, desired: decode(contract, event.ResourceProperties), previous: decodePrevious(contract, event.OldResourceProperties) };
}

/**
 * Makes a request to the engine of an event.
 *
 * A creation, and an update while the stack moves forward, is a deployment, which may be refused. An update in a rollback, and one whose
 * stack cannot be read, restores: whatever a handler decides then, it has no way to refuse.
 */
export function requestOf<Spec extends object>(event: DecodedEvent<Spec>, contract: Contract<Spec, string>): Request<Spec> {
  const { cause, stackId, logicalId, requestId, physicalId: identity, desired, previous } = event;
  const [, stackName, stackUuid] = stackId.split('/');
  const common = { owner: `${stackName}/${logicalId}`, incarnation: stackUuid, operationId: requestId, home: homeOf(stackId) };
  if (desired === undefined) {
    const removal = { ...common, identity: identity!, cause: removalCause(cause) };
    return previous === undefined ? { ...removal, verb: 'remove unread' } : { ...removal, verb: 'remove', previous };
  }
  const declaring = { ...common, desired, ...previous === undefined ? {} : { previous } };
  return isForward(cause) || identity === undefined
    ? { ...declaring, verb: 'deploy', ...identity === undefined ? {} : { identity }, isForward: isForward(cause) }
    : {
      ...declaring, verb: 'restore', identity, isRollback: cause === 'rollback',
      previousWasRefused: previous !== undefined && contract.check(previous).length > 0,
    };
}

function removalCause(cause: Cause): RemovalCause {
  return cause === 'removal' || cause === 'stack deletion' || cause === 'rolled-back creation' ? cause : 'unknown';
}

/** The partition, account and Region of a stack. */
export function homeOf(stackId: string): Home {
  const [, partition, , region, account] = stackId.split(':');
  return { partition, account, region };
}
