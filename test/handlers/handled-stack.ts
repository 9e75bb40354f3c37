import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { IDependable } from 'constructs';
import type { Deployment, Stack as DeployedStack } from '../../local-aws/src/cloudformation';
import { HOME, StandIn, StandInOptions } from '../../local-aws/src/stand-in';

// A world of its own for each test, and what a test sees of a stack with a custom resource in it: from the construct to the wire everything
// is real but AWS.

export let world: StandIn;

/** What was there already when a test looked last. */
let seen = { calls: 0, events: 0, runs: 0 };

export const ask = (service: string, operation: string, input: object, place = HOME) => world.server.call(service, operation, input, place);

/** Begins a world, and whatever is in it before the stack. */
export async function beginWith(options: StandInOptions, before: () => unknown): Promise<void> {
  world = await StandIn.start(options);
  await before();
  await ask('ssm', 'PutParameter', { Name: TAKEN, Value: 'by somebody else', Type: 'String' });
  seen = { calls: world.server.calls.length, events: 0, runs: 0 };
}

/** Ends a world, in which nothing was wrong but what a test has looked at. */
export async function end(): Promise<void> {
  await world.stop();
  expect(world.faults).toEqual([]);
  expect(world.server.disturbances.outstanding).toEqual([]);
}

/** The name of a parameter that somebody else has. */
const TAKEN = '/taken';

/** Something in a stack that fails, after all else is there. */
export function breaking(stack: Stack, ...after: readonly IDependable[]): CfnResource {
  const broken = new CfnParameter(stack, 'Breaks', { type: 'String', value: 'x', name: TAKEN });
  broken.node.addDependency(...after);
  return broken;
}

/** Something in a stack that has nothing to do with the custom resource. */
export function noted(stack: Stack, note = 'none'): void {
  new CfnParameter(stack, 'Note', { type: 'String', value: note });
}

/** Deploys a stack as it is sent. */
export const send = (deployment: Deployment): Promise<DeployedStack> => settled(world.cloudFormation.deploy(deployment));

export const removeStack = (stackName: string) => settled(world.cloudFormation.delete({ ...HOME, stackName }));

/** What came of an operation, when its last function run is over too: that ends after it has answered. */
async function settled<T>(operation: Promise<T>): Promise<T> {
  const result = await operation;
  await world.functions.idle();
  return result;
}

/** The statuses of a stack, and of resources of a type by a name, since this was asked last, with the reasons of failures. */
export function eventsOf(stackName: string, resourceType: string, name: string): string[] {
  const news = world.cloudFormation.events.slice(seen.events);
  seen.events += news.length;
  return news.filter(({ logicalId, type }) => type === resourceType || logicalId === stackName)
    .map(({ logicalId, status, reason }) => [logicalId === stackName ? 'stack' : name, status, ...reason === undefined ? [] : [reason]].join(' '));
}

/** What functions asked of AWS since this was asked last: operations, what they were about, and how they failed. */
export function callsAbout(about: (input: any) => readonly string[]): string[] {
  const news = world.server.calls.slice(seen.calls);
  seen.calls += news.length;
  return news.filter(({ role }) => role !== undefined)
    .map(({ operation, input, error }) => [operation, ...about(input), ...error === undefined ? [] : [`: ${error}`]].join(' '));
}

/** Of calls, those that change something. */
export const changing = (calls: readonly string[]) => calls.filter(call => !/^(?:Get|List|Describe|AssumeRole)/.test(call));

/** The runs of functions since this was asked last: the request, and how it ended if not well. */
export function runs(): string[] {
  const news = world.functions.runs.slice(seen.runs);
  seen.runs += news.length;
  return news.map(({ payload, outcome, attempt }) => {
    const { RequestType: type } = payload as { RequestType: string };
    return [type, ...attempt > 1 ? [`attempt ${attempt}`] : [], ...outcome === 'succeeded' ? [] : [outcome]].join(', ');
  });
}

/** The lines of the functions' logs. What the SDK says of an old Node.js is not the functions'. */
export function log(): Record<string, any>[] {
  const arns = new Set(world.functions.runs.map(run => run.function));
  return [...arns].flatMap(arn => world.functions.logs(arn)).filter(line => line.startsWith('{')).map(line => JSON.parse(line));
}

/** What functions said that a person should know. */
export const notes = () => log().filter(({ step }) => step === 'note').map(({ note }) => note as string);

/** Why each event came, as the functions saw it. */
export const causes = () => log().filter(({ step }) => step === 'cause').map(({ cause }) => cause as string);

/** The only resource of a type in a stack. */
export const resourceIn = ({ resources }: DeployedStack, resourceType: string) => [...resources.values()].find(({ type }) => type === resourceType)!;
