import fc from 'fast-check';
import { decode, decodePrevious, encode } from '../../../lib/model/contract';
import { RETENTION_RULE_LOCK, RetentionRuleLockSpec } from '../../../lib/model/retention/retention-rule-lock-contract';
import { asCloudFormation } from '../../cloudformation/as-cloudformation';

const ALL_RESOURCES = { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:Lock', ServiceTimeout: '3600', Reconcile: '1' };

/** Properties of each version that was released, as CloudFormation sends them, and what they ask for. */
const RELEASED: Readonly<Record<number, readonly [Record<string, unknown>, RetentionRuleLockSpec]>> = {
  1: [
    { ...ALL_RESOURCES, ContractVersion: '1', RuleId: '00000000042', Lock: { State: 'locked', UnlockDelayDays: '30', Relock: 'false' }, OnRemoval: 'RETAIN' },
    { ruleId: '00000000042', lock: { state: 'locked', unlockDelayDays: 30, relock: false }, onRemoval: 'RETAIN' },
  ],
};

/** What a version after this one may send: several rules, each with its delay. */
const FUTURE = { ...RELEASED[1][0], ContractVersion: '2', RuleIds: { '00000000042': { UnlockDelay: 'P30D' } } };

test('there are properties of every version', () => {
  expect(Object.keys(RELEASED).map(Number)).toEqual(Array.from({ length: RETENTION_RULE_LOCK.version }, (_, index) => index + 1));
});

test.each(Object.entries(RELEASED))('properties of version %s are read', (_, [raw, spec]) => {
  expect(decode(RETENTION_RULE_LOCK, raw)).toStrictEqual(spec);
  expect(decodePrevious(RETENTION_RULE_LOCK, raw)).toStrictEqual(spec);
});

test('what is unlocked has no delay, whatever comes with it', () => {
  const raw = { ...RELEASED[1][0], Lock: { State: 'unlocked', UnlockDelayDays: '30', Relock: 'true' } };
  expect(decode(RETENTION_RULE_LOCK, raw)).toStrictEqual({ ruleId: '00000000042', lock: { state: 'unlocked' }, onRemoval: 'RETAIN' });
});

test('properties of a future version are refused, and unknown if they are what was before', () => {
  expect(() => decode(RETENTION_RULE_LOCK, FUTURE)).toThrow(
    'Custom::RetentionRuleLock speaks version 1 to 1 of its contract, got "2": deploy function and resource with the same version of cdk-image-governance');
  expect(decodePrevious(RETENTION_RULE_LOCK, FUTURE)).toBeUndefined();
  expect(decodePrevious(RETENTION_RULE_LOCK, { ...FUTURE, ContractVersion: '1' })).toBeUndefined();
});

test.each<[string, Record<string, unknown>, string]>([
  ['no rule', { RuleId: undefined }, 'RuleId is missing'],
  ['several rules', { RuleId: ['rule0000001'] }, 'RuleId must be text, got ["rule0000001"]'],
  ['a state that is none of a declaration', { Lock: { State: 'pending_unlock' } }, 'Lock.State must be one of locked, unlocked, got "pending_unlock"'],
  ['a lock without a delay', { Lock: { State: 'locked' } }, 'Lock.UnlockDelayDays is missing'],
  ['everything at once', { RuleId: undefined, Lock: { UnlockDelayDays: 'P7D', Relock: '1' }, OnRemoval: '' },
    'RuleId is missing; Lock.State is missing; Lock.UnlockDelayDays must be a whole number, got "P7D"; Lock.Relock must be true or false, got "1"; OnRemoval must be one of RETAIN, UNLOCK, got ""'],
])('%s is a mistake', (_, changes, mistake) => {
  const raw = { ...RELEASED[1][0], ...changes };
  expect(() => decode(RETENTION_RULE_LOCK, raw)).toThrow(new Error(`Custom::RetentionRuleLock cannot read its properties: ${mistake}`));
  expect(decodePrevious(RETENTION_RULE_LOCK, raw)).toBeUndefined();
});

test('what the construct asks for is what the handler reads', () => {
  const asked: fc.Arbitrary<RetentionRuleLockSpec> = fc.record({
    ruleId: fc.stringMatching(/^[0-9a-zA-Z]{11}$/),
    lock: fc.oneof(
      fc.record({ state: fc.constant('locked' as const), unlockDelayDays: fc.integer({ min: 7, max: 30 }), relock: fc.boolean() },
        { requiredKeys: ['state', 'unlockDelayDays'], noNullPrototype: true }),
      fc.constant({ state: 'unlocked' as const }),
    ),
    onRemoval: fc.constantFrom('RETAIN', 'UNLOCK'),
  }, { noNullPrototype: true });
  fc.assert(fc.property(asked, spec => {
    expect(decode(RETENTION_RULE_LOCK, asCloudFormation(encode(RETENTION_RULE_LOCK, spec)))).toEqual(spec);
  }));
});
