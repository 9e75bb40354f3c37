import { recycleBinAccess } from './recycle-bin-access';
import { serviceModel } from '../model/service-model';
import type { Service } from '../service';
import { ServiceError, StandInFault } from '../service-error';
import { Caller, Clock, Regional } from '../world';

interface LockConfiguration {
  readonly UnlockDelay: { readonly UnlockDelayValue: number; readonly UnlockDelayUnit: string };
}

interface ResourceTag {
  readonly ResourceTagKey: string;
  readonly ResourceTagValue?: string;
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A retention rule as the service keeps it. What time does to it is worked out when it is looked at. */
interface Rule {
  readonly Identifier: string;
  readonly RuleArn: string;
  readonly ResourceType: string;
  readonly RetentionPeriod: { readonly RetentionPeriodValue: number; readonly RetentionPeriodUnit: string };
  readonly Description?: string;
  readonly ResourceTags?: readonly ResourceTag[];
  readonly ExcludeResourceTags?: readonly ResourceTag[];
  readonly LockConfiguration?: LockConfiguration;

  /** From when on the rule retains anything. */
  readonly availableFrom: number;

  /** The last thing that was asked of the lock; absent if the rule was never locked. */
  readonly lock?: 'locked' | 'unlocking';

  /** When a lock that was asked to end ends. */
  readonly lockEndTime?: number;

  readonly tags: readonly Tag[];
}

/** How the service is to behave where no documentation says it. */
export interface RecycleBinOptions {
  /**
   * Whether calls are carried out of which it is not documented that they are: locking what is locked, locking anew with another
   * delay before the old one is over, and unlocking what is not locked. Carried out, they change nothing that need not change: a
   * delay once begun neither ends nor begins anew by another call to unlock, and what was never locked stays so.
   *
   * @default false - they are refused as conflicts
   */
  readonly carriesOutWhatIsUndocumented?: boolean;

  /**
   * How LockRule refuses a rule with tags. CreateRule has no conflicts: it refuses by a ValidationException in any case.
   *
   * @default 'ValidationException'
   */
  readonly refusesTagLevelLocksBy?: 'ValidationException' | 'ConflictException';
}

/** An account's first rule takes up to 30 minutes until it retains anything; later ones hardly any time. */
const FIRST_RULE_PENDING = 30 * 60;

/** What the identifiers of this stand-in look like; they are in the order in which rules were made. */
const IDENTIFIER = /^rule[0-9]{7}$/;

const MAX_RULES = 250;
const MAX_TAGS = 50;
const MAX_RULES_OF_A_TAG = 5;
const MAX_RETENTION: Record<string, number> = { EBS_SNAPSHOT: 365, EC2_IMAGE: 365, EBS_VOLUME: 7 };

/**
 * Recycle Bin: retention rules with the whole life of their lock.
 *
 * Modelled from the API reference (CreateRule, UpdateRule, DeleteRule, LockRule, UnlockRule, GetRule, ListRules) and the user guide
 * ("Lock a retention rule", "Unlock a retention rule", "How Recycle Bin works", quotas).
 */
export function recycleBin(clock: Clock, options: RecycleBinOptions = {}): Service {
  const { carriesOutWhatIsUndocumented = false, refusesTagLevelLocksBy = 'ValidationException' } = options;
  const rules = new Regional<Rule>();
  const accountsWithRules = new Set<string>();
  let created = 0;

  const find = (caller: Caller, by: { Identifier?: string; ResourceArn?: string }): Rule => {
    const rule = [...rules.of(caller).values()].find(it => it.Identifier === by.Identifier || it.RuleArn === by.ResourceArn);
    if (!rule) {
      throw new ServiceError('ResourceNotFoundException', 'The retention rule does not exist.', { Reason: 'RULE_NOT_FOUND' });
    }
    return rule;
  };
  const save = (caller: Caller, rule: Rule): Rule => {
    rules.of(caller).set(rule.Identifier, rule);
    return rule;
  };

  const lockState = ({ lock, lockEndTime }: Rule): { LockState?: string; LockEndTime?: number } => {
    if (lock !== 'unlocking') {
      return lock ? { LockState: lock } : {};
    }
    // A lock ends by itself. Once locked, a rule is never again as if it had never been locked.
    return clock.now() >= lockEndTime! ? { LockState: 'unlocked' } : { LockState: 'pending_unlock', LockEndTime: lockEndTime };
  };
  const refuseWhileLocked = (rule: Rule): void => {
    const { LockState: state } = lockState(rule);
    if (state === 'locked' || state === 'pending_unlock') {
      throw conflict(`The retention rule is ${state} and cannot be modified or deleted.`);
    }
  };

  const shown = ({ availableFrom, lock: _, lockEndTime: __, tags: ___, ...rule }: Rule) => ({
    ...rule, Status: clock.now() >= availableFrom ? 'available' : 'pending',
  });
  const lockable = (rule: Pick<Rule, 'ResourceTags' | 'ExcludeResourceTags'>, refusal: (message: string) => ServiceError): void => {
    if (rule.ResourceTags?.length || rule.ExcludeResourceTags?.length) {
      throw refusal('Only Region-level retention rules without exclusion tags can be locked.');
    }
  };
  /** Refuses what the documentation forbids beyond the model, of a rule as it would be. */
  const legal = (caller: Caller, rule: Rule): void => {
    const most = MAX_RETENTION[rule.ResourceType];
    if (rule.RetentionPeriod.RetentionPeriodValue > most) {
      throw invalid(`${rule.ResourceType} can be retained for at most ${most} days.`);
    }
    if (rule.ResourceTags?.length && rule.ExcludeResourceTags?.length) {
      throw invalid('A rule has either resource tags or exclusion tags.');
    }
    const others = [...rules.of(caller).values()].filter(it => it.Identifier !== rule.Identifier);
    for (const { ResourceTagKey: key, ResourceTagValue: value } of rule.ResourceTags ?? []) {
      const same = others.filter(it => it.ResourceTags?.some(tag => tag.ResourceTagKey === key && tag.ResourceTagValue === value));
      if (same.length >= MAX_RULES_OF_A_TAG) {
        throw quota(`The tag ${key} is in ${MAX_RULES_OF_A_TAG} rules already.`);
      }
    }
    if (new Set(rule.tags.map(tag => tag.Key)).size < rule.tags.length) {
      throw new StandInFault('what a tag key that is given twice does is not modelled');
    }
    if (rule.tags.length > MAX_TAGS) {
      throw quota(`A rule has at most ${MAX_TAGS} tags.`);
    }
  };

  return {
    model: serviceModel('rbin/2021-06-15'),
    invalidRequest: [{ code: 'ValidationException', details: { Reason: 'INVALID_PARAMETER_VALUE' } }],
    state: [rules],
    access: recycleBinAccess(caller => [...rules.of(caller).values()]),
    operations: {
      // There is no client token: a second call makes a second rule.
      CreateRule: ({ Tags: tags = [], ...input }, caller) => {
        if (input.LockConfiguration) {
          lockable(input, invalid);
        }
        if (rules.of(caller).size >= MAX_RULES) {
          throw quota(`An account has at most ${MAX_RULES} rules in a Region.`);
        }
        const identifier = `rule${String(++created).padStart(7, '0')}`;
        const rule: Rule = {
          ...input,
          Identifier: identifier,
          RuleArn: `arn:aws:rbin:${caller.region}:${caller.account}:rule/${identifier}`,
          availableFrom: clock.now() + (accountsWithRules.has(caller.account) ? 0 : FIRST_RULE_PENDING),
          ...input.LockConfiguration ? { lock: 'locked' } : {},
          tags,
        };
        legal(caller, rule);
        accountsWithRules.add(caller.account);
        return { ...shown(save(caller, rule)), ...lockState(rule), ...tags.length > 0 ? { Tags: tags } : {} };
      },

      GetRule: (input, caller) => {
        const rule = find(caller, input);
        return { ...shown(rule), ...lockState(rule) };
      },

      ListRules: (input, caller) => {
        const { ResourceType: type, LockState: state, MaxResults: most = 1000, NextToken: after = '' } = input;
        if (input.ResourceTags?.length || input.ExcludeResourceTags?.length) {
          throw new StandInFault('ListRules by tags is not modelled');
        }
        if (after !== '' && !IDENTIFIER.test(after)) {
          throw invalid('The token is not one that ListRules returned.', 'INVALID_PAGE_TOKEN');
        }
        // A page begins after the last rule of the one before, so none is left out when rules are deleted in between.
        const left = [...rules.of(caller).values()].filter(rule =>
          rule.Identifier > after && rule.ResourceType === type && (state === undefined || lockState(rule).LockState === state));
        const page = left.slice(0, Math.min(most, caller.pageSize ?? most));
        return {
          Rules: page.map(rule => ({
            Identifier: rule.Identifier,
            RuleArn: rule.RuleArn,
            RetentionPeriod: rule.RetentionPeriod,
            ...rule.Description === undefined ? {} : { Description: rule.Description },
            ...lockState(rule).LockState ? { LockState: lockState(rule).LockState } : {},
          })),
          ...page.length < left.length ? { NextToken: page.at(-1)!.Identifier } : {},
        };
      },

      UpdateRule: ({ ResourceType: type, ...input }, caller) => {
        const rule = find(caller, input);
        refuseWhileLocked(rule);
        if (type !== undefined) {
          throw invalid('The resource type of a rule cannot be updated.');
        }
        const updated = { ...rule, ...input };
        legal(caller, updated);
        const { LockConfiguration: _, ...answer } = shown(save(caller, updated));
        return { ...answer, ...lockState(updated) };
      },

      DeleteRule: (input, caller) => {
        const rule = find(caller, input);
        refuseWhileLocked(rule);
        rules.of(caller).delete(rule.Identifier);
        return {};
      },

      LockRule: ({ LockConfiguration: configuration, ...input }, caller) => {
        const rule = find(caller, input);
        const { LockState: state } = lockState(rule);
        lockable(rule, refusesTagLevelLocksBy === 'ConflictException' ? conflict : invalid);
        const anotherDelay = delayOf(configuration) !== delayOf(rule.LockConfiguration);
        if (state === 'locked' && anotherDelay) {
          throw conflict('The unlock delay of a locked rule cannot be changed.');
        }
        if (!carriesOutWhatIsUndocumented && (state === 'locked' || (state === 'pending_unlock' && anotherDelay))) {
          throw conflict(`The retention rule is ${state}.`);
        }
        // To lock anew resets the delay.
        const locked = save(caller, { ...rule, lock: 'locked', lockEndTime: undefined, LockConfiguration: configuration });
        return { ...shown(locked), LockState: 'locked' };
      },

      UnlockRule: (input, caller) => {
        const rule = find(caller, input);
        const { LockState: state } = lockState(rule);
        if (state !== 'locked') {
          if (!carriesOutWhatIsUndocumented) {
            throw conflict(`The retention rule is ${state ?? 'not locked'}.`);
          }
          return { ...shown(rule), ...lockState(rule) };
        }
        const lockEndTime = clock.now() + delayOf(rule.LockConfiguration)! * 86_400;
        const unlocking = save(caller, { ...rule, lock: 'unlocking', lockEndTime });
        return { ...shown(unlocking), ...lockState(unlocking) };
      },

      // A lock does not keep a rule from being tagged.
      TagResource: ({ ResourceArn, Tags: tags }: { ResourceArn: string; Tags: Tag[] }, caller) => {
        const rule = find(caller, { ResourceArn });
        const tagged = { ...rule, tags: [...rule.tags.filter(({ Key: key }) => !tags.some(tag => tag.Key === key)), ...tags] };
        legal(caller, tagged);
        save(caller, tagged);
        return {};
      },

      UntagResource: ({ ResourceArn, TagKeys: keys }: { ResourceArn: string; TagKeys: string[] }, caller) => {
        const rule = find(caller, { ResourceArn });
        save(caller, { ...rule, tags: rule.tags.filter(({ Key: key }) => !keys.includes(key)) });
        return {};
      },

      ListTagsForResource: (input, caller) => ({ Tags: find(caller, input).tags }),
    },
  };
}

function delayOf(configuration: LockConfiguration | undefined): number | undefined {
  return configuration?.UnlockDelay.UnlockDelayValue;
}

function conflict(message: string): ServiceError {
  return new ServiceError('ConflictException', message, { Reason: 'INVALID_RULE_STATE' });
}

function invalid(message: string, Reason = 'INVALID_PARAMETER_VALUE'): ServiceError {
  return new ServiceError('ValidationException', message, { Reason });
}

function quota(message: string): ServiceError {
  return new ServiceError('ServiceQuotaExceededException', message, { Reason: 'SERVICE_QUOTA_EXCEEDED' });
}
