import type { CustomResourceEvent } from './event';
import { nothingMadeFor } from './physical-id';

/**
 * What CloudFormation gets back.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;

  /** Why it failed. */
  readonly Reason?: string;

  /** The attributes. */
  readonly Data?: Readonly<Record<string, string>>;
}

/** How long a physical id may be, in bytes. */
const PHYSICAL_ID_BYTES = 1_024;

/** How long an answer may be, in bytes. */
const ANSWER_BYTES = 4_096;

/** The id that an event has, or one that says that nothing was made. */
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

/** The answer itself, or a failure where it is too long: CloudFormation would not tell why it refuses it. */
export function short(event: CustomResourceEvent, answer: Answer): Answer {
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
