import { createHash } from 'node:crypto';
import type { Request } from '../../engine/request';
import { DESCRIBED_BY, DESCRIPTION_BEFORE } from '../../model/sharing/image-attributes-contract';
import type { ObservedAmi } from '../images/observed';

/** A change of the description of an AMI. */
export interface DescriptionChange {
  /** Tags that it gets first. */
  readonly tags?: Readonly<Record<string, string>>;

  /** The new description. */
  readonly description?: string;

  /** True if the tags that keep the earlier description go last. */
  readonly unmark?: boolean;
}

/** A change, with a note for a person. */
export interface Outcome {
  readonly change: DescriptionChange;
  readonly note?: string;
}

/**
 * Describes an AMI as it is declared. What it was described as before is kept in a tag first, unless that was declared as well.
 *
 * @param readsAreFresh Whether what was read is readsAreFresh. Otherwise it may be older than what an update wrote just before.
 */
export function describe(
  ami: ObservedAmi, declared: { readonly now: string; readonly before?: string }, who: Describer, readsAreFresh: boolean,
): Outcome {
  const { imageId, description: there } = ami;
  const { now, before } = declared;
  const mark = markOn(ami, who);
  if (mark.of === 'another') {
    return { change: {}, note: `is described by ${mark.who}: it is left out` };
  }
  // What an earlier event of this resource wrote is not what was before, even if its tag is not to be seen.
  const mayBeOurs = there === now || (there === before && (mark.of === 'none' || !readsAreFresh));
  const earlier = mark.of === 'this' && mark.before !== undefined ? mark.before : mayBeOurs ? undefined : there;
  const isMarked = mark.of === 'this' && mark.before === earlier;
  // A tag that is to be seen may be one that an update has just taken off.
  const marks = !isMarked || (!readsAreFresh && before === undefined);
  const writes = there !== now || (!readsAreFresh && before !== now);
  return { change: { ...marks && { tags: marking(imageId, who, earlier) }, ...writes && { description: now } } };
}

/**
 * Describes an AMI as it was before it was declared, and forgets it.
 *
 * @param declared What was declared for it.
 * @param readsAreFresh As above.
 */
export function restore(ami: ObservedAmi, declared: string, who: Describer, readsAreFresh: boolean): Outcome {
  const { description: there } = ami;
  const mark = markOn(ami, who);
  if (mark.of === 'another') {
    return { change: {}, note: `is described by ${mark.who} now, and keeps that` };
  }
  if (mark.of === 'none') {
    // Neither what an update wrote is to be seen nor its tag, or it wrote nothing: then this changes nothing.
    return there !== declared ? { change: readsAreFresh ? {} : { description: there, unmark: true } }
      : { change: {}, note: 'keeps its description: what it was before is not known' };
  }
  if (mark.before === undefined) {
    return { change: { unmark: true } };
  }
  if (there !== declared && there !== mark.before) {
    return { change: { unmark: true }, note: `was described otherwise since, and keeps that: it is not set back to ${JSON.stringify(mark.before)}` };
  }
  return { change: { ...(there !== mark.before || !readsAreFresh) && { description: mark.before }, unmark: true } };
}

/**
 * True if reads of an AMI may show half of what is there: its description as an event before this one wrote it and not the tag, or
 * the tag and not yet the description.
 *
 * @param written What earlier events of this resource may have described it as.
 * @param isDeclared Whether it is to be described; otherwise it is to be as before.
 */
export function isInDoubt(ami: ObservedAmi, written: readonly string[], who: Describer, isDeclared: boolean): boolean {
  const { description: there } = ami;
  const mark = markOn(ami, who);
  return (mark.of === 'none' && written.includes(there))
    || (!isDeclared && mark.of === 'this' && mark.before !== undefined && there !== mark.before && !written.includes(there));
}

/** True if a change changes anything. */
export function isChange({ tags, description, unmark }: DescriptionChange): boolean {
  return tags !== undefined || description !== undefined || unmark === true;
}

/** The longest value of a tag, in characters. */
const TAG_VALUE = 256;

/** The most tags of a resource. Those of AWS itself do not count. */
const TAGS = 50;

/** The describer of an AMI, by its tags. */
export type Mark =
  /** No resource describes it, as far as tags say. */
  | { readonly of: 'none' }
  /** This resource does. Without an earlier description it has not changed the description yet: it was as declared. */
  | { readonly of: 'this'; readonly before?: string }
  /** Another resource does. */
  | { readonly of: 'another'; readonly who: string };

/** The resource that describes: its name and its place. */
export type Describer = Pick<Request<unknown>, 'owner' | 'home'>;

/**
 * Reads the tags of an AMI. Those that came to a copy with the tags of the AMI that was copied are not about it, and say nothing.
 */
export function markOn({ imageId, tags = {} }: Pick<ObservedAmi, 'imageId' | 'tags'>, who: Describer): Mark {
  const { [DESCRIBED_BY]: by, [DESCRIPTION_BEFORE]: before } = tags;
  if (by === describedBy(imageId, who)) {
    return { of: 'this', ...before === undefined ? {} : { before } };
  }
  return by?.startsWith(`${imageId} `) ? { of: 'another', who: by.slice(imageId.length + 1) } : { of: 'none' };
}

/** The tags that say that a resource describes an AMI, and what the description was before, if that is otherwise. */
export function marking(imageId: string, who: Describer, before: string | undefined): Record<string, string> {
  return { [DESCRIBED_BY]: describedBy(imageId, who), ...before === undefined ? {} : { [DESCRIPTION_BEFORE]: before } };
}

/** True if an AMI has room for tags. */
export function hasRoomFor({ tags = {} }: Pick<ObservedAmi, 'tags'>, more: Readonly<Record<string, string>>): boolean {
  return Object.keys({ ...tags, ...more }).filter(key => !key.startsWith('aws:')).length <= TAGS;
}

/**
 * The AMI, and who describes it: account, Region, stack and resource, because stacks of one name in several Regions can name the same
 * AMI. Not the id of the stack: one that is created again has to find what it left.
 */
function describedBy(imageId: string, { owner, home: { account, region } }: Describer): string {
  const whole = `${imageId} ${account}/${region}/${owner}`;
  return whole.length <= TAG_VALUE ? whole : `${whole.slice(0, TAG_VALUE - 17)}-${createHash('sha256').update(whole).digest('hex').slice(0, 16)}`;
}
