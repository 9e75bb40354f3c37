import { Stack, Stage } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import type { IConstruct } from 'constructs';
import { grouped } from '../model/collections';
import type { RetentionAppView } from '../model/retention/input';
import { LIMITS } from '../model/retention/limits';
import type { RetentionRuleProperties } from '../model/retention/properties';
import { covers, partsOf, Selection, selectionOf, tagsOf } from '../model/retention/rules/selection';
import { known, number } from '../model/unknown';
import { AppIndexes, DeclarationKind } from '../private/declarations';
import { environmentOf, templateProperties } from '../private/references';
import { mayBe, inTemplateShape, withUnknowns } from '../private/tokens';

/** The declaration of a retention rule. */
export interface RetentionRuleDeclaration {
  /** The construct that makes the rule. */
  readonly construct: 'RetentionRule' | 'LockedRetentionRule';
  readonly properties: RetentionRuleProperties;
}

/** The retention rules of this library, locked ones included. */
export const RETENTION_RULES = new DeclarationKind<RetentionRuleDeclaration>('RetentionRule');

/**
 * The properties of an L1 in the shape of a template, with `UNKNOWN` in place of its tokens.
 *
 * What an escape hatch overrides is not in them: overriding is how a user gets past a rule that is wrong or out of date.
 */
export function rulePropertiesOf(rule: CfnRule): RetentionRuleProperties {
  return inTemplateShape({
    resourceType: rule.resourceType,
    retentionPeriod: rule.retentionPeriod,
    description: rule.description,
    resourceTags: rule.resourceTags,
    excludeResourceTags: rule.excludeResourceTags,
    lockConfiguration: rule.lockConfiguration,
    status: rule.status,
    tags: rule.cdkTagManager.renderTags(rule.tags),
  });
}

/** The retention rules of an app. */
export class RetentionIndex {
  /** The index of the app of a construct. */
  public static for(rule: IConstruct): RetentionIndex {
    return RetentionIndex.all.for(rule);
  }

  private static readonly all = new AppIndexes(RETENTION_RULES, constructs => new RetentionIndex(constructs));

  private readonly rules: ReadonlyMap<IConstruct, IndexedRule>;

  /** The rules that may be over snapshots. */
  private readonly ofSnapshots: readonly IndexedRule[];

  /** The tag-level rules, by environment and tag. */
  private readonly byTag: ReadonlyMap<string, readonly IndexedRule[]>;

  private constructor(constructs: readonly IConstruct[]) {
    this.rules = new Map(constructs.flatMap(construct => {
      const properties = propertiesBy(construct);
      return properties ? [[construct, indexed(construct, properties)] as const] : [];
    }));
    const all = [...this.rules.values()];
    this.ofSnapshots = all.filter(({ type }) => type === 'EBS_SNAPSHOT' || type === undefined);
    const pairs = all.flatMap(rule => [...new Set(tagsOf(rule.properties.ResourceTags))].map(tag => ({ rule, key: `${rule.environment} ${tag}` })));
    this.byTag = new Map([...grouped(pairs, ({ key }) => key)].map(([key, of]) => [key, of.map(({ rule }) => rule)]));
  }

  /** The facts of the app around a retention rule, for its rules. */
  public viewFor(rule: IConstruct): Omit<RetentionAppView, 'usedElsewhere'> {
    const own = this.rules.get(rule)!;
    return { snapshotDays: this.snapshotDaysFor(own), crowdedTags: this.crowdedTagsOf(own) };
  }

  /** For how many days the snapshots of all AMIs that a rule retains are retained. What is not known is assumed to be enough. */
  private snapshotDaysFor({ type, selection, construct }: IndexedRule): number | undefined {
    if (type !== 'EC2_IMAGE' || selection === undefined) {
      return undefined;
    }
    const rules = this.ofSnapshots.flatMap(rule => {
      const isHere = isInPlaceOf(rule.construct, construct);
      return isHere === false ? [] : [{ selection: rule.selection, days: isHere ? rule.days : Infinity }];
    });
    const days = Math.min(...partsOf(selection).map(part => Math.max(0, ...rules
      .filter(rule => rule.selection === undefined || covers(rule.selection, part))
      .map(rule => rule.days))));
    return days === Infinity ? undefined : days;
  }

  /** Rules over the limit report it; if all of those are L1s, the last construct that can. */
  private crowdedTagsOf(own: IndexedRule): RetentionAppView['crowdedTags'] {
    const tags = tagsOf(own.properties.ResourceTags);
    return tags.flatMap((tag, index) => {
      const rules = tag === undefined || tags.indexOf(tag) < index ? [] : this.byTag.get(`${own.environment} ${tag}`)!;
      const speakers = (from: number) => rules.slice(from).filter(({ construct }) => RETENTION_RULES.isDeclaredBy(construct));
      const beyond = rules.length > MOST ? [...speakers(MOST), ...speakers(MOST).length > 0 ? [] : speakers(0).slice(-1)] : [];
      return beyond.includes(own) ? [{ index, others: rules.filter(rule => rule !== own).map(({ construct }) => construct.node.path) }] : [];
    });
  }
}

/** The most rules that can have the same tag. */
const MOST = LIMITS.rulesOfResourceTag.max;

/** A rule with what is known of it looked up. */
interface IndexedRule {
  readonly construct: IConstruct;
  readonly properties: RetentionRuleProperties;
  readonly environment: string;
  readonly type?: string;
  readonly selection?: Selection;

  /** Infinite if only the deployment knows it. */
  readonly days: number;
}

function indexed(construct: IConstruct, properties: RetentionRuleProperties): IndexedRule {
  return {
    construct,
    properties,
    environment: environmentOf(construct),
    type: known(properties.ResourceType),
    selection: selectionOf(properties),
    days: number(known(properties.RetentionPeriod)?.RetentionPeriodValue) ?? Infinity,
  };
}

/** The properties of a rule: those that a construct of this library declares, or those of any other L1. */
function propertiesBy(construct: IConstruct): RetentionRuleProperties | undefined {
  const { scope } = construct.node;
  const isOwnL1 = scope !== undefined && RETENTION_RULES.isDeclaredBy(scope);
  return RETENTION_RULES.of(construct)?.properties ?? (CfnRule.isCfnRule(construct) && !isOwnL1
    ? withUnknowns<RetentionRuleProperties>(templateProperties(construct)) : undefined);
}

/** Tells whether a construct is in the account and Region of another; `undefined` if only the deployment knows it. */
function isInPlaceOf(one: IConstruct, other: IConstruct): boolean | undefined {
  if (environmentOf(one) === environmentOf(other)) {
    return true;
  }
  const here = Stack.of(one);
  const there = Stack.of(other);
  return Stage.of(one) === Stage.of(other) && mayBe(here.account, there.account) && mayBe(here.region, there.region) ? undefined : false;
}
