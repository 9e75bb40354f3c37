import { App, Stack } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Deployment, deploymentOf, Stack as DeployedStack } from '../../../local-aws/src/cloudformation';
import { HOME, StandInOptions } from '../../../local-aws/src/stand-in';
import { ask, beginWith, breaking, callsAbout, eventsOf, noted, removeStack, send, world } from '../handled-stack';
import { RetentionRuleTags, RetentionRuleTagsProps } from '../retention-rule-tags/retention-rule-tags';

export { causes, end, log, runs, send, world } from '../handled-stack';

// A world with a retention rule that no stack owns and a foreign tag on it, and a stack with `new RetentionRuleTags(...)`.

/** The ARN of the rule. */
export let rule: string;

export const FOREIGN = { Key: 'foreign', Value: 'stays' };

/**
 * Begins a world.
 *
 * @param pending Whether the rule has just been made: the first one of an account takes half an hour until it is available.
 */
export function begin({ pending = false, ...options }: StandInOptions & { readonly pending?: boolean } = {}): Promise<void> {
  return beginWith(options, async () => {
    rule = await newRule();
    await ask('rbin', 'TagResource', { ResourceArn: rule, Tags: [FOREIGN] });
    world.clock.advance({ minutes: pending ? 0 : 30 });
  });
}

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

function synthesise({ breaks, without, note, andRule, ...props }: Declared): CloudAssembly {
  const app = new App();
  const stack = new Stack(app, 'Rules', { env: HOME });
  noted(stack, note);
  const tags = without ? [] : [new RetentionRuleTags(stack, 'Tags', { ruleArn: rule, tags: { team: 'platform' }, ...props })];
  if (andRule !== undefined) {
    tags.push(new RetentionRuleTags(stack, 'AndTags', { ruleArn: andRule, tags: { team: 'platform' } }));
  }
  if (breaks) {
    breaking(stack, ...tags);
  }
  return app.synth();
}

/** What `cdk deploy` sends of a stack. */
export const deploymentOfStack = (declared: Declared): Deployment => deploymentOf(assemblyOf(declared), 'Rules', HOME);

/** Deploys a stack. */
export async function deploy(declared: Declared, changes: Partial<Deployment> = {}): Promise<DeployedStack> {
  return send({ ...deploymentOfStack(declared), ...changes });
}

export const remove = () => removeStack('Rules');

/** The statuses that a stack went through since this was asked last, and those of its tags, with the reasons of failures. */
export const events = () => eventsOf('Rules', 'Custom::RetentionRuleTags', 'tags');

/** What the function asked of AWS since this was asked last: operations, and what they were about. */
export const calls = () => callsAbout(({ Tags: tags = [], TagKeys: keys = [] }) =>
  [...tags.map(({ Key: key, Value: value }: typeof FOREIGN) => `${key}=${value}`), ...keys]);

/** What the function asked that changes something. */
export const writes = () => calls().filter(call => !/^(?:Get|List|Describe)/.test(call));
