import type { StandIn } from '../../../local-aws/src/stand-in';
import { BUILDING, MEMBER, RULE_OF_MEMBER } from '../golden-images';

/** A retention rule, as Recycle Bin has it. */
export interface RetentionRule {
  readonly id: string;
  readonly account: string;
  readonly type: string;
  readonly days: number;
  readonly lock?: string;

  /** For how many days it stays protected after it is unlocked. */
  readonly delay?: number;

  /** Until when it stays protected, if it is being unlocked. */
  readonly until?: string;
}

/** Which rules are there before: each account has one by hand. */
const MADE_BY_HAND = [
  { place: MEMBER, type: 'EBS_SNAPSHOT', days: 30, id: RULE_OF_MEMBER },
  { place: BUILDING, type: 'EBS_VOLUME', days: 7, id: 'rule0000002' },
];

/** Makes rules without the app. The first one of an account retains nothing for up to half an hour. */
export async function addRules({ server, clock }: StandIn): Promise<void> {
  for (const { place, type, days, id } of MADE_BY_HAND) {
    const input = { ResourceType: type, RetentionPeriod: { RetentionPeriodValue: days, RetentionPeriodUnit: 'DAYS' } };
    const { Identifier: made } = await server.call('rbin', 'CreateRule', input, place);
    if (made !== id) {
      throw new Error(`the rule of ${place.account} is ${made}, and not ${id}`);
    }
  }
  clock.advance({ minutes: 30 });
}

/** The rules of the account that builds and of the one that gets copies. */
export async function rulesIn({ server }: StandIn): Promise<RetentionRule[]> {
  const rules: RetentionRule[] = [];
  for (const place of [BUILDING, MEMBER]) {
    for (const ResourceType of ['EC2_IMAGE', 'EBS_SNAPSHOT', 'EBS_VOLUME']) {
      const { Rules: listed } = await server.call('rbin', 'ListRules', { ResourceType }, place);
      for (const { Identifier: id } of listed) {
        const rule = await server.call('rbin', 'GetRule', { Identifier: id }, place);
        rules.push({
          id,
          account: place.account,
          type: ResourceType,
          days: rule.RetentionPeriod.RetentionPeriodValue,
          lock: rule.LockState,
          delay: rule.LockConfiguration?.UnlockDelay.UnlockDelayValue,
          until: rule.LockEndTime === undefined ? undefined : new Date(rule.LockEndTime * 1_000).toISOString(),
        });
      }
    }
  }
  return rules;
}
