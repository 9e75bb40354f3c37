import type { Cause } from './cause';

/**
 * What CloudFormation sends to a custom resource.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html
 */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';

  /** Where the answer goes. Whoever has it can answer: it is never logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;

  /** The id of the last answer; missing in a creation. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;

  /** In an update. */
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;

  /** What an earlier run of the function handed over to this one. */
  readonly HandedOver?: HandOver;
}

/** What a run of the function tells the run that goes on with its event. */
export interface HandOver {
  /** When the event arrived first, in milliseconds since 1970. */
  readonly since: number;

  /** Why the event came. If that is otherwise now, the event was overtaken. */
  readonly cause: Cause;

  /** How much was done, and whether anything was tried. */
  readonly applied: number;
  readonly attempted: boolean;
}
