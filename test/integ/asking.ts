import https from 'node:https';
import type { Call, ResolvedCall } from './calls';

/** What the function of the assertions answers CloudFormation. */
export interface Answer {
  readonly Status: string;
  readonly Reason: string;
  readonly Data: Readonly<Record<string, unknown>> & { readonly assertion: string };
}

/** Has a call made by the very function that is deployed to make it and to judge what comes of it. */
export async function ask({ logicalId }: Call, { stateMachineArn: _, ...properties }: ResolvedCall): Promise<Answer> {
  const { handler } = jest.requireActual('@aws-cdk/integ-tests-alpha/lib/assertions/providers/lambda-handler.bundle');
  let body = '';
  const request = { on: () => request, write: (part: string) => { body += part; }, end: () => undefined };
  const log = [jest.spyOn(console, 'log').mockReturnValue(), jest.spyOn(console, 'info').mockReturnValue()];
  const answering = jest.spyOn(https, 'request').mockImplementation(((_options: unknown, answered: () => void) => ({ ...request, end: answered })) as any);
  try {
    // Without the machine that has it ask again, it answers at once.
    await handler({
      RequestType: 'Create', ResponseURL: 'https://answers.invalid/', StackId: 'stack', RequestId: 'request', LogicalResourceId: logicalId,
      ResourceType: 'Custom::DeployAssert@SdkCall', ServiceToken: 'function', ResourceProperties: properties,
    }, { getRemainingTimeInMillis: () => 120_000, logStreamName: 'log' });
  } finally {
    [...log, answering].forEach(it => it.mockRestore());
  }
  return JSON.parse(body);
}

/** Expectations that each differ from one in a single value. */
export function othersThan(expected: any): any[] {
  if (typeof expected !== 'object') {
    return [typeof expected === 'boolean' ? !expected : typeof expected === 'number' ? expected + 1 : expected.replace(/^\^?/, '$&x')];
  }
  return Object.entries(expected).flatMap(([key, value]) =>
    othersThan(value).map(other => (Array.isArray(expected) ? Object.assign([...expected], { [key]: other }) : { ...expected, [key]: other })));
}
