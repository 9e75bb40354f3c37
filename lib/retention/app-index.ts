import { Stack, Stage } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import type { IConstruct } from 'constructs';
import { grouped } from '../model/collections';
import type { RetentionAppView } from '../model/retention/input';
import { LIMITS } from '../model/retention/limits';
import type { RetentionRuleProperties } from '../model/retention/properties';
import { covers, partsOf, Selection, selectionOf, tagsOf } from '../model/retention/selection';
import { AppIndexes } from '../private/app-indexes';
import { environmentOf, templateProperties } from '../private/references';
import { known, mayBe, number } from '../private/resolvable';

/** Marks the constructs of this library that are retention rules, and says what each retains. */
export const RETAINS = Symbol.for('cdk-image-governance.RetentionRule');

/** A construct that is a retention rule, of whichever copy of this library. */
export interface Retainer extends IConstruct {
  readonly [RETAINS]: () => RetentionRuleProperties;
}

/** The retention rules of an app, looked up once per synthesis for all of them. */
export class RetentionIndex {
  /** The index of the app of a construct. One that asks again starts another synthesis, and the app is looked at anew. */
  public static for(retainer: Retainer): RetentionIndex {
    return RetentionIndex.all.for(retainer);
  }

  private static readonly all = new AppIndexes((root: IConstruct) => new RetentionIndex(root));

  /** Those that ask. */
  public readonly askers: readonly Retainer[];

  private readonly rules: ReadonlyMap<IConstruct, Indexed>;

  /** The rules that may be over snapshots. */
  private readonly ofSnapshots: readonly Indexed[];

  /** The tag-level rules, by environment and tag. */
  private readonly byTag: ReadonlyMap<string, readonly Indexed[]>;

  private constructor(root: IConstruct) {
    const constructs = root.node.findAll();
    this.askers = constructs.filter(isRetainer);
    this.rules = new Map(constructs.flatMap(construct => {
      const properties = declaredBy(construct);
      return properties ? [[construct, indexed(construct, properties)] as const] : [];
    }));
    const all = [...this.rules.values()];
    this.ofSnapshots = all.filter(({ type }) => type === 'EBS_SNAPSHOT' || type === undefined);
    const pairs = all.flatMap(rule => [...new Set(tagsOf(rule.properties.ResourceTags))].map(tag => ({ rule, key: `${rule.environment} ${tag}` })));
    this.byTag = new Map([...grouped(pairs, ({ key }) => key)].map(([key, of]) => [key, of.map(({ rule }) => rule)]));
  }

  /** What the rules may know of the app around a retention rule. */
  public viewFor(retainer: Retainer): Omit<RetentionAppView, 'usedElsewhere'> {
    const own = this.rules.get(retainer)!;
    return { snapshotDays: this.snapshotDaysFor(own), crowdedTags: this.crowdedTagsOf(own) };
  }

  /** For how many days the snapshots of all AMIs that a rule retains are retained. What is not known is assumed to be enough. */
  private snapshotDaysFor({ type, selection, construct }: Indexed): number | undefined {
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

  /** Those beyond the most that there can be tell of it; if all of these are L1s, which cannot, the last that can. */
  private crowdedTagsOf(own: Indexed): RetentionAppView['crowdedTags'] {
    const tags = tagsOf(own.properties.ResourceTags);
    return tags.flatMap((tag, index) => {
      const rules = tag === undefined || tags.indexOf(tag) < index ? [] : this.byTag.get(`${own.environment} ${tag}`)!;
      const speakers = (from: number) => rules.slice(from).filter(({ construct }) => isRetainer(construct));
      const beyond = rules.length > MOST ? [...speakers(MOST), ...speakers(MOST).length > 0 ? [] : speakers(0).slice(-1)] : [];
      return beyond.includes(own) ? [{ index, others: rules.filter(rule => rule !== own).map(({ construct }) => construct.node.path) }] : [];
    });
  }
}

/** How many rules can have the same tag. */
const MOST = LIMITS.rulesOfResourceTag.max;

/** A rule with what is known of it looked up. */
interface Indexed {
  readonly construct: IConstruct;
  readonly properties: RetentionRuleProperties;
  readonly environment: string;
  readonly type?: string;
  readonly selection?: Selection;

  /** Infinite if only the deployment knows it. */
  readonly days: number;
}

function indexed(construct: IConstruct, properties: RetentionRuleProperties): Indexed {
  return {
    construct,
    properties,
    environment: environmentOf(construct),
    type: known(properties.ResourceType),
    selection: selectionOf(properties),
    days: number(known(properties.RetentionPeriod)?.RetentionPeriodValue) ?? Infinity,
  };
}

function isRetainer(construct: IConstruct): construct is Retainer {
  return RETAINS in construct;
}

/** The properties of a rule: what a construct of this library says, or an L1 that is none of these. */
function declaredBy(construct: IConstruct): RetentionRuleProperties | undefined {
  if (isRetainer(construct)) {
    return construct[RETAINS]();
  }
  const isOwnL1 = construct.node.scope !== undefined && isRetainer(construct.node.scope);
  return CfnRule.isCfnRule(construct) && !isOwnL1 ? templateProperties(construct) : undefined;
}

/** Whether a construct is in the account and Region of another; `undefined` if only the deployment knows it. */
function isInPlaceOf(one: IConstruct, other: IConstruct): boolean | undefined {
  if (environmentOf(one) === environmentOf(other)) {
    return true;
  }
  const [here, there] = [Stack.of(one), Stack.of(other)];
  return Stage.of(one) === Stage.of(other) && mayBe(here.account, there.account) && mayBe(here.region, there.region) ? undefined : false;
}
