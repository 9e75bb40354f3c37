import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CustomResourceEvent } from './event';

/**
 * How every client of a handler is made: a call that is throttled or cut is tried again, and one that hangs does not take the run
 * with it. Times are in milliseconds.
 */
export const CLIENT = { maxAttempts: 8, requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true } } as const;

/** The kernel's own clients have to be done in what a run keeps for its end. */
const OWN_CLIENT = { maxAttempts: 4, requestHandler: { ...CLIENT.requestHandler, requestTimeout: 5_000 } } as const;

/** What the kernel itself asks of AWS. */
export interface Surroundings {
  /** The status of the stack. */
  stackStatus(stackId: string): Promise<string | undefined>;

  /** Has a run of its own go on with an event. */
  handOver(event: CustomResourceEvent, functionArn: string): Promise<void>;
}

/** AWS itself. */
export class Aws implements Surroundings {
  private readonly cloudFormation = new CloudFormationClient(OWN_CLIENT);
  private readonly lambda = new LambdaClient(OWN_CLIENT);

  public async stackStatus(stackId: string): Promise<string | undefined> {
    const { Stacks: [stack] = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
    return stack?.StackStatus;
  }

  public async handOver(event: CustomResourceEvent, functionArn: string): Promise<void> {
    await this.lambda.send(new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: JSON.stringify(event) }));
  }
}
