import type { AmiExclusions, ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';

/** Whether AMIs are changed with the record. */
export function includesAmis({ includeResources }: ImageStateUpdateSpec): boolean {
  return includeResources?.amis === true;
}

/** Which AMIs are left alone. */
export function exclusionsOf({ exclusionRules }: ImageStateUpdateSpec): AmiExclusions {
  return exclusionRules?.amis ?? {};
}

/** When the image is to be deprecated, in milliseconds since 1970; nothing, if it is to be at once. */
export function scheduledFor({ updateAt }: ImageStateUpdateSpec): number | undefined {
  return updateAt === undefined ? undefined : Date.parse(updateAt);
}

/** Whether two specifications want the same image in the same state, in the same way. */
export function isSameState(one: ImageStateUpdateSpec, other: ImageStateUpdateSpec): boolean {
  return stateIn(one) === stateIn(other);
}

/** Whether two specifications are the same altogether: then somebody wants to have reality looked at again. */
export function isSame(one: ImageStateUpdateSpec, other: ImageStateUpdateSpec): boolean {
  return inOrder(one) === inOrder(other);
}

function stateIn({ image, state, updateAt, includeResources, exclusionRules }: ImageStateUpdateSpec): string {
  return inOrder({ image, state, updateAt, includeResources, exclusionRules });
}

/** As text, in which the order of names says nothing. */
function inOrder(value: object): string {
  return JSON.stringify(value, (_, part) => (typeof part === 'object' && part !== null && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part));
}
