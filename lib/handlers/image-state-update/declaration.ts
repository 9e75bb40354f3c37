import type { AmiExclusions, ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';

/** True if AMIs are changed with the record. */
export function includesAmis({ includeResources }: ImageStateUpdateSpec): boolean {
  return includeResources?.amis === true;
}

/** The AMIs that are left alone. */
export function exclusionsOf({ exclusionRules }: ImageStateUpdateSpec): AmiExclusions {
  return exclusionRules?.amis ?? {};
}

/** The time of a scheduled deprecation, in milliseconds since 1970; absent if the update is to take place at once. */
export function scheduledFor({ updateAt }: ImageStateUpdateSpec): number | undefined {
  return updateAt === undefined ? undefined : Date.parse(updateAt);
}

/** True if two declarations bring the same image to the same state in the same way. */
export function isSameState(one: ImageStateUpdateSpec, other: ImageStateUpdateSpec): boolean {
  return stateTextOf(one) === stateTextOf(other);
}

/** True if only sharing, roles or removal differ between two declarations: the state itself is not declared anew. */
export function isSameStateOnly(one: ImageStateUpdateSpec, other: ImageStateUpdateSpec): boolean {
  return isSameState(one, other) && textOf(one) !== textOf(other);
}

function stateTextOf({ image, state, updateAt, includeResources, exclusionRules }: ImageStateUpdateSpec): string {
  return textOf({ image, state, updateAt, includeResources, exclusionRules });
}

/** The text of a value; the order of its properties makes no difference. */
function textOf(value: object): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part));
}
