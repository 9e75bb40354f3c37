import { marking, markOn } from './mark';
import type { Situation } from '../../engine/plan';
import type { ObservedAmi } from '../images/observed';

/** What becomes of the description of an AMI. */
export interface DescriptionChange {
  /** Tags that it gets before. */
  readonly tags?: Readonly<Record<string, string>>;

  /** What it is described as. */
  readonly description?: string;

  /** Whether the tags that keep the earlier description go after. */
  readonly unmark?: boolean;
}

/** What comes of it, with what a person should know. */
export interface Outcome {
  readonly change: DescriptionChange;
  readonly note?: string;
}

type Who = Pick<Situation<unknown>, 'owner' | 'stackId'>;

/**
 * Describes an AMI as it is declared. What it was described as before is kept in a tag first, unless that was declared as well.
 *
 * @param before What was declared for it before.
 * @param believed Whether what was read is believed. Otherwise it may be older than what an update wrote just before.
 */
export function describe(ami: ObservedAmi, declared: { readonly now: string; readonly before?: string }, who: Who, believed: boolean): Outcome {
  const { imageId, description: there } = ami;
  const { now, before } = declared;
  const mark = markOn(ami, who);
  if (mark.of === 'another') {
    return { change: {}, note: `is described by ${mark.who}: it is left out` };
  }
  // What an earlier event of this resource wrote is not what was before, even if its tag is not to be seen.
  const mayBeOurs = there === now || (there === before && (mark.of === 'nobody' || !believed));
  const earlier = mark.of === 'this' && mark.before !== undefined ? mark.before : mayBeOurs ? undefined : there;
  const isMarked = mark.of === 'this' && mark.before === earlier;
  // A tag that is to be seen may be one that an update has just taken off.
  const marks = !isMarked || (!believed && before === undefined);
  const writes = there !== now || (!believed && before !== now);
  return { change: { ...marks && { tags: marking(imageId, who, earlier) }, ...writes && { description: now } } };
}

/**
 * Describes an AMI as it was before it was declared, and forgets it.
 *
 * @param declared What was declared for it.
 * @param believed As above.
 */
export function restore(ami: ObservedAmi, declared: string, who: Who, believed: boolean): Outcome {
  const { description: there } = ami;
  const mark = markOn(ami, who);
  if (mark.of === 'another') {
    return { change: {}, note: `is described by ${mark.who} now, and keeps that` };
  }
  if (mark.of === 'nobody') {
    // Neither what an update wrote is to be seen nor its tag, or it wrote nothing: then this changes nothing.
    return there !== declared ? { change: believed ? {} : { description: there, unmark: true } }
      : { change: {}, note: 'keeps its description: what it was before is not known' };
  }
  if (mark.before === undefined) {
    return { change: { unmark: true } };
  }
  if (there !== declared && there !== mark.before) {
    return { change: { unmark: true }, note: `was described otherwise since, and keeps that: it is not set back to ${JSON.stringify(mark.before)}` };
  }
  return { change: { ...(there !== mark.before || !believed) && { description: mark.before }, unmark: true } };
}

/**
 * Whether what was read of an AMI may be half of what is there: its description as an event before this one wrote it and not the tag, or
 * the tag and not yet the description.
 *
 * @param written What earlier events of this resource may have described it as.
 * @param isDeclared Whether it is to be described; otherwise it is to be as before.
 */
export function isInDoubt(ami: ObservedAmi, written: readonly string[], who: Who, isDeclared: boolean): boolean {
  const { description: there } = ami;
  const mark = markOn(ami, who);
  return (mark.of === 'nobody' && written.includes(there))
    || (!isDeclared && mark.of === 'this' && mark.before !== undefined && there !== mark.before && !written.includes(there));
}

/** Whether a change changes anything. */
export function isChange({ tags, description, unmark }: DescriptionChange): boolean {
  return tags !== undefined || description !== undefined || unmark === true;
}
