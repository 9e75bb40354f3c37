import type { TargetState } from '../../model/state/image-state-update-contract';

/** States from which another is reached by one call. */
const LISTED: Readonly<Record<TargetState, readonly string[]>> = {
  AVAILABLE: ['DEPRECATED', 'DISABLED'],
  DEPRECATED: ['AVAILABLE'],
  DISABLED: ['AVAILABLE', 'DEPRECATED'],
  DELETED: ['AVAILABLE', 'DEPRECATED', 'DISABLED', 'FAILED', 'CANCELLED'],
};

/**
 * The states through which an image gets from one to another: none if it is there, nothing at all if there is no way.
 *
 * From disabled to deprecated leads no listed transition, but one by way of available.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html
 */
export function wayBetween(from: string, to: TargetState): readonly TargetState[] | undefined {
  if (from === to) {
    return [];
  }
  if (LISTED[to].includes(from)) {
    return [to];
  }
  return LISTED[to].includes('AVAILABLE') && LISTED.AVAILABLE.includes(from) ? ['AVAILABLE', to] : undefined;
}

/** What an update is called among what executions do. */
export const ACTION_OF: Readonly<Record<TargetState, string>> = {
  AVAILABLE: 'AVAILABLE', DEPRECATED: 'DEPRECATE', DISABLED: 'DISABLE', DELETED: 'DELETE',
};
