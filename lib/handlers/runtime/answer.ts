import type { CustomResourceEvent } from './event';

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
export const PHYSICAL_ID_BYTES = 1_024;

/** How long an answer may be, in bytes. */
const ANSWER_BYTES = 4_096;

/** The id that an event has, or one that says that nothing was made. */
export function nothingOf({ PhysicalResourceId: physicalId, RequestId: requestId }: CustomResourceEvent): string {
  return physicalId ?? `none-${requestId}`;
}

/** An answer as it goes over the wire. One that is too long fails, because CloudFormation would not tell why it refuses it. */
export function bytesOf(event: CustomResourceEvent, answer: Answer): Uint8Array {
  const { StackId, RequestId, LogicalResourceId } = event;
  const bytes = new TextEncoder().encode(JSON.stringify({ ...answer, StackId, RequestId, LogicalResourceId }));
  if (bytes.length <= ANSWER_BYTES) {
    return bytes;
  }
  const Reason = `the answer has ${bytes.length} bytes, and CloudFormation takes at most ${ANSWER_BYTES}: this is a mistake of cdk-image-governance`;
  return new TextEncoder().encode(JSON.stringify({
    Status: 'FAILED',
    PhysicalResourceId: Buffer.byteLength(answer.PhysicalResourceId) <= PHYSICAL_ID_BYTES ? answer.PhysicalResourceId : nothingOf(event),
    Reason,
    StackId,
    RequestId,
    LogicalResourceId,
  }));
}
