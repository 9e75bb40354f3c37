import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { codeOf, coldStart, THEIRS } from './cold-start';
import type { Comparison } from './rounds';
import { appOf, deploy, end, holds } from './worlds';
import { encode } from '../../lib/model/contract';
import { LOCKED_RETENTION_RULE } from '../../lib/model/retention/locked-retention-rule-contract';
import { LockedRetentionRule, RetainedResourceType, RuleLock } from '../../lib/retention';
import { HOME, StandIn } from '../../local-aws/src/stand-in';

// A process of its own, on the core that the library is developed against: measures a locked retention rule, and prints what it found.

/** What is measured. */
export interface RetentionMeasures {
  readonly calls: CallsOfRule;
  readonly callsOfFirst: CallsOfRule;
  readonly assets: { readonly lockedRule: number; readonly lock: number; readonly ofAwsCustomResource: number };
  readonly coldStart: Comparison;
}

/** How many calls the function makes when it creates a rule and locks it, when it looks again, and when it refuses what the lock forbids. */
interface CallsOfRule {
  readonly first: number;
  readonly steady: number;
  readonly refusing: number;
}

const BUNDLE = 'locked-retention-rule';

void main();

async function main(): Promise<void> {
  const bytes = (file: string) => readFileSync(file).length;
  const measures: RetentionMeasures = {
    calls: await calls(true),
    callsOfFirst: await calls(false),
    assets: { lockedRule: bytes(codeOf(BUNDLE)), lock: bytes(codeOf('retention-rule-lock')), ofAwsCustomResource: bytes(THEIRS) },
    coldStart: await coldStart({
      bundle: BUNDLE,
      properties: encode(LOCKED_RETENTION_RULE, {
        resourceType: 'EBS_SNAPSHOT', retentionDays: 30, lock: { state: 'locked', unlockDelayDays: 7 }, onRemoval: 'RETAIN',
      }),
      service: 'rbin',
      action: 'ListRules',
      parameters: { ResourceType: 'EBS_SNAPSHOT' },
      is: path => path === '/list-rules',
    }),
  };
  process.stdout.write(JSON.stringify(measures));
}

function ruleFor(days: number, reconcile?: string) {
  return appOf('Bin', stack => new LockedRetentionRule(stack, 'Rule', {
    resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(days), lock: RuleLock.locked(Duration.days(7)), reconcile,
  }));
}

/** @param hasRules Whether the account has a rule: its first one takes half an hour, for which the function waits. */
async function calls(hasRules: boolean): Promise<CallsOfRule> {
  const world = await StandIn.start();
  if (hasRules) {
    await world.server.call('rbin', 'CreateRule', { ResourceType: 'EC2_IMAGE', RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' } }, HOME);
    world.clock.advance({ minutes: 30 });
  }
  const byFunction = () => world.server.calls.splice(0).filter(({ role }) => role !== undefined).map(({ operation }) => operation);
  await deploy(world, ruleFor(30), 'Bin', 'CREATE_COMPLETE');
  const first = byFunction();
  await deploy(world, ruleFor(30, 'again'), 'Bin', 'UPDATE_COMPLETE');
  const steady = byFunction();
  await deploy(world, ruleFor(60), 'Bin', 'UPDATE_ROLLBACK_COMPLETE');
  const refusing = byFunction();
  await end(world);
  const writes = [...steady, ...refusing].filter(operation => !/^(?:Describe|Get|List)/.test(operation));
  holds(steady.length > 0 && refusing.length > 0 && writes.length === 0, `nothing was to be done, and it did ${writes}`);
  return { first: first.length, steady: steady.length, refusing: refusing.length };
}
