import fc from 'fast-check';
import { deployed, goes, Modelled, modelled, refuses, removed, rolledBack, Version } from './model';
import { alarms, ask, begin, byHand, delayOf, deploymentOfStack, end, foreign, remove, rules, ruleOf, world } from './world';
import { RuleLockRemoval } from '../../../lib/retention';
import type { Deployment } from '../../../local-aws/src/cloudformation';
import { cut, Disturbance, killed, throttled } from '../../../local-aws/src/disturbances';
import { catchUp, randomHistories, statusOf } from '../random-histories';

// Whatever a stack goes through: the rule is never left unlocked without a decision, never locked against one (save by rolling an unlock
// back), nothing is sent that a lock refuses, every rollback completes, one rule is there for a construct, and those of others are
// untouched. `npm run soak` tells a hundred times as many histories.

type Step =
  | {
    readonly kind: 'deploy'; readonly version: Version; readonly breaks: boolean; readonly wrong?: readonly [string, Disturbance];
    readonly twice?: 'after' | 'side by side'; readonly lag: number; readonly stackTag?: string;
  }
  | { readonly kind: 'reconcile' | 'delete' }
  | { readonly kind: 'time'; readonly days: number }
  | { readonly kind: 'by hand'; readonly what: 'lock' | 'unlock' | 'delete' | 'change' };

const OPERATIONS = [
  'DescribeStacks', 'ListRules', 'GetRule', 'ListTagsForResource', 'CreateRule', 'UpdateRule', 'DeleteRule', 'LockRule', 'UnlockRule', 'TagResource', 'UntagResource',
];

const version: fc.Arbitrary<Version> = fc.record({
  days: fc.constantFrom(30, 30, 30, 60),
  delay: fc.constantFrom(7, 7, 7, 9, undefined, undefined),
  relock: fc.constantFrom(false, false, true),
  tag: fc.constantFrom(undefined, 'a', 'b'),
  onRemoval: fc.constantFrom('RETAIN', 'UNLOCK'),
}).map(it => ({ ...it, relock: it.relock && it.delay !== undefined }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8, arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      version,
      breaks: fc.boolean(),
      wrong: fc.option(fc.tuple(fc.constantFrom(...OPERATIONS), fc.constantFrom(throttled, cut('before'), cut('after'), killed('before'), killed('after'))), { nil: undefined }),
      twice: fc.constantFrom(undefined, undefined, undefined, 'after', 'side by side'),
      lag: fc.constantFrom(0, 0, 0, 1, 2),
      stackTag: fc.constantFrom(undefined, undefined, 'x', 'y'),
    // That a forward event which is delivered again after the rollback began is told from the rollback is more than a status can do
    // (decision 10), and here no time passes in between.
    }).map(it => (it.twice === undefined ? it : { ...it, breaks: false, wrong: it.twice === 'after' ? it.wrong : undefined })),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('reconcile' as const, 'delete' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('time' as const), days: fc.constantFrom(1, 7, 9) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('by hand' as const), what: fc.constantFrom('lock', 'unlock', 'unlock', 'delete', 'change') }) },
);

/** A stack whose role may do all that any version needs. */
let template: Deployment;

class History {
  private deployed?: Version;
  private reconciled = 0;

  public async tell(next: Step): Promise<void> {
    switch (next.kind) {
      case 'deploy': await this.deploy(next); break;
      case 'delete': await this.remove(); break;
      case 'reconcile': await this.reconcile(); break;
      case 'time': world.clock.advance({ days: next.days }); break;
      default: await this.change(next.what);
    }
    expect(alarms()).toEqual([]);
    expect(await ruleOf(foreign)).toMatchObject({ days: 30, description: 'of somebody else', lock: 'never', tags: { team: 'other' } });
  }

  /** What is sent of a version: only what the custom resource asks for differs. */
  private deploymentFor({ days, delay, relock, tag, onRemoval }: Version, breaks: boolean, stackTag?: string): Deployment {
    const copy = JSON.parse(JSON.stringify(template.template));
    for (const [name, resource] of Object.entries<any>(copy.Resources)) {
      if (resource.Type === 'Custom::LockedRetentionRule') {
        Object.assign(resource.Properties, {
          RetentionDays: days, Tags: tag === undefined ? undefined : { own: tag }, OnRemoval: onRemoval, Reconcile: String(this.reconciled),
          Lock: delay === undefined ? { State: 'unlocked' } : { State: 'locked', UnlockDelayDays: delay, ...relock ? { Relock: true } : {} },
        });
      } else if (name === 'Breaks' && !breaks) {
        delete copy.Resources[name];
      }
    }
    return { ...template, template: JSON.parse(JSON.stringify(copy)), ...stackTag === undefined ? {} : { tags: { cost: stackTag } } };
  }

  private async rule(): Promise<Modelled | undefined> {
    const [it, ...others] = await rules();
    expect(others).toEqual([]);
    return it && modelled(it);
  }

  private async deploy({ version: asked, breaks, wrong, twice, lag, stackTag }: Step & { kind: 'deploy' }): Promise<void> {
    const { deployed: before } = this;
    const found = await this.rule();
    const isSame = before !== undefined && JSON.stringify(asked) === JSON.stringify(before);
    const isRefused = !isSame && refuses(found, asked, before);
    if (wrong) {
      world.server.disturbances.plan(...wrong);
    }
    world.functions.deliverTwice = isRefused ? undefined : twice;
    world.server.lag.reads = lag;
    const status = await statusOf(this.deploymentFor(asked, breaks, stackTag));
    world.functions.deliverTwice = undefined;
    world.server.disturbances.forget();
    await catchUp(lag, () => ask('rbin', 'GetRule', { Identifier: foreign }));

    const fails = breaks || isRefused;
    const [well, badly] = before ? ['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] : ['CREATE_COMPLETE', 'ROLLBACK_COMPLETE'];
    expect(status).toBe(fails ? badly : well);
    const forward = isSame || isRefused ? found : deployed(found, asked, before);
    expect(await this.rule()).toEqual(!fails || isSame ? forward : this.back(found, forward, asked));
    if (!fails) {
      this.deployed = asked;
    } else if (before === undefined) {
      // A stack whose creation was rolled back can only be deleted.
      await remove();
    }
  }

  /** What a failed deployment of a version leaves. */
  private back(found: Modelled | undefined, forward: Modelled | undefined, from: Version): Modelled | undefined {
    return this.deployed !== undefined ? forward && rolledBack(forward, this.deployed, from)
      : found === undefined && forward && goes(forward) ? undefined : forward;
  }

  private async reconcile(): Promise<void> {
    const { deployed: current } = this;
    if (current !== undefined) {
      const found = await this.rule();
      const isRefused = refuses(found, current, current);
      this.reconciled++;
      expect(await statusOf(this.deploymentFor(current, false))).toBe(isRefused ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE');
      expect(await this.rule()).toEqual(isRefused ? found && rolledBack(found, current, current) : deployed(found, current, current));
      this.reconciled -= isRefused ? 1 : 0;
    }
  }

  private async remove(): Promise<void> {
    if (this.deployed !== undefined) {
      const found = await this.rule();
      expect((await remove())!).toBe('DELETE_COMPLETE');
      expect(await this.rule()).toEqual(found && removed(found, this.deployed));
      this.deployed = undefined;
    }
  }

  /** Somebody does something by hand, if the lock allows it. */
  private async change(what: 'lock' | 'unlock' | 'delete' | 'change'): Promise<void> {
    const [rule] = await rules();
    const isFree = rule !== undefined && (rule.lock === 'never' || rule.lock === 'unlocked');
    if (what === 'unlock' && rule?.lock === 'locked') {
      await byHand('UnlockRule', rule.id);
    } else if (what === 'lock' && isFree) {
      await byHand('LockRule', rule.id, delayOf(9));
    } else if (what === 'delete' && isFree) {
      await byHand('DeleteRule', rule.id);
    } else if (what === 'change' && isFree) {
      await byHand('UpdateRule', rule.id, { RetentionPeriod: { RetentionPeriodValue: 90, RetentionPeriodUnit: 'DAYS' } });
    }
  }
}

randomHistories(step, async () => {
  await begin();
  template = deploymentOfStack({ tags: { own: 'a' }, onRemoval: RuleLockRemoval.RETAIN, breaks: true });
  await end();
}, async () => {
  await begin();
  return new History();
});
