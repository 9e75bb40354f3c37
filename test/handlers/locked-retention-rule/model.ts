import type { Rule } from './world';
import { OWNER, UNLOCKED_BY } from '../../../lib/model/retention/rule-lock-contract';

// What should become of a rule, told in the words of the promise and not of the handler.

/** What a version of the app declares. */
export interface Version {
  readonly days: number;

  /** The unlock delay of a locked rule; nothing, if it is declared unlocked. */
  readonly delay?: number;
  readonly relock: boolean;
  readonly tag?: string;
  readonly onRemoval: 'RETAIN' | 'UNLOCK';
}

/** A rule, as far as the promise says something of it. */
export interface Modelled {
  readonly days: number;
  readonly lock: string;
  readonly delay?: number;
  readonly tag?: string;

  /** Whether the construct itself began the unlock. */
  readonly isUnlockedByIt: boolean;
}

export function modelled({ days, lock, delay, tags }: Rule): Modelled {
  return { days, lock, ...lock === 'never' ? {} : { delay }, ...tags.own === undefined ? {} : { tag: tags.own }, isUnlockedByIt: tags[UNLOCKED_BY] === tags[OWNER] };
}

const isProtected = ({ lock }: Modelled) => lock === 'locked' || lock === 'pending_unlock';

/** Whether a version cannot be, and nothing may be touched. */
export function refuses(rule: Modelled | undefined, asked: Version, before: Version | undefined): boolean {
  if (rule === undefined || !isProtected(rule)) {
    return false;
  }
  const isForbidden = rule.days !== asked.days || (asked.delay !== undefined && rule.delay !== asked.delay);
  const mayLockAgain = asked.relock || rule.isUnlockedByIt || (before !== undefined && before.delay === undefined);
  return isForbidden || (asked.delay !== undefined && rule.lock === 'pending_unlock' && !mayLockAgain)
    || (asked.delay === undefined && rule.lock === 'locked' && before === undefined);
}

const tagged = (rule: Modelled, { tag }: Version, before?: Version): Modelled => {
  const { tag: there, ...others } = rule;
  const now = tag ?? (before?.tag === undefined ? there : undefined);
  return { ...others, ...now === undefined ? {} : { tag: now } };
};

const locked = (rule: Modelled, delay: number): Modelled => ({ ...rule, lock: 'locked', delay, isUnlockedByIt: false });

/** A rule after a version is deployed that is not refused. */
export function deployed(rule: Modelled | undefined, asked: Version, before: Version | undefined): Modelled {
  const { lock = 'never', ...others } = tagged(rule ?? { days: asked.days, lock: 'never', isUnlockedByIt: false }, asked, before);
  const changed = { ...others, lock, days: asked.days };
  return asked.delay !== undefined ? locked(changed, asked.delay)
    : lock === 'locked' && before?.delay !== undefined ? { ...changed, lock: 'pending_unlock', isUnlockedByIt: true } : changed;
}

/** A rule after the deployment of a version failed and what was deployed before is to be again. */
export function rolledBack(rule: Modelled, back: Version, from: Version): Modelled {
  const restored = tagged({ ...rule, days: isProtected(rule) ? rule.days : back.days }, back, from);
  if (back.delay === undefined) {
    return restored;
  }
  if (!isProtected(restored)) {
    return from.delay === undefined ? restored : locked(restored, back.delay);
  }
  return restored.delay !== back.delay ? restored
    : restored.lock === 'pending_unlock' && (restored.isUnlockedByIt || back.relock) ? locked(restored, back.delay)
      : { ...restored, isUnlockedByIt: restored.lock === 'locked' ? false : restored.isUnlockedByIt };
}

/** A rule after its construct, or its stack, is gone. */
export function removed(rule: Modelled, version: Version): Modelled {
  return version.onRemoval === 'UNLOCK' && rule.lock === 'locked' ? { ...rule, lock: 'pending_unlock', isUnlockedByIt: true } : rule;
}

/** Whether a rule that a creation made goes when that is rolled back. */
export const goes = (rule: Modelled) => !isProtected(rule);
