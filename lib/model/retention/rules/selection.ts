import { bounds, countProblems, lengthProblems } from '../../limit';
import type { Rule } from '../../rule';
import { Known, known, knownPartOf, missing, number, Unknowable, UNKNOWN } from '../../unknown';
import type { RetentionSubject } from '../input';
import { LIMITS, PAGES } from '../limits';
import type { ResourceTagProperties, RetentionRuleProperties } from '../properties';

/** Rules over the tags by which a rule selects resources. */
export const SELECTION_RULES: readonly Rule<RetentionSubject>[] = [
  {
    id: 'OneLevel',
    severity: 'error',
    summary: 'A rule has tags that select resources, or tags that exclude them, and not both.',
    see: PAGES.creating,
    * check({ properties }) {
      if (properties.ResourceTags?.length && properties.ExcludeResourceTags?.length) {
        yield { path: 'ExcludeResourceTags', message: 'must not be set together with ResourceTags', remedy: 'select resources, or exclude some: write two rules to do both' };
      }
    },
  },
  {
    id: 'SomeResourceTag',
    severity: 'error',
    summary: 'A tag-level rule names a tag: without any it would be a rule of the whole Region.',
    see: PAGES.creating,
    * check({ properties }) {
      if (properties.ResourceTags?.length === 0) {
        yield { path: 'ResourceTags', value: [], message: 'must name a tag', remedy: 'name one, or leave the list out to retain all resources of the type' };
      }
    },
  },
  {
    id: 'ResourceTagCount',
    severity: 'error',
    summary: `A tag-level rule has ${bounds(LIMITS.resourceTags)} tags of resources.`,
    see: LIMITS.resourceTags.see,
    check: ({ properties }) => countProblems('ResourceTags', properties.ResourceTags?.length || undefined, LIMITS.resourceTags, 'split the tags among rules'),
  },
  {
    id: 'ExclusionTagCount',
    severity: 'error',
    summary: `A Region-level rule has at most ${LIMITS.exclusionTags.max} exclusion tags.`,
    see: LIMITS.exclusionTags.see,
    check: ({ properties }) => countProblems('ExcludeResourceTags', properties.ExcludeResourceTags?.length, LIMITS.exclusionTags,
      'give the resources that are left out one tag in common'),
  },
  {
    id: 'ResourceTagSpelling',
    severity: 'error',
    summary: 'Tags of resources are spelt `ResourceTagKey` and `ResourceTagValue`, and not `Key` and `Value` as in an example of AWS.',
    see: LIMITS.resourceTagKey.see,
    * check({ given }) {
      for (const { path, tag } of resourceTagsOf(given)) {
        if (isMisspelt(tag)) {
          yield { path, value: tag, message: 'must be spelt with ResourceTagKey and ResourceTagValue', remedy: 'rename Key and Value, as only the tags of the rule itself have them' };
        }
      }
    },
  },
  {
    id: 'ResourceTagComplete',
    severity: 'error',
    summary: 'A tag of resources has a key and a value, which may be empty.',
    see: PAGES.resource,
    * check({ given }) {
      for (const { path, given: tag } of resourceTagsOf(given).filter(it => !isMisspelt(it.given))) {
        yield* missing(`${path}.ResourceTagKey`, tag.ResourceTagKey);
        yield* missing(`${path}.ResourceTagValue`, tag.ResourceTagValue);
      }
    },
  },
  {
    id: 'ResourceTagKeyLength',
    severity: 'error',
    summary: `The key of a tag of resources has ${bounds(LIMITS.resourceTagKey)} characters.`,
    see: LIMITS.resourceTagKey.see,
    * check({ given }) {
      for (const { path, tag } of resourceTagsOf(given)) {
        yield* lengthProblems(`${path}.ResourceTagKey`, tag.ResourceTagKey, LIMITS.resourceTagKey, 'write the key as the resources have it');
      }
    },
  },
  {
    id: 'ResourceTagValueLength',
    severity: 'error',
    summary: `The value of a tag of resources has at most ${LIMITS.resourceTagValue.max} characters.`,
    see: LIMITS.resourceTagValue.see,
    * check({ given }) {
      for (const { path, tag } of resourceTagsOf(given)) {
        yield* lengthProblems(`${path}.ResourceTagValue`, tag.ResourceTagValue, LIMITS.resourceTagValue, 'write the value as the resources have it');
      }
    },
  },
  {
    id: 'DuplicateResourceTag',
    severity: 'error',
    summary: 'No key and value stand twice in a rule.',
    see: PAGES.resource,
    * check({ properties, given }) {
      for (const name of ['ResourceTags', 'ExcludeResourceTags'] as const) {
        const tags = tagsOf(given[name]);
        for (const [index, tag] of tags.entries()) {
          if (tag !== undefined && tags.indexOf(tag) < index) {
            yield { path: `${name}[${index}]`, value: properties[name]![index], message: 'must not be a tag that stands before it already', remedy: 'remove one of the two' };
          }
        }
      }
    },
  },
  {
    id: 'ResourceTagInTooManyRules',
    severity: 'warning',
    summary: `A key and value select resources in at most ${LIMITS.rulesOfResourceTag.max} rules of an account and Region.`,
    see: LIMITS.rulesOfResourceTag.see,
    * check({ properties, app }) {
      for (const { index, others } of app?.crowdedTags ?? []) {
        yield {
          path: `ResourceTags[${index}]`,
          value: properties.ResourceTags![index],
          message: `should be in at most ${LIMITS.rulesOfResourceTag.max} rules of an account and Region, and is in ${others.length + 1}`,
          remedy: `remove it from one of the others: ${listed(others)}`,
        };
      }
    },
  },
];

/** How many paths are listed before the rest is counted. */
const LISTED = 8;

function listed(paths: readonly string[]): string {
  return paths.length <= LISTED ? paths.join(', ') : `${paths.slice(0, LISTED).join(', ')} and ${paths.length - LISTED} more`;
}

/** A tag of resources that is known, at least in part. */
interface KnownResourceTag {
  readonly path: string;
  readonly tag: Known<ResourceTagProperties>;
  readonly given: ResourceTagProperties;
}

/** The known entries of both lists of tags. */
function resourceTagsOf(properties: RetentionRuleProperties): KnownResourceTag[] {
  return (['ResourceTags', 'ExcludeResourceTags'] as const).flatMap(name => (known(properties[name]) ?? []).flatMap((entry, index) => {
    const given = known(entry);
    return given === undefined ? [] : [{ path: `${name}[${index}]`, tag: knownPartOf(given), given }];
  }));
}

function isMisspelt(tag: object): boolean {
  return 'Key' in tag || 'Value' in tag;
}

/** Rules over a rule and others of its account and Region. */
export const APP_RULES: readonly Rule<RetentionSubject>[] = [
  {
    id: 'SnapshotsRetainedAsLong',
    severity: 'warning',
    summary: 'The snapshots of AMIs are retained for at least as long as the AMIs.',
    see: PAGES.considerations,
    * check({ properties, app }) {
      const days = number(properties.RetentionPeriod?.RetentionPeriodValue);
      const ofSnapshots = app?.snapshotDays;
      if (properties.ResourceType === 'EC2_IMAGE' && days !== undefined && ofSnapshots !== undefined && ofSnapshots < days) {
        yield {
          path: 'RetentionPeriod.RetentionPeriodValue',
          value: days,
          message: ofSnapshots === 0
            ? 'should not be that of AMIs alone: no rule of this app retains the snapshots of all AMIs that this one retains'
            : `should not be longer than the ${ofSnapshots} days for which this app retains the snapshots of all these AMIs`,
          remedy: `retain snapshots with a rule of the same level, or of the whole Region, for at least ${days} days, or acknowledge this if another app does: `
            + 'an AMI in the Recycle Bin cannot be restored once its snapshots are gone',
        };
      }
    },
  },
];

/** Which resources of its type a rule retains, by tags in one text each. */
export interface Selection {
  /** Those with any of these; absent if the rule is one of a whole Region. */
  readonly tags?: ReadonlySet<string>;

  /** But not those with any of these. */
  readonly excluded: ReadonlySet<string>;
}

/** What a rule selects; `undefined` if that is not known. */
export function selectionOf({ ResourceTags, ExcludeResourceTags }: RetentionRuleProperties): Selection | undefined {
  const tags = allOf(tagsOf(ResourceTags));
  const excluded = allOf(tagsOf(ExcludeResourceTags));
  return tags && excluded && { tags: tags.size > 0 ? tags : undefined, excluded };
}

/** Key and value of each tag of a list in one text, by number; `undefined` where they are not known. */
export function tagsOf(list: Unknowable<readonly Unknowable<ResourceTagProperties>[]> | undefined): (string | undefined)[] {
  return list === UNKNOWN ? [undefined] : (list ?? []).map(entry => {
    const tag = known(entry);
    const key = known(tag?.ResourceTagKey);
    const value = known(tag?.ResourceTagValue);
    return key === undefined || value === undefined ? undefined : JSON.stringify([key, value]);
  });
}

/** A selection in parts that rules can cover one by one. */
export function partsOf(selection: Selection): Selection[] {
  return selection.tags === undefined ? [selection] : [...selection.tags].map(tag => ({ ...selection, tags: new Set([tag]) }));
}

/** Whether what one selection retains is retained by another as well, where resources have the same tags. */
export function covers(other: Selection, selection: Selection): boolean {
  const leavesNoMoreOut = isWithin(other.excluded, selection.excluded);
  return leavesNoMoreOut && (other.tags === undefined || (selection.tags !== undefined && isWithin(selection.tags, other.tags)));
}

function allOf(tags: readonly (string | undefined)[]): ReadonlySet<string> | undefined {
  return tags.includes(undefined) ? undefined : new Set(tags as string[]);
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every(it => all.has(it));
}
