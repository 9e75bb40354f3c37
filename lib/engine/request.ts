import { createHash } from 'node:crypto';

/** The place of the resource. */
export interface Home {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The parts that all requests have. */
interface Operation {
  /** The owner of the resource, as its tags name it: `<stackName>/<logicalId>`. */
  readonly owner: string;

  /** Tells the owner from a later one of the same name. */
  readonly incarnation: string;

  /** The same for an operation that is delivered again, another for each operation. */
  readonly operationId: string;

  readonly home: Home;

  /** The identity that the resource had so far. Absent in a creation. */
  readonly identity?: string;
}

/** Brings reality to a declaration. May refuse it. */
export interface Deploy<Spec> extends Operation {
  readonly verb: 'deploy';
  readonly desired: Spec;

  /** The declaration before this one. Absent in a creation, and if it is newer than this code. */
  readonly previous?: Spec;

  /** False if the stack could not be read: actions that take away for good are then left out. */
  readonly isForward: boolean;
}

/** Brings back a declaration after the operation that replaced it has failed. Refuses nothing, waits for nothing, and trusts no read. */
export interface Restore<Spec> extends Operation {
  readonly verb: 'restore';
  readonly identity: string;
  readonly desired: Spec;

  /** The declaration of the operation that failed. Absent if it is newer than this code. */
  readonly previous?: Spec;

  /** False if the stack could not be read: this may be a deployment as well. */
  readonly isRollback: boolean;

  /** True if the rules refuse `previous`: the operation that failed has changed nothing. */
  readonly previousWasRefused: boolean;
}

/** The reasons of a removal. `unknown` if the stack could not be read. */
export type RemovalCause = 'removal' | 'stack deletion' | 'rolled-back creation' | 'unknown';

/** Removes what was declared. */
export interface Remove<Spec> extends Operation {
  readonly verb: 'remove';
  readonly identity: string;
  readonly previous: Spec;
  readonly cause: RemovalCause;
}

/** Removes what this version of the code cannot read. */
export interface RemoveUnread extends Operation {
  readonly verb: 'remove unread';
  readonly identity: string;
  readonly previous?: undefined;
  readonly cause: RemovalCause;
}

/** A request that states what is to be. */
export type Declaring<Spec> = Deploy<Spec> | Restore<Spec>;

/** A request to the engine: who asks, for what, and what was asked for before. */
export type Request<Spec> = Declaring<Spec> | Remove<Spec> | RemoveUnread;

/** The declarations of a request: the former one first. */
export function specsOf<Spec>(request: Request<Spec>): readonly Spec[] {
  return [request.previous, desiredOf(request)].filter(spec => spec !== undefined);
}

/** The declaration that is to hold; absent in a removal. */
export function desiredOf<Spec>(request: Request<Spec>): Spec | undefined {
  return 'desired' in request ? request.desired : undefined;
}

/**
 * A token by which a service tells a repetition from a new call: the same when the operation is delivered again, another for each other
 * step and each other operation.
 */
export function tokenOf({ incarnation, owner, operationId }: Operation, step: string): string {
  return createHash('sha256').update([incarnation, owner, operationId, step].join('\n')).digest('hex');
}
