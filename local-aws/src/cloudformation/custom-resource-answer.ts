/** What an answer has to say again of the request. */
export interface Request {
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** What CloudFormation makes of an answer. */
export interface Verdict {
  /** Why the resource fails, if it does. */
  readonly failure?: string;

  /** Whether that is because the answer is none: a mistake of whoever sent it. */
  readonly broken?: boolean;

  /** The physical id, if there is a usable one. */
  readonly physicalId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How long an answer may be, in bytes. */
const MOST_BYTES = 4_096;

/** How long a physical id may be, in bytes. */
const MOST_BYTES_OF_ID = 1_024;

/**
 * Judges an answer of a custom resource.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export function judge(body: string, request: Request): Verdict {
  const broken = (failure: string, physicalId?: string): Verdict => ({ failure, broken: true, physicalId, data: {} });
  if (Buffer.byteLength(body) > MOST_BYTES) {
    return broken('Response object is too long.');
  }
  const answer = parsed(body);
  if (answer === undefined) {
    return broken('Response is not valid JSON.');
  }
  const { Status, Reason, PhysicalResourceId: id, Data: data = {} } = answer;
  const physicalId = typeof id === 'string' && id !== '' && Buffer.byteLength(id) <= MOST_BYTES_OF_ID ? id : undefined;
  const other = (['StackId', 'RequestId', 'LogicalResourceId'] as const).find(name => answer[name] !== request[name]);
  if (other !== undefined) {
    return broken(`Invalid ${other}`, physicalId);
  }
  if (physicalId === undefined) {
    return broken('Invalid PhysicalResourceId');
  }
  if (Status !== 'SUCCESS' && Status !== 'FAILED') {
    return broken('Invalid Status', physicalId);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return broken('Invalid Data', physicalId);
  }
  if (Status === 'SUCCESS') {
    return { physicalId, data };
  }
  if (typeof Reason !== 'string' || Reason === '') {
    return broken('Invalid Reason', physicalId);
  }
  const failure = `Received response status [FAILED] from custom resource. Message returned: ${Reason} (RequestId: ${request.RequestId})`;
  return { failure, physicalId, data: {} };
}

function parsed(body: string): Record<string, any> | undefined {
  try {
    const value = JSON.parse(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
