import { createHash } from 'node:crypto';
import type { Situation } from '../../engine/plan';
import { DESCRIBED_BY, DESCRIPTION_BEFORE } from '../../model/sharing/image-attributes-contract';
import type { ObservedAmi } from '../images/observed';

/** How long the value of a tag may be, in characters. */
const TAG_VALUE = 256;

/** How many tags a resource may have; those of AWS itself do not count. */
const TAGS = 50;

/** What the tags of an AMI say of its description. */
export type Mark =
  /** Nobody describes it, as far as tags say. */
  | { readonly of: 'nobody' }
  /** This resource does. Without an earlier description it has not changed the description yet: it was as declared. */
  | { readonly of: 'this'; readonly before?: string }
  /** Another resource does. */
  | { readonly of: 'another'; readonly who: string };

type Who = Pick<Situation<unknown>, 'owner' | 'stackId'>;

/**
 * What the tags of an AMI say. Those that came to a copy with the tags of the AMI that was copied are not about it, and say nothing.
 */
export function markOn({ imageId, tags = {} }: Pick<ObservedAmi, 'imageId' | 'tags'>, who: Who): Mark {
  const { [DESCRIBED_BY]: by, [DESCRIPTION_BEFORE]: before } = tags;
  if (by === describedBy(imageId, who)) {
    return { of: 'this', ...before === undefined ? {} : { before } };
  }
  return by?.startsWith(`${imageId} `) ? { of: 'another', who: by.slice(imageId.length + 1) } : { of: 'nobody' };
}

/** The tags that say that a resource describes an AMI, and what the description was before, if that is otherwise. */
export function marking(imageId: string, who: Who, before: string | undefined): Record<string, string> {
  return { [DESCRIBED_BY]: describedBy(imageId, who), ...before === undefined ? {} : { [DESCRIPTION_BEFORE]: before } };
}

/** Whether an AMI has room for tags. */
export function hasRoomFor({ tags = {} }: Pick<ObservedAmi, 'tags'>, more: Readonly<Record<string, string>>): boolean {
  return Object.keys({ ...tags, ...more }).filter(key => !key.startsWith('aws:')).length <= TAGS;
}

/**
 * The AMI, and who describes it: account, Region, stack and resource, because stacks of one name in several Regions can name the same
 * AMI. Not the id of the stack: one that is created again has to find what it left.
 */
function describedBy(imageId: string, { owner, stackId }: Who): string {
  const [,,, region, account] = stackId.split(':');
  const whole = `${imageId} ${account}/${region}/${owner}`;
  return whole.length <= TAG_VALUE ? whole : `${whole.slice(0, TAG_VALUE - 17)}-${createHash('sha256').update(whole).digest('hex').slice(0, 16)}`;
}
