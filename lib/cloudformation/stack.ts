import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CustomResourceEvent } from './event';

/** The number of attempts to read the status of a stack: all of them have to fit into the time that a run keeps for its end. */
const STATUS_ATTEMPTS = 4;

/** The calls of the protocol itself. */
export interface Platform {
  /** The status of the stack. */
  stackStatus(stackId: string): Promise<string | undefined>;

  /** Has a run of its own go on with an event. */
  handOver(event: CustomResourceEvent, functionArn: string): Promise<void>;
}

/** AWS itself. */
export class Aws implements Platform {
  private readonly cloudFormation = new CloudFormationClient({ ...CLIENT, maxAttempts: STATUS_ATTEMPTS });

  /** Asks once: an answer that is lost would let two runs go on, and if none does, the event is delivered again. */
  private readonly lambda = new LambdaClient({ ...CLIENT, maxAttempts: 1 });

  public async stackStatus(stackId: string): Promise<string | undefined> {
    const { Stacks: [stack] = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
    return stack?.StackStatus;
  }

  public async handOver(event: CustomResourceEvent, functionArn: string): Promise<void> {
    await this.lambda.send(new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload: JSON.stringify(event) }));
  }
}

/**
 * The settings of every client of a handler: a call that is throttled or cut is tried again, and one that hangs is given up. Times are in
 * milliseconds.
 */
export const CLIENT = { maxAttempts: 8, requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true } } as const;
