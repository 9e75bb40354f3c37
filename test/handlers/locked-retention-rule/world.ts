import { App, Duration, Stack, Tags } from 'aws-cdk-lib';
import { LockedRetentionRule, LockedRetentionRuleProps, RetainedResourceType, RuleLock } from '../../../lib/retention';
import { Deployment, deploymentOf, Stack as DeployedStack } from '../../../local-aws/src/cloudformation';
import { HOME, StandInOptions } from '../../../local-aws/src/stand-in';
import { beginWith, breaking, changing, eventsOf, noted, removeStack, resourceIn, send, world } from '../handled-stack';
import { allRules, calls, newRule, Rule } from '../retention-world';

export { ask, causes, end, log, notes, runs, send, world } from '../handled-stack';
export * from '../retention-world';

// A world with a rule of somebody else, and a stack with `new LockedRetentionRule(...)`.

/** The id of the rule of somebody else. */
export let foreign: string;

/**
 * Begins a world.
 *
 * @param first Whether the account has no rule yet: then the first one is pending for half an hour.
 */
export function begin({ first = false, ...options }: StandInOptions & { readonly first?: boolean } = {}): Promise<void> {
  return beginWith(options, async () => {
    foreign = '';
    if (!first) {
      foreign = await newRule({ Description: 'of somebody else', Tags: [{ Key: 'team', Value: 'other' }] });
      world.clock.advance({ minutes: 30 });
    }
  });
}

/** The two locks that tests declare most. */
export const [LOCKED, UNLOCKED] = [RuleLock.locked(Duration.days(7)), RuleLock.unlocked()];

/** A stack with a locked rule, and besides it what a test wants. */
export interface Declared extends Partial<Omit<LockedRetentionRuleProps, 'retentionPeriod'>> {
  readonly days?: number;

  /** Tags of all of the app. */
  readonly appTags?: Readonly<Record<string, string>>;

  /** Whether something fails after the rule is locked. */
  readonly breaks?: boolean;

  /** Whether there is no rule in the stack. */
  readonly without?: boolean;

  /** Something else in the stack. */
  readonly note?: string;
}

function synthesised({ breaks, without, note, appTags = {}, days = 30, ...props }: Declared, stackName: string, id: string): Deployment {
  const app = new App();
  const stack = new Stack(app, stackName, { env: HOME });
  noted(stack, note);
  const rules = without ? [] : [new LockedRetentionRule(stack, id, {
    resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(days), lock: LOCKED, ...props,
  })];
  Object.entries(appTags).forEach(([key, value]) => rules.forEach(it => Tags.of(it).add(key, value)));
  if (breaks) {
    breaking(stack, ...rules);
  }
  return deploymentOf(app.synth(), stackName, HOME);
}

/** Stacks that were synthesised already. */
const deployments = new WeakMap<Declared, Map<string, Deployment>>();

/** What `cdk deploy` sends of a stack. */
export function deploymentOfStack(declared: Declared, stackName = 'Bin', id = 'Rule'): Deployment {
  const those = deployments.get(declared) ?? new Map<string, Deployment>();
  deployments.set(declared, those);
  const deployment = those.get(`${stackName} ${id}`) ?? synthesised(declared, stackName, id);
  those.set(`${stackName} ${id}`, deployment);
  return deployment;
}

/** Deploys a stack, and returns what came of it. */
export const deploy = async (declared: Declared, stackName?: string, id?: string) => (await send(deploymentOfStack(declared, stackName, id))).status;

export const remove = async (stackName = 'Bin') => (await removeStack(stackName))?.status;

/** The rules that are not of somebody else. */
export const rules = async (): Promise<Rule[]> => (await allRules()).filter(({ id }) => id !== foreign);

/** The only one. */
export async function rule(): Promise<Rule> {
  const [it, ...others] = await rules();
  expect(others).toEqual([]);
  return it;
}

/** The rule in a few words: its period, its lock, and its tags that are not the library's own. */
export async function inShort(): Promise<string> {
  const { days, lock, tags } = await rule();
  return [`${days} days`, lock, ...Object.entries(tags).filter(([key]) => !key.startsWith('cdk-image-governance:')).map(([key, value]) => `${key}=${value}`)].join(', ');
}

/** What the function asked that changes something. */
export const writes = () => changing(calls());

/** Why the rule failed, as CloudFormation shows it, since this was asked last. Ids are left out. */
export function failure(): string | undefined {
  const event = eventsOf('Bin', 'Custom::LockedRetentionRule', 'rule').find(it => /^rule [A-Z]+_FAILED /.test(it));
  const reason = event?.replace(/^rule [A-Z_]+ /, '');
  return reason === undefined ? undefined : withoutIds(/Message returned: (.*) \(RequestId: /.exec(reason)?.[1] ?? reason);
}

/** A text in which rules and constructs have no ids. */
export const withoutIds = (text: string) => text.replace(/arn:aws:rbin:eu-west-1:111111111111:rule\/rule[0-9]{7}/g, 'RULE').replace(/Bin\/Rule[A-Za-z]*[0-9A-F]{8}/g, 'OWNER');

/** The resource. */
export const resourceOf = (stack: DeployedStack) => resourceIn(stack, 'Custom::LockedRetentionRule');

/** The attributes of the resource in a stack that is there. */
export const attributes = (stackName = 'Bin') => resourceOf(world.cloudFormation.stacks.find(HOME, stackName)!).attributes;
