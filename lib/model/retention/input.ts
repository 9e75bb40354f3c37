import type { RetentionRuleProperties } from './properties';
import type { Resolvable } from '../../private/resolvable';
import type { UseElsewhere } from '../../private/used-elsewhere';

/** What the author of a `LockedRetentionRule` wrote that the properties of a rule cannot say. */
export interface LockingIntent {
  readonly mechanism: 'CUSTOM_RESOURCE' | 'CLOUDFORMATION';

  /** Whether `RuleLock.unlocked()` was written. */
  readonly isUnlocked: boolean;

  /** What was written that only a custom resource can do, in the words of the construct: `existingRuleId`, `reconcile`. */
  readonly needsCustomResource: readonly string[];
  readonly existingRuleId?: Resolvable<string>;

  /** What CloudFormation does to the rule when its resource goes, or is replaced. Of the mechanism `CLOUDFORMATION`. */
  readonly removal?: { readonly deletion?: string; readonly replacement?: string };
}

/** What an app says around a rule. */
export interface RetentionAppView {
  /**
   * For how many days the snapshots of AMIs are retained at most by a rule of the same account and Region that retains all that this rule
   * does; 0 if there is no such rule, absent if that is not known.
   */
  readonly snapshotDays?: number;

  /** Tag pairs of this rule, by number in `ResourceTags`, that are in too many rules, with the paths of the others. */
  readonly crowdedTags: readonly { readonly index: number; readonly others: readonly string[] }[];

  /** Attributes that change with time, and other stacks that use them. */
  readonly usedElsewhere: readonly UseElsewhere[];
}

/** What the rules look at. */
export interface RetentionSubject {
  readonly properties: RetentionRuleProperties;
  readonly locking?: LockingIntent;
  readonly app?: RetentionAppView;
}

/** What the rules over a `RetentionRuleLock` look at. */
export interface LockSubject {
  readonly properties: {
    readonly RuleId?: Resolvable<string>;
    readonly LockConfiguration?: RetentionRuleProperties['LockConfiguration'];
  };

  /** Where the rule is, and where the lock is. */
  readonly rule?: { readonly account: string; readonly region: string };
  readonly stack?: { readonly account: string; readonly region: string };

  /** The path of the rule, if an app that has the lock makes it. */
  readonly ruleOfThisApp?: string;

  /** Tags that the rule is known to select by, or to exclude. */
  readonly app?: Pick<RetentionAppView, 'usedElsewhere'>;
}
