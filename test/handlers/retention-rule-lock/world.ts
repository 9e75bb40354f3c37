import { App, Duration, Stack } from 'aws-cdk-lib';
import { RetentionRule, RetentionRuleLock, RetentionRuleLockProps, RuleLock } from '../../../lib/retention';
import { Deployment, deploymentOf } from '../../../local-aws/src/cloudformation';
import { HOME, StandInOptions } from '../../../local-aws/src/stand-in';
import { beginWith, breaking, changing, eventsOf, noted, removeStack, resourceIn, send, world } from '../handled-stack';
import { calls, newRule, ruleOf } from '../retention-world';

export { ask, end, log, notes, runs, send, world } from '../handled-stack';
export * from '../retention-world';

// A world with two rules that no stack owns, and a stack with `new RetentionRuleLock(...)`.

/** The ids of the rules. */
export let [A, B] = ['', ''];

/** @param pending Whether the rules have just been made: the first ones of an account take half an hour until they are available. */
export function begin({ pending = false, ...options }: StandInOptions & { readonly pending?: boolean } = {}): Promise<void> {
  return beginWith(options, async () => {
    A = await newRule({ Tags: [{ Key: 'team', Value: 'other' }] });
    B = await newRule();
    world.clock.advance({ minutes: pending ? 0 : 30 });
  });
}

export const [LOCKED, UNLOCKED] = [RuleLock.locked(Duration.days(7)), RuleLock.unlocked()];

/** A stack with a lock of the rule A, and besides it what a test wants. */
export interface Declared extends Partial<Omit<RetentionRuleLockProps, 'retentionRule'>> {
  readonly ruleId?: string;

  /** Whether something fails after the rule is locked. */
  readonly breaks?: boolean;

  /** Whether there is no lock in the stack. */
  readonly without?: boolean;
}

function deploymentOfStack({ breaks, without, ruleId = A, ...props }: Declared): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Bin', { env: HOME });
  noted(stack);
  const locks = without ? [] : [new RetentionRuleLock(stack, 'Lock', {
    retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', ruleId), lock: LOCKED, ...props,
  })];
  if (breaks) {
    breaking(stack, ...locks);
  }
  return deploymentOf(app.synth(), 'Bin', HOME);
}

/** Deploys a stack, and returns what came of it. */
export const deploy = async (declared: Declared) => (await send(deploymentOfStack(declared))).status;

export const remove = async () => (await removeStack('Bin'))?.status;

/** How both rules are locked. */
export const locks = async () => [(await ruleOf(A)).lock, (await ruleOf(B)).lock];

/** What the function asked that changes something. */
export const writes = () => changing(calls());

/** Why the lock failed, as CloudFormation shows it, since this was asked last. */
export function failure(): string | undefined {
  const event = eventsOf('Bin', 'Custom::RetentionRuleLock', 'lock').find(it => /^lock [A-Z]+_FAILED /.test(it));
  const reason = event?.replace(/^lock [A-Z_]+ /, '');
  return reason === undefined ? undefined : withoutIds(/Message returned: (.*) \(RequestId: /.exec(reason)?.[1] ?? reason);
}

/** A text in which rules and constructs have no ids. */
export const withoutIds = (text: string) => text
  .replaceAll(A, 'A').replaceAll(B, 'B').replace(/arn:aws:rbin:eu-west-1:111111111111:rule\//g, '').replace(/Bin\/Lock[A-Za-z]*[0-9A-F]{8}/g, 'OWNER');

/** The attributes of the lock. */
export const attributes = () => resourceIn(world.cloudFormation.stacks.find(HOME, 'Bin')!, 'Custom::RetentionRuleLock').attributes;
