import { App, Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Deployment, deploymentOf, Stack as DeployedStack } from '../../local-aws/cloudformation';
import { HOME, StandIn, StandInOptions } from '../../local-aws/stand-in';
import { RetentionRuleTags, RetentionRuleTagsProps } from '../retention-rule-tags/retention-rule-tags';

// A world of its own for each test that imports this, with a retention rule that no stack owns and a foreign tag on it. From
// `new RetentionRuleTags(...)` everything is real but AWS: template, stack, function, SDK, wire.

export let world: StandIn;

/** The ARN of the rule. */
export let rule: string;

export const FOREIGN = { Key: 'foreign', Value: 'stays' };

/**
 * Begins a world.
 *
 * @param pending Whether the rule has just been made: the first one of an account takes half an hour until it is available.
 */
export async function begin({ pending = false, ...options }: StandInOptions & { readonly pending?: boolean } = {}): Promise<void> {
  world = await StandIn.start(options);
  rule = await newRule();
  await ask('rbin', 'TagResource', { ResourceArn: rule, Tags: [FOREIGN] });
  world.clock.advance({ minutes: pending ? 0 : 30 });
  await ask('ssm', 'PutParameter', { Name: TAKEN, Value: 'by somebody else', Type: 'String' });
  seen = { calls: world.server.calls.length, events: 0, runs: 0 };
}

/** Ends a world, in which nothing was wrong but what a test has looked at. */
export async function end(): Promise<void> {
  await world.stop();
  expect(world.faults).toEqual([]);
  expect(world.server.disturbances.outstanding).toEqual([]);
}

let seen = { calls: 0, events: 0, runs: 0 };

const ask = (service: string, operation: string, input: object) => world.server.call(service, operation, input, HOME);

/** The ARN of another rule. */
export async function newRule(): Promise<string> {
  const period = { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' };
  return (await ask('rbin', 'CreateRule', { ResourceType: 'EC2_IMAGE', RetentionPeriod: period })).RuleArn;
}

/** The tags of a rule, without the foreign one: that has to be there. */
export async function tagsOf(arn = rule): Promise<Record<string, string>> {
  const answer: { readonly Tags: readonly typeof FOREIGN[] } = await ask('rbin', 'ListTagsForResource', { ResourceArn: arn });
  const { [FOREIGN.Key]: foreign, ...own } = Object.fromEntries(answer.Tags.map(({ Key: key, Value: value }) => [key, value]));
  expect(foreign).toBe(arn === rule ? FOREIGN.Value : undefined);
  return own;
}

/** The name of a parameter that somebody else has: a stack that wants it fails. */
const TAKEN = '/taken';

/** A stack with tags of the rule, and besides them what a test wants. */
export interface Declared extends Partial<RetentionRuleTagsProps> {
  /** Whether something fails after the tags are there. */
  readonly breaks?: boolean;

  /** Whether there are no tags in the stack, but something else. */
  readonly without?: boolean;

  /** Something else in the stack. */
  readonly note?: string;

  /** The ARN of a rule that gets tags as well, by another resource. */
  readonly andRule?: string;
}

/** Stacks that were synthesised already: the same is declared in many tests. */
const assemblies = new Map<string, CloudAssembly>();

function assemblyOf(declared: Declared): CloudAssembly {
  const key = JSON.stringify({ rule, ...declared });
  const assembly = assemblies.get(key) ?? synthesise(declared);
  assemblies.set(key, assembly);
  return assembly;
}

function synthesise({ breaks, without, note = 'none', andRule, ...props }: Declared): CloudAssembly {
  const app = new App();
  const stack = new Stack(app, 'Rules', { env: HOME });
  new CfnParameter(stack, 'Note', { type: 'String', value: note });
  const tags = without ? [] : [new RetentionRuleTags(stack, 'Tags', { ruleArn: rule, tags: { team: 'platform' }, ...props })];
  if (andRule !== undefined) {
    tags.push(new RetentionRuleTags(stack, 'AndTags', { ruleArn: andRule, tags: { team: 'platform' } }));
  }
  if (breaks) {
    const broken = new CfnParameter(stack, 'Breaks', { type: 'String', value: 'x', name: TAKEN });
    tags.forEach(it => broken.node.addDependency(it));
  }
  return app.synth();
}

/** What `cdk deploy` sends of a stack. */
export const deploymentOfStack = (declared: Declared): Deployment => deploymentOf(assemblyOf(declared), 'Rules', HOME);

/** Deploys a stack. */
export async function deploy(declared: Declared, changes: Partial<Deployment> = {}): Promise<DeployedStack> {
  return send({ ...deploymentOfStack(declared), ...changes });
}

/** Deploys a stack as it is sent. */
export const send = (deployment: Deployment) => settled(world.cloudFormation.deploy(deployment));

export const remove = () => settled(world.cloudFormation.delete({ ...HOME, stackName: 'Rules' }));

/** What came of an operation, when its last function run is over too: that ends after it has answered. */
async function settled<T>(operation: Promise<T>): Promise<T> {
  const result = await operation;
  await world.functions.idle();
  return result;
}

/** The statuses that a stack went through since this was asked last, and those of its tags, with the reasons of failures. */
export function events(): string[] {
  const news = world.cloudFormation.events.slice(seen.events);
  seen.events += news.length;
  return news.filter(({ logicalId, type }) => type === 'Custom::RetentionRuleTags' || logicalId === 'Rules')
    .map(({ logicalId, status, reason }) => [logicalId === 'Rules' ? 'stack' : 'tags', status, ...reason === undefined ? [] : [reason]].join(' '));
}

/** What the function asked of AWS since this was asked last: operations, and what they were about. */
export function calls(): string[] {
  const news = world.server.calls.slice(seen.calls);
  seen.calls += news.length;
  return news.filter(({ role }) => role !== undefined).map(({ operation, input, error }) => {
    const about = [(input.Tags as { Key: string; Value: string }[] | undefined)?.map(({ Key: key, Value: value }) => `${key}=${value}`), input.TagKeys].flat();
    return [operation, ...about.filter(it => it !== undefined), ...error === undefined ? [] : [`: ${error}`]].join(' ');
  });
}

/** What the function asked that changes something. */
export const writes = () => calls().filter(call => !/^(?:Get|List|Describe)/.test(call));

/** The runs of the function since this was asked last: the request, and how it ended if not well. */
export function runs(): string[] {
  const news = world.functions.runs.slice(seen.runs);
  seen.runs += news.length;
  return news.map(({ payload, outcome, attempt }) => {
    const { RequestType: type } = payload as { RequestType: string };
    return [type, ...attempt > 1 ? [`attempt ${attempt}`] : [], ...outcome === 'succeeded' ? [] : [outcome]].join(', ');
  });
}

/** The lines of the function's log. What the SDK says of an old Node.js is not the function's. */
export function log(): Record<string, any>[] {
  const arns = new Set(world.functions.runs.map(run => run.function));
  return [...arns].flatMap(arn => world.functions.logs(arn)).filter(line => line.startsWith('{')).map(line => JSON.parse(line));
}

/** Why each event came, as the function saw it. */
export const causes = () => log().filter(({ step }) => step === 'cause').map(({ cause }) => cause);
