import {
  GetLifecycleExecutionCommand, ImagebuilderClient, LifecycleExecution, LifecycleExecutionResource, ListLifecycleExecutionResourcesCommand,
  ListLifecycleExecutionsCommand,
} from '@aws-sdk/client-imagebuilder';
import type { Execution, ExecutionResource, ExecutionStatus, OpenExecution } from './observed';
import type { Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';
import { NO_SUCH_IMAGE } from '../images/image-build';

/** How many entries a page has at most. */
const PAGE = 25;

/** For how long an execution that was begun may not be seen yet, in milliseconds. */
const SEEN_WITHIN = 60_000;

const OPEN: readonly ExecutionStatus[] = ['IN_PROGRESS', 'PENDING', 'CANCELLING'];

/** Whether an execution is not through. */
export function isOpen({ status }: Execution): boolean {
  return OPEN.includes(status);
}

/** Executions of Image Builder, and what they acted on. */
export class ExecutionReader {
  public constructor(private readonly builder: ImagebuilderClient) {}

  /** The executions of an image that are not through. Which begin first is not documented, so all are looked at. */
  public async open(resourceArn: string, time: Time): Promise<OpenExecution[]> {
    const found: OpenExecution[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken !== undefined; first = false) {
      const { lifecycleExecutions = [], nextToken: next } = await patiently(time, () => this.builder.send(
        new ListLifecycleExecutionsCommand({ resourceArn, maxResults: PAGE, nextToken })));
      found.push(...lifecycleExecutions.map(executionIn).filter(isOpen));
      nextToken = next;
    }
    return Promise.all(found.map(async execution => (execution.status === 'CANCELLING' ? execution : { ...execution, ...await this.action(execution, time) })));
  }

  /**
   * How an execution is.
   *
   * @param begunAt When it was begun, in milliseconds since 1970.
   */
  public async one(lifecycleExecutionId: string, begunAt: number, time: Time): Promise<Execution> {
    try {
      const { lifecycleExecution } = await patiently(time, () => this.builder.send(new GetLifecycleExecutionCommand({ lifecycleExecutionId })));
      return executionIn({ lifecycleExecutionId, ...lifecycleExecution });
    } catch (error) {
      if (!NO_SUCH_IMAGE.includes((error as Error).name)) {
        throw error;
      }
      return { id: lifecycleExecutionId, status: Date.now() - begunAt < SEEN_WITHIN ? 'IN_PROGRESS' : 'GONE', startedAt: begunAt };
    }
  }

  /** What an execution acted on: the record, and below it AMIs with their snapshots, or containers. */
  public async resources(lifecycleExecutionId: string, time: Time): Promise<ExecutionResource[]> {
    const images = await this.level(lifecycleExecutionId, undefined, time);
    const below = await Promise.all(images.flatMap(({ resourceId }) => resourceId ?? []).map(id => this.level(lifecycleExecutionId, id, time)));
    return [...images.map(image => resourceIn('image', image)), ...below.flat().flatMap(belowImage)];
  }

  /** What an execution is for, if that is to be seen. */
  private async action({ id }: Execution, time: Time): Promise<Pick<OpenExecution, 'action'>> {
    const [image] = await this.level(id, undefined, time);
    return image?.action?.name === undefined ? {} : { action: image.action.name };
  }

  private async level(lifecycleExecutionId: string, parentResourceId: string | undefined, time: Time): Promise<LifecycleExecutionResource[]> {
    const found: LifecycleExecutionResource[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken !== undefined; first = false) {
      const { resources = [], nextToken: next } = await patiently(time, () => this.builder.send(
        new ListLifecycleExecutionResourcesCommand({ lifecycleExecutionId, parentResourceId, maxResults: PAGE, nextToken })));
      found.push(...resources);
      nextToken = next;
    }
    return found;
  }
}

function executionIn({ lifecycleExecutionId, state, startTime }: LifecycleExecution): Execution {
  return { id: lifecycleExecutionId!, status: state!.status!, ...startTime && { startedAt: startTime.getTime() } };
}

function belowImage(resource: LifecycleExecutionResource): ExecutionResource[] {
  const { imageUris = [], snapshots = [], region } = resource;
  const place = region === undefined ? {} : { region };
  return [
    resourceIn(imageUris.length > 0 ? 'container' : 'AMI', resource),
    ...snapshots.map(({ snapshotId, state }): ExecutionResource => ({
      kind: 'snapshot', id: snapshotId!, ...place, status: state!.status!, ...state?.reason && { reason: state.reason },
    })),
  ];
}

function resourceIn(kind: ExecutionResource['kind'], { resourceId, imageUris, region, state }: LifecycleExecutionResource): ExecutionResource {
  const id = resourceId ?? imageUris?.[0] ?? 'unnamed';
  return { kind, id, ...region === undefined ? {} : { region }, status: state!.status!, ...state?.reason && { reason: state.reason } };
}
