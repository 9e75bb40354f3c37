import { Executions, move } from './executions';
import { Image, IN_BUILD } from './images';
import type { Store } from './store';
import type { Operation } from '../../service';
import { ServiceError } from '../../service-error';

/** What StartResourceStateUpdate is asked for. */
interface Wanted {
  readonly resourceArn: string;
  readonly state: { readonly status?: string };
  readonly executionRole?: string;
  readonly includeResources?: { readonly amis?: boolean; readonly snapshots?: boolean; readonly containers?: boolean };
  readonly exclusionRules?: { readonly amis?: object };
  readonly updateAt?: number;
}

/** From where a state is reached. Disabled to deprecated is not listed, nor is a state to itself. */
const LISTED: Record<string, readonly string[]> = {
  AVAILABLE: ['DEPRECATED', 'DISABLED'],
  DEPRECATED: ['AVAILABLE'],
  DISABLED: ['AVAILABLE', 'DEPRECATED'],
  DELETED: ['AVAILABLE', 'DEPRECATED', 'DISABLED', 'FAILED', 'CANCELLED'],
};

/**
 * State updates of images: at once, or by an execution.
 *
 * @see API reference, StartResourceStateUpdate; user guide, "How lifecycle management rules work for Image Builder image resources"
 */
export function stateUpdateOperations(store: Store, executions: Executions): Record<string, Operation> {
  const { clock, options } = store;

  const refuse = (image: Image, { state: { status: target }, executionRole, includeResources, updateAt }: Wanted): void => {
    const { amis = false, snapshots = false, containers = false } = includeResources ?? {};
    const deletes = target === 'DELETED';
    const broken: [boolean, string][] = [
      [target === undefined, 'Specify a status.'],
      [(executionRole === undefined) !== (includeResources === undefined),
        'Specify both an execution role and the resources to include, or neither.'],
      [deletes && includeResources === undefined, 'To delete an image, include its resources.'],
      [includeResources !== undefined && !amis && !snapshots && !containers, 'Include at least one kind of resource.'],
      [!deletes && (snapshots || containers), 'Snapshots and containers can only be deleted.'],
      [snapshots && !amis, 'Snapshots go only with their AMIs.'],
      [image.type === 'AMI' && containers, 'An image of AMIs has no containers.'],
      [image.type === 'DOCKER' && (amis || snapshots), 'An image of containers has no AMIs.'],
      [image.type === 'DOCKER' && !deletes, 'Images of containers can only be deleted.'],
      [updateAt !== undefined && target !== 'DEPRECATED', 'Only a deprecation can be scheduled.'],
      [updateAt !== undefined && updateAt <= clock.now(), 'The time of a deprecation must be in the future.'],
    ];
    const messages = broken.filter(([is]) => is).map(([, message]) => message);
    if (messages.length > 0) {
      throw new ServiceError(options.refusesBy, messages.join(' '));
    }
  };

  const refuseTransition = ({ state: { status } }: Image, target: string): void => {
    const finished = ['AVAILABLE', 'DEPRECATED', 'DISABLED'].includes(status);
    if (IN_BUILD.includes(status)) {
      throw new ServiceError(options.refusesBy, `The image is ${status}: its build is not through.`);
    }
    if (!LISTED[target].includes(status) && !(finished && options.carriesOutUnlistedTransitions)) {
      throw new ServiceError(options.refusesBy, `An image that is ${status} cannot become ${target}.`);
    }
  };

  return {
    StartResourceStateUpdate: (input: Wanted & { clientToken: string }, caller) => store.tokens.once(caller, input, async () => {
      const { resourceArn, executionRole, includeResources, exclusionRules, updateAt } = input;
      const image = store.image(caller, resourceArn, 'ResourceNotFoundException');
      refuse(image, input);
      const target = input.state.status!;
      if (executions.openOf(resourceArn)) {
        throw new ServiceError('ResourceInUseException', `A lifecycle execution of ${resourceArn} is not through.`);
      }
      refuseTransition(image, target);
      const scheduled = updateAt !== undefined && updateAt - clock.now() >= options.scheduledFromSeconds;
      if (!includeResources && !scheduled) {
        move(store, resourceArn, target, updateAt ?? clock.now());
        return { resourceArn };
      }
      const { id } = await executions.start({
        image: resourceArn,
        target,
        ...executionRole === undefined ? {} : { role: executionRole },
        includes: includeResources ?? {},
        ...exclusionRules?.amis ? { exclusions: exclusionRules.amis } : {},
        ...scheduled ? { updateAt } : {},
      });
      return { resourceArn, lifecycleExecutionId: id };
    }),
  };
}
