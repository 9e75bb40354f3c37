import { aws, begin, calls, clock, create, remove, typeOf, update } from './deployment';
import type { RuleOptions } from '../../../src/cloudformation/resources/recycle-bin';
import { StandInFault } from '../../../src/service-error';
import { recycleBin } from '../../../src/services/recycle-bin';

// Retention rules as stacks have them: which calls CloudFormation makes, and what Recycle Bin makes of them.

const RULE = 'AWS::Rbin::Rule';
const RETENTION = { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' };
const PLAIN = { ResourceType: 'EC2_IMAGE', RetentionPeriod: RETENTION };
const LOCKED = { ...PLAIN, LockConfiguration: { UnlockDelayValue: 7, UnlockDelayUnit: 'DAYS' } };
const DELAY = { UnlockDelay: { UnlockDelayValue: 7, UnlockDelayUnit: 'DAYS' } };
const ID = 'rule0000001';
const ARN = `arn:aws:rbin:eu-west-1:111111111111:rule/${ID}`;
const GET = ['GetRule', { Identifier: ID }];

const world = (options?: RuleOptions) => begin(it => [recycleBin(it)], options);
const conflict = (state: string) => `Resource handler returned message: "The retention rule is ${state} and cannot be modified or deleted. `
  + '(Service: Rbin, Status Code: 409)" (RequestToken: local, HandlerErrorCode: ResourceConflict)';

beforeEach(() => world());

test('a rule is created with its lock nested and its tags before those of the stack', async () => {
  const tags = [{ Key: 'own', Value: '1' }, { Key: 'both', Value: 'own' }];
  expect(await create(RULE, { ...LOCKED, Description: 'AMIs', Tags: tags }, { stackTags: { both: 'stack', stack: '2' } })).toEqual({
    physicalId: ARN, attributes: { Arn: ARN, Identifier: ID, LockState: 'locked' },
  });
  expect(calls()).toEqual([['CreateRule', {
    ...PLAIN, Description: 'AMIs', LockConfiguration: DELAY,
    Tags: [{ Key: 'both', Value: 'own' }, { Key: 'stack', Value: '2' }, { Key: 'own', Value: '1' }],
  }]]);
});

test('a rule that was never locked has no lock state', async () => {
  expect(await create(RULE, PLAIN)).toEqual({ physicalId: ARN, attributes: { Arn: ARN, Identifier: ID } });
  expect(calls()).toEqual([['CreateRule', PLAIN]]);
});

test('Ref is the identifier where the template reference is believed', async () => {
  await world({ ref: 'Identifier' });
  expect((await create(RULE, PLAIN)).physicalId).toBe(ID);
  expect((await update(RULE, ID, PLAIN, { ...PLAIN, Description: 'new' })).physicalId).toBe(ID);
  await remove(RULE, ID);
  expect(calls().map(([operation]) => operation)).toEqual(['CreateRule', 'GetRule', 'UpdateRule', 'GetRule', 'GetRule', 'DeleteRule']);
});

test('an update says everything that UpdateRule takes, and changes the tags that differ', async () => {
  const before = { ...PLAIN, Tags: [{ Key: 'gone', Value: '1' }, { Key: 'same', Value: '1' }, { Key: 'other', Value: '1' }] };
  const after = { ...PLAIN, Description: 'new', Tags: [{ Key: 'same', Value: '1' }, { Key: 'other', Value: '2' }] };
  await create(RULE, before);
  calls();
  expect(await update(RULE, ARN, before, after)).toEqual({ physicalId: ARN, attributes: { Arn: ARN, Identifier: ID } });
  expect(calls()).toEqual([
    GET,
    ['UpdateRule', { Identifier: ID, RetentionPeriod: RETENTION, Description: 'new' }],
    ['UntagResource', { ResourceArn: ARN, TagKeys: ['gone'] }],
    ['TagResource', { ResourceArn: ARN, Tags: [{ Key: 'other', Value: '2' }] }],
    GET,
  ]);
});

test('what comes from parameters of a template as text is sent as what it is', async () => {
  const text = { ...PLAIN, RetentionPeriod: { RetentionPeriodValue: '30', RetentionPeriodUnit: 'DAYS' }, Description: 7, Tags: [{ Key: 'a', Value: 1 }] };
  await create(RULE, text);
  expect(calls()).toEqual([['CreateRule', { ...PLAIN, Description: '7', Tags: [{ Key: 'a', Value: '1' }] }]]);

  await world({ alwaysCallsUpdateRule: false });
  await create(RULE, LOCKED);
  calls();
  const asText = { ...LOCKED, LockConfiguration: { UnlockDelayValue: '7', UnlockDelayUnit: 'DAYS' } };
  await update(RULE, ARN, LOCKED, asText);
  await update(RULE, ARN, asText, LOCKED);
  expect(calls()).toEqual([GET, GET, GET, GET]);
});

test('a status that the template sets is not modelled', async () => {
  const fault = new StandInFault('what Status of AWS::Rbin::Rule does is not modelled');
  await expect(create(RULE, { ...PLAIN, Status: 'available' })).rejects.toThrow(fault);
  await expect(update(RULE, ARN, PLAIN, { ...PLAIN, Status: 'available' })).rejects.toThrow(fault);
  expect(calls()).toEqual([]);
});

test('only another resource type replaces a rule', () => {
  expect(typeOf(RULE)).toMatchObject({ replacedBy: ['ResourceType'], takesStackTags: true });
});

test('other tags of the stack alone make an update fail on a locked rule, if UpdateRule is called for them', async () => {
  await create(RULE, LOCKED);
  await expect(update(RULE, ARN, LOCKED, LOCKED, { after: { cost: '1' } })).rejects.toThrow(new Error(conflict('locked')));
  await world({ alwaysCallsUpdateRule: false });
  await create(RULE, LOCKED);
  calls();
  expect((await update(RULE, ARN, LOCKED, LOCKED, { after: { cost: '1' } })).attributes.LockState).toBe('locked');
  expect(calls()).toEqual([GET, ['TagResource', { ResourceArn: ARN, Tags: [{ Key: 'cost', Value: '1' }] }], GET]);
});

test.each([['appears', PLAIN, LOCKED], ['disappears', LOCKED, PLAIN]])('a lock configuration that %s is refused', async (_, before, after) => {
  await create(RULE, before);
  calls();
  await expect(update(RULE, ARN, before, after)).rejects.toThrow(new Error(
    'Resource handler returned message: "That the lock configuration of a rule can be updated is not documented" '
    + '(RequestToken: local, HandlerErrorCode: NotUpdatable)'));
  expect(calls()).toEqual([]);
});

test('a lock configuration that appears locks the rule, where that is said to be carried out', async () => {
  await world({ updatesLocks: true });
  await create(RULE, PLAIN);
  calls();
  expect((await update(RULE, ARN, PLAIN, LOCKED)).attributes.LockState).toBe('locked');
  expect(calls()).toEqual([
    GET, ['UpdateRule', { Identifier: ID, RetentionPeriod: RETENTION }], ['LockRule', { Identifier: ID, LockConfiguration: DELAY }], GET,
  ]);
});

test('a lock configuration that disappears unlocks the rule, where that is carried out and UpdateRule is not always called', async () => {
  await world({ updatesLocks: true });
  await create(RULE, LOCKED);
  await expect(update(RULE, ARN, LOCKED, PLAIN)).rejects.toThrow(new Error(conflict('locked')));

  await world({ updatesLocks: true, alwaysCallsUpdateRule: false });
  await create(RULE, LOCKED);
  calls();
  expect((await update(RULE, ARN, LOCKED, PLAIN)).attributes.LockState).toBe('pending_unlock');
  expect(calls()).toEqual([GET, ['UnlockRule', { Identifier: ID }], GET]);
});

test('a locked rule cannot be deleted until its lock has ended: nothing unlocks it', async () => {
  await create(RULE, LOCKED);
  calls();
  await expect(remove(RULE, ARN, LOCKED)).rejects.toThrow(new Error(conflict('locked')));
  expect(calls()).toEqual([GET, ['DeleteRule', { Identifier: ID }]]);
  await aws.call('rbin', 'UnlockRule', { Identifier: ID }, { account: '111111111111', region: 'eu-west-1' });
  await expect(remove(RULE, ARN, LOCKED)).rejects.toThrow(new Error(conflict('pending_unlock')));
  clock.advance({ days: 7 });
  await remove(RULE, ARN, LOCKED);
  calls();
  await remove(RULE, ARN, LOCKED);
  expect(calls()).toEqual([GET]);
});

test('what Recycle Bin refuses fails with its words', async () => {
  await expect(create(RULE, { ...LOCKED, ResourceTags: [{ ResourceTagKey: 'a', ResourceTagValue: '1' }] })).rejects.toThrow(new Error(
    'Resource handler returned message: "Only Region-level retention rules without exclusion tags can be locked. '
    + '(Service: Rbin, Status Code: 400)" (RequestToken: local, HandlerErrorCode: InvalidRequest)'));
  await expect(update(RULE, ARN, PLAIN, PLAIN)).rejects.toThrow(new Error(
    'Resource handler returned message: "The retention rule does not exist. (Service: Rbin, Status Code: 404)" '
    + '(RequestToken: local, HandlerErrorCode: NotFound)'));
});
