import { isDeepStrictEqual } from 'node:util';
import { cleanUp, deleteEverything } from './deletion';
import { refuseExports } from './exports';
import { goForward } from './forward';
import { failedResources, failedTo, Operation, OperationOptions, reasonOf } from './operation';
import { Plan } from './plan';
import type { ResourceType } from './resource-type';
import { rollBackCreation, rollBackUpdate } from './rollback';
import { contentOf, isInProgress, Stack, StackContent, StackEvent } from './stack';
import { Stacks } from './stacks';
import { refusal, Template } from './template';
import { TypeRegistry } from './type-registry';
import type { LocalAws } from '../server';
import type { Caller, Clock } from '../world';

/** A stack that somebody wants to be, as `cdk deploy` sends it. */
export interface Deployment {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly terminationProtection?: boolean;

  /** Whether what was deployed stays when something fails, as with `cdk deploy --no-rollback`. */
  readonly disableRollback?: boolean;

  /** The folder of an asset, by the key under which CDK puts it into its bucket. */
  assetFolder(key: string): string;
}

/** A stack by its name or ARN. */
export interface StackReference {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
}

export interface CloudFormationProps extends OperationOptions {
  readonly clock: Clock;
  readonly types: readonly ResourceType[];

  /** Where the Parameter Store is asked for what templates refer to there. It is asked for when the first one does. */
  readonly server?: () => Pick<LocalAws, 'call'>;
}

/** Accounts here are bootstrapped, and by a version that satisfies every app. */
const BOOTSTRAP_VERSION = { name: /^\/cdk-bootstrap\/[^/]+\/version$/, value: '100' };

const UPDATABLE = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'];
const UPDATABLE_WITHOUT_ROLLBACK = ['CREATE_FAILED', 'UPDATE_FAILED'];

/**
 * CloudFormation's handling of stacks. An operation is over when its promise is kept, with the stack as it then is: one that failed
 * is told by its status. A promise is broken when CloudFormation refuses the operation before it begins, or by a fault of the
 * stand-in.
 *
 * Modelled from the user guide ("Understand update behaviors of stack resources", "Choose how to handle failures when provisioning
 * resources", "Continue rolling back an update", "Monitor the progress of a stack update") and the API reference (RollbackStack,
 * ContinueUpdateRollback, DeleteStack).
 */
export class CloudFormation {
  public readonly stacks: Stacks;
  private readonly types: TypeRegistry;

  /** The names of the stacks that are about to be worked on. */
  private readonly busy = new Set<string>();

  constructor(private readonly props: CloudFormationProps) {
    this.stacks = new Stacks(props.clock);
    this.types = new TypeRegistry(props.types);
  }

  /** Everything that happened to stacks, in order. */
  public get events(): readonly StackEvent[] {
    return this.stacks.events;
  }

  /** A stack by its name, or by its ARN if it is deleted. */
  public stack({ stackName, ...place }: StackReference): Stack | undefined {
    return this.stacks.find(place, stackName);
  }

  /** Creates a stack, or updates the one that has the name. */
  public async deploy(deployment: Deployment): Promise<Stack> {
    return this.exclusively(deployment, async before => {
      if (before !== undefined) {
        refuseUpdate(before, deployment);
      }
      const { stackName: name, account, region, template, parameters = {}, tags = {} } = deployment;
      const stack = { account, region, name, id: before?.id ?? this.stacks.newId(deployment, name) };
      const plan = await Plan.make({ template, parameters, tags, stack, read: path => this.readParameter(deployment, path) });
      this.refuseUnknown(plan, before);
      return before === undefined ? this.create(stack.id, plan, deployment) : this.update(before, plan, deployment);
    });
  }

  /** Goes back to the last state in which a stack was complete, after a deployment without rollback failed. */
  public async rollback(reference: StackReference): Promise<Stack> {
    return this.exclusively(reference, async stack => {
      refuseUnless(stack, reference, UPDATABLE_WITHOUT_ROLLBACK, 'be rolled back');
      const operation = this.operationOn(stack!.id);
      await (stack!.stable ? rollBackUpdate(operation) : rollBackCreation(operation));
      return operation.stack;
    });
  }

  /**
   * Goes on with the rollback of an update.
   *
   * @param resourcesToSkip The logical ids of resources that failed, and are to be taken as they are.
   */
  public async continueUpdateRollback(reference: StackReference, resourcesToSkip: readonly string[] = []): Promise<Stack> {
    return this.exclusively(reference, async stack => {
      refuseUnless(stack, reference, ['UPDATE_ROLLBACK_FAILED'], 'continue its rollback');
      const others = resourcesToSkip.filter(logicalId => stack!.resources.get(logicalId)?.status !== 'UPDATE_FAILED');
      if (others.length > 0) {
        throw refusal(`Resources [${others.join(', ')}] are not in the UPDATE_FAILED state and cannot be skipped.`);
      }
      const operation = this.operationOn(stack!.id);
      await rollBackUpdate(operation, undefined, resourcesToSkip);
      return operation.stack;
    });
  }

  /** Deletes a stack. That there is none is no mistake. */
  public async delete(reference: StackReference): Promise<Stack | undefined> {
    return this.exclusively(reference, async stack => {
      if (stack === undefined || stack.status === 'DELETE_COMPLETE') {
        return stack;
      }
      if (isInProgress(stack)) {
        throw refusal(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
      }
      if (stack.terminationProtection) {
        throw refusal(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      }
      const operation = this.operationOn(stack.id);
      try {
        refuseExports(this.stacks, stack, []);
      } catch (error) {
        operation.enter(stack.status, reasonOf(error));
        return operation.stack;
      }
      operation.enter('DELETE_IN_PROGRESS');
      const failed = await deleteEverything(operation, 'removed');
      if (failed.length > 0) {
        operation.enter('DELETE_FAILED', failedTo('delete', failed));
      } else {
        operation.change({ deletionTime: this.props.clock.now() });
        operation.enter('DELETE_COMPLETE');
      }
      return operation.stack;
    });
  }

  private async create(id: string, plan: Plan, deployment: Deployment): Promise<Stack> {
    const { stackName: name, account, region, disableRollback = false, terminationProtection = false, assetFolder } = deployment;
    const operation = this.operationOn(id);
    this.stacks.put({
      id, name, account, region, terminationProtection, disableRollback, assetFolders: [assetFolder], creationTime: this.props.clock.now(),
      ...declarationOf(plan), resources: new Map(), outputs: [], imports: [], retired: [], status: 'CREATE_IN_PROGRESS',
    });
    operation.enter('CREATE_IN_PROGRESS');
    const failure = await this.carryOut(operation, plan);
    if (failure === undefined) {
      operation.change({ stable: contentOf(operation.stack) });
      operation.enter('CREATE_COMPLETE');
    } else if (disableRollback) {
      operation.enter('CREATE_FAILED', failure);
    } else {
      await rollBackCreation(operation, `${failure.replace(/\.?$/, '.')} Rollback requested by user.`);
    }
    return operation.stack;
  }

  private async update(before: Stack, plan: Plan, deployment: Deployment): Promise<Stack> {
    const { disableRollback = false, terminationProtection = before.terminationProtection, assetFolder } = deployment;
    const operation = this.operationOn(before.id);
    const declaration = declarationOf(plan);
    if (UPDATABLE.includes(before.status) && isDeepStrictEqual(essentials(declaration), essentials(before))) {
      throw refusal('No updates are to be performed.');
    }
    operation.change({
      ...declaration, terminationProtection, disableRollback, assetFolders: [...before.assetFolders, assetFolder],
      lastUpdatedTime: this.props.clock.now(),
    });
    operation.enter('UPDATE_IN_PROGRESS');
    const failure = await this.carryOut(operation, plan);
    if (failure === undefined) {
      await this.complete(operation, plan);
    } else if (disableRollback) {
      operation.enter('UPDATE_FAILED', failure);
    } else {
      await rollBackUpdate(operation, failure);
    }
    return operation.stack;
  }

  /** Makes a stack what it is to be, without deleting anything, and returns why it failed if it did. */
  private async carryOut(operation: Operation, plan: Plan): Promise<string | undefined> {
    if (!await goForward(operation, plan)) {
      return failedResources(operation.stack.resources.values(), 'create', 'update', 'delete');
    }
    try {
      const outputs = plan.outputs(operation.stack, this.stacks);
      refuseExports(this.stacks, operation.stack, outputs);
      operation.change({ outputs, imports: [...plan.imports] });
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** Ends an update that went well: what is no longer used is deleted. */
  private async complete(operation: Operation, plan: Plan): Promise<void> {
    for (const removed of [...operation.stack.resources.values()].filter(({ logicalId }) => !plan.dependencies.has(logicalId))) {
      operation.retire(removed, 'removed');
      operation.drop(removed);
    }
    const { resources } = operation.stack;
    operation.change({ resources: new Map([...plan.dependencies.keys()].map(logicalId => [logicalId, resources.get(logicalId)!])) });
    operation.change({ stable: contentOf(operation.stack) });
    operation.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    const deleted = await cleanUp(operation);
    operation.enter('UPDATE_COMPLETE', deleted ? undefined : 'Update successful. One or more resources could not be deleted.');
  }

  private operationOn(id: string): Operation {
    return new Operation(id, this.stacks, this.types, this.props);
  }

  /** Refuses types that are not modelled, before anything happens, and a resource with another type. */
  private refuseUnknown({ template, dependencies }: Plan, before: Stack | undefined): void {
    const wanted = [...dependencies.keys()].map(logicalId => ({ logicalId, type: template.Resources[logicalId].Type }));
    wanted.forEach(({ type }) => this.types.named(type));
    const changed = wanted.filter(({ logicalId, type }) => (before?.resources.get(logicalId)?.type ?? type) !== type);
    if (changed.length > 0) {
      const ids = changed.map(({ logicalId }) => logicalId).join(', ');
      throw refusal(`Update of resource type is not permitted. The new template modifies resource type of the following resources: [${ids}]`);
    }
  }

  private async readParameter({ account, region }: Caller, name: string): Promise<string> {
    if (BOOTSTRAP_VERSION.name.test(name)) {
      return BOOTSTRAP_VERSION.value;
    }
    const { Parameter } = await this.props.server!().call('ssm', 'GetParameter', { Name: name }, { account, region });
    return Parameter.Value;
  }

  /** Does something with a stack that nobody else is at work on. */
  private async exclusively<T>({ stackName, account, region }: StackReference, work: (stack: Stack | undefined) => Promise<T>): Promise<T> {
    const stack = this.stacks.find({ account, region }, stackName);
    const key = `${account}/${region}/${stack?.name ?? stackName}`;
    if (this.busy.has(key)) {
      throw refusal(`Stack:${stack?.id ?? stackName} is in ${stack?.status ?? 'REVIEW_IN_PROGRESS'} state and can not be updated.`);
    }
    this.busy.add(key);
    try {
      return await work(stack);
    } finally {
      this.busy.delete(key);
    }
  }
}

function refuseUpdate({ id, status }: Stack, { disableRollback = false }: Deployment): void {
  if (UPDATABLE_WITHOUT_ROLLBACK.includes(status)) {
    if (!disableRollback) {
      throw refusal(`This stack is currently in a non-terminal [${status}] state. To update the stack from this state, please use the disable-rollback parameter with update-stack API. To rollback to the last known good state, use the rollback-stack API`);
    }
  } else if (!UPDATABLE.includes(status)) {
    throw refusal(`Stack:${id} is in ${status} state and can not be updated.`);
  }
}

function refuseUnless(stack: Stack | undefined, { stackName }: StackReference, statuses: readonly string[], what: string): void {
  if (stack === undefined) {
    throw refusal(`Stack with id ${stackName} does not exist`);
  }
  if (!statuses.includes(stack.status)) {
    throw refusal(`Stack:${stack.id} is in ${stack.status} state and can not ${what}.`);
  }
}

type Declaration = Pick<StackContent, 'template' | 'parameters' | 'tags'>;

function declarationOf({ template, parameters, tags }: Plan): Declaration {
  return { template, parameters, tags };
}

/** What of a stack can be updated: not the notes of its template as a whole. */
function essentials({ template: { Metadata: _, ...template }, parameters, tags }: Declaration) {
  return { template, parameters, tags };
}
