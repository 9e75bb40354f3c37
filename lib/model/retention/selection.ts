import type { ResourceTagProperties, RetentionRuleProperties } from './properties';
import { known, Resolvable } from '../../private/resolvable';

/** Which resources of its type a rule retains, by tags in one text each. */
export interface Selection {
  /** Those with any of these; absent if the rule is one of a whole Region. */
  readonly tags?: ReadonlySet<string>;

  /** But not those with any of these. */
  readonly excluded: ReadonlySet<string>;
}

/** What a rule selects; `undefined` if that is not known. */
export function selectionOf({ ResourceTags, ExcludeResourceTags }: RetentionRuleProperties): Selection | undefined {
  const [tags, excluded] = [ResourceTags, ExcludeResourceTags].map(list => allOf(tagsOf(list)));
  return tags && excluded && { tags: tags.size > 0 ? tags : undefined, excluded };
}

/** Key and value of each tag of a list in one text, by number; `undefined` where they are not known. */
export function tagsOf(list: Resolvable<readonly Resolvable<ResourceTagProperties>[]> | undefined): (string | undefined)[] {
  if (list === undefined) {
    return [];
  }
  return (known(list) ?? [undefined]).map(entry => {
    const tag = known(entry);
    const [key, value] = [known(tag?.ResourceTagKey), known(tag?.ResourceTagValue)];
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
