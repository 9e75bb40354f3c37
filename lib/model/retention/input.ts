import type { RetentionRuleProperties } from './properties';
import { Known, knownPartOf, Unknowable } from '../unknown';
import type { UseElsewhere } from '../used-elsewhere-rule';

/** What the author of a `LockedRetentionRule` wrote that the properties of a rule cannot say. */
export interface LockingIntent {
  readonly mechanism: 'CUSTOM_RESOURCE' | 'CLOUDFORMATION';

  /** Whether `RuleLock.unlocked()` was written. */
  readonly isUnlocked: boolean;

  /** What was written that only a custom resource can do, in the words of the construct: `existingRuleId`, `reconcile`. */
  readonly needsCustomResource: readonly string[];
  readonly existingRuleId?: Unknowable<string>;

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
  /** The known part of the properties. */
  readonly properties: Known<RetentionRuleProperties>;

  /** The properties, of which any may be unknown. */
  readonly given: RetentionRuleProperties;
  readonly locking?: LockingIntent;
  readonly app?: RetentionAppView;
}

/** Prepares the properties of a rule for the rules. */
export function retentionSubjectOf(given: RetentionRuleProperties, besides: Pick<RetentionSubject, 'locking' | 'app'> = {}): RetentionSubject {
  return { properties: knownPartOf(given), given, ...besides };
}

/** What the rules over a `RetentionRuleLock` look at. */
export interface LockSubject extends AroundLock {
  /** The known part of the properties. */
  readonly properties: Known<LockProperties>;

  /** The properties, of which any may be unknown. */
  readonly given: LockProperties;
}

/** The properties of a lock. */
export interface LockProperties extends Pick<RetentionRuleProperties, 'LockConfiguration'> {
  readonly RuleId?: Unknowable<string>;
}

/** An account and a Region. */
interface Place {
  readonly account: Unknowable<string>;
  readonly region: Unknowable<string>;
}

/** What is known around a lock. */
export interface AroundLock {
  /** Where the rule is, and where the lock is. */
  readonly rule?: Place;
  readonly stack?: Place;

  /** The path of the rule, if an app that has the lock makes it. */
  readonly ruleOfThisApp?: string;

  /** Attributes that other stacks use. */
  readonly app?: Pick<RetentionAppView, 'usedElsewhere'>;
}

/** Prepares the properties of a lock for the rules. */
export function lockSubjectOf(given: LockProperties, around: AroundLock = {}): LockSubject {
  return { properties: knownPartOf(given), given, ...around };
}
