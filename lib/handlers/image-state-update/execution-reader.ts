import {
  GetLifecycleExecutionCommand, ImagebuilderClient, LifecycleExecution, LifecycleExecutionResource, ListLifecycleExecutionResourcesCommand,
  ListLifecycleExecutionsCommand,
} from '@aws-sdk/client-imagebuilder';
import type { Execution, ExecutionResource, ExecutionStatus, OpenExecution } from './observed';
import type { Deadline } from '../../engine/handler';
import { retryThrottled } from '../aws-calls';
import { NO_SUCH_IMAGE } from '../images/observed';

/** The most entries of a page. */
const PAGE = 25;

/** The time for which an execution that was begun may not be seen yet, in milliseconds. */
const SEEN_WITHIN = 60_000;

const OPEN: readonly ExecutionStatus[] = ['IN_PROGRESS', 'PENDING', 'CANCELLING'];

/** True if an execution has not ended. */
export function isOpen({ status }: Execution): boolean {
  return OPEN.includes(status);
}

/** Reads executions of Image Builder, and the resources that they acted on. */
export class ExecutionReader {
  public constructor(private readonly builder: ImagebuilderClient) {}

  /** Reads the open executions of an image. Their order is not documented, so all pages are read. */
  public async open(resourceArn: string, deadline: Deadline): Promise<OpenExecution[]> {
    const found: OpenExecution[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken !== undefined; first = false) {
      const { lifecycleExecutions = [], nextToken: next } = await retryThrottled(deadline, () => this.builder.send(
        new ListLifecycleExecutionsCommand({ resourceArn, maxResults: PAGE, nextToken })));
      found.push(...lifecycleExecutions.map(executionIn).filter(isOpen));
      nextToken = next;
    }
    return Promise.all(found.map(async execution =>
      (execution.status === 'CANCELLING' ? execution : { ...execution, ...await this.action(execution, deadline) })));
  }

  /**
   * Reads an execution.
   *
   * @param begunAt The time at which it was begun, in milliseconds since 1970.
   */
  public async one(lifecycleExecutionId: string, begunAt: number, deadline: Deadline): Promise<Execution> {
    try {
      const { lifecycleExecution } = await retryThrottled(deadline, () => this.builder.send(
        new GetLifecycleExecutionCommand({ lifecycleExecutionId })));
      return executionIn({ lifecycleExecutionId, ...lifecycleExecution });
    } catch (error) {
      if (!NO_SUCH_IMAGE.includes((error as Error).name)) {
        throw error;
      }
      return { id: lifecycleExecutionId, status: Date.now() - begunAt < SEEN_WITHIN ? 'IN_PROGRESS' : 'GONE', startedAt: begunAt };
    }
  }

  /** Reads the resources that an execution acted on: the record, and below it AMIs with their snapshots, or containers. */
  public async resources(lifecycleExecutionId: string, deadline: Deadline): Promise<ExecutionResource[]> {
    const images = await this.level(lifecycleExecutionId, undefined, deadline);
    const below = await Promise.all(images.flatMap(({ resourceId }) => resourceId ?? []).map(id => this.level(lifecycleExecutionId, id, deadline)));
    return [...images.map(image => resourceIn('image', image)), ...below.flat().flatMap(belowImage)];
  }

  /** Reads the action of an execution, if it can be seen. */
  private async action({ id }: Execution, deadline: Deadline): Promise<Pick<OpenExecution, 'action'>> {
    const [image] = await this.level(id, undefined, deadline);
    return image?.action?.name === undefined ? {} : { action: image.action.name };
  }

  private async level(lifecycleExecutionId: string, parentResourceId: string | undefined, deadline: Deadline): Promise<LifecycleExecutionResource[]> {
    const found: LifecycleExecutionResource[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken !== undefined; first = false) {
      const { resources = [], nextToken: next } = await retryThrottled(deadline, () => this.builder.send(
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
