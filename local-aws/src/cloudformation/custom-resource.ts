import type { Answers } from './answers';
import { judge } from './custom-resource-answer';
import { ExistingResourceRequest, PartlyCreated, ResourceRequest, ResourceState, ResourceType } from './resource-type';
import type { FunctionHost } from '../lambda/function-host';
import type { Clock } from '../world';

export interface CustomResourcesProps {
  readonly functions: Pick<FunctionHost, 'invoke' | 'idle'>;
  readonly answers: Answers;
  readonly clock: Clock;
}

type Properties = Readonly<Record<string, any>>;

/** How long CloudFormation waits for an answer at most, and if the template does not say, in seconds. */
const LONGEST_WAIT = 3_600;

/**
 * Custom resources: somebody's function carries them out, which is sent events and answers to a URL in each of them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html
 */
export function customResources(props: CustomResourcesProps): ResourceType[] {
  const conversation = new Conversation(props);
  const handlers: Omit<ResourceType, 'type'> = {
    // Another function is refused, and does not replace.
    replacedBy: [],
    create: request => conversation.ask('Create', request),
    update: async request => {
      if (request.properties.ServiceToken !== request.previousProperties.ServiceToken) {
        throw new Error('Modifying service token is not allowed.');
      }
      return conversation.ask('Update', request, { OldResourceProperties: asText(request.previousProperties) });
    },
    delete: async request => {
      await conversation.ask('Delete', request);
    },
  };
  return ['Custom::*', 'AWS::CloudFormation::CustomResource'].map(type => ({ type, ...handlers }));
}

/** What is said between CloudFormation and the functions of custom resources. */
class Conversation {
  private requests = 0;
  private ids = 0;

  constructor(private readonly props: CustomResourcesProps) {
  }

  /**
   * Sends an event, and waits for the answer.
   *
   * @throws PartlyCreated with the physical id of the answer, or if it has none with the last one or one that is made up
   */
  public async ask(
    type: 'Create' | 'Update' | 'Delete', request: ResourceRequest & Partial<ExistingResourceRequest>, more: object = {},
  ): Promise<ResourceState> {
    const { functions, answers, clock } = this.props;
    const { stackId, logicalId, physicalId } = request;
    const properties = asText(request.properties) as Properties;
    const deadline = clock.exactly() + secondsToWait(properties) * 1000;
    const requestId = `00000000-0000-4000-9000-${String(++this.requests).padStart(12, '0')}`;
    const about = { StackId: stackId, RequestId: requestId, LogicalResourceId: logicalId };
    const expected = answers.expect(requestId, deadline);
    functions.invoke(properties.ServiceToken, {
      RequestType: type,
      ServiceToken: properties.ServiceToken,
      ResponseURL: expected.url,
      ...about,
      ...physicalId === undefined ? {} : { PhysicalResourceId: physicalId },
      ResourceType: request.type,
      ResourceProperties: properties,
      ...more,
    });

    const body = await Promise.race([expected.received, functions.idle().then(() => undefined)]);
    expected.giveUp();
    if (body === undefined) {
      // Nobody will answer any more, so the rest of the time goes by at once.
      clock.advance({ milliseconds: Math.max(0, deadline - clock.exactly()) });
      throw new PartlyCreated(physicalId ?? this.madeUpId(request), noAnswer(requestId));
    }
    const { failure, broken, physicalId: answered, data } = judge(body, about);
    if (broken) {
      answers.faults.push(`${requestId}: ${failure}`);
    }
    if (failure !== undefined) {
      throw new PartlyCreated(answered ?? physicalId ?? this.madeUpId(request), failure);
    }
    return { physicalId: answered!, attributes: data };
  }

  /** The physical id of what was never given one. */
  private madeUpId({ stackName, logicalId }: ResourceRequest): string {
    return `${stackName}-${logicalId}-${String(++this.ids).padStart(12, '0')}`;
  }
}

/** How long to wait for an answer: what the template says, or the most that it may say. */
function secondsToWait({ ServiceTimeout: timeout = String(LONGEST_WAIT) }: Properties): number {
  const seconds = Number(timeout);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_WAIT) {
    throw new Error(`Invalid ServiceTimeout: ${timeout} is not a number of seconds from 1 to ${LONGEST_WAIT}.`);
  }
  return seconds;
}

/** Properties as events have them: every scalar is text, and what is null is not there. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter(item => item !== null).map(asText);
  }
  if (typeof value !== 'object' || value === null) {
    return String(value);
  }
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null).map(([name, part]) => [name, asText(part)]));
}

function noAnswer(requestId: string): string {
  return `CloudFormation did not receive a response from your custom resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`;
}
