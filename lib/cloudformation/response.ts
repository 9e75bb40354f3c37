import type { CustomResourceEvent } from './event';

/**
 * The answer to an event.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;

  /** The reason of a failure. */
  readonly Reason?: string;

  /** The attributes. */
  readonly Data?: Readonly<Record<string, string>>;
}

/** The longest answer, in bytes. */
const ANSWER_BYTES = 4_096;

/** Returns the answer, or a failure where it is too long: CloudFormation would not say why it refuses it. */
export function fitToLimit(event: CustomResourceEvent, answer: Answer): Answer {
  const { length } = bytesOf(event, answer);
  if (length <= ANSWER_BYTES) {
    return answer;
  }
  const tooLong = `the answer has ${length} bytes, and CloudFormation takes at most ${ANSWER_BYTES}: this is a mistake of cdk-image-governance`;
  return { Status: 'FAILED', PhysicalResourceId: event.PhysicalResourceId ?? answer.PhysicalResourceId, Reason: answer.Reason ?? tooLong };
}

/** An answer as it goes over the wire. */
export function bytesOf({ StackId, RequestId, LogicalResourceId }: CustomResourceEvent, answer: Answer): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId }));
}

/** The longest physical id, in bytes. */
const PHYSICAL_ID_BYTES = 1_024;

/** The id of a resource of which nothing was made: its deletion takes nothing away. */
export function nothingMadeFor(requestId: string): string {
  return `none-${requestId}`;
}

/** True if an id says that nothing was made. */
export function isNothing(physicalId: string | undefined): boolean {
  return physicalId?.startsWith('none-') === true;
}

/** The id of an event's resource, or one that says that nothing was made. */
export function nothingOf({ PhysicalResourceId: physicalId, RequestId: requestId }: CustomResourceEvent): string {
  return physicalId ?? nothingMadeFor(requestId);
}

/**
 * An id that CloudFormation takes.
 *
 * @throws Error if it is none
 */
export function answerable(physicalId: string): string {
  const { length } = new TextEncoder().encode(physicalId);
  if (length === 0 || length > PHYSICAL_ID_BYTES) {
    throw new Error(`the physical id has ${length} bytes, and CloudFormation takes 1 to ${PHYSICAL_ID_BYTES}`);
  }
  return physicalId;
}
