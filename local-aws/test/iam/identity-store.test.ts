import { decide } from '../../src/iam/decision';
import { IdentityStore } from '../../src/iam/identity-store';
import type { AccessRequest } from '../../src/service';
import { StandInFault } from '../../src/service-error';
import { Clock } from '../../src/world';

const ROLE = 'arn:aws:iam::111111111111:role/team/tagger';
const RULE = 'arn:aws:rbin:eu-west-1:111111111111:rule/abcdefghijk';
const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const TAG: AccessRequest = { action: 'rbin:TagResource', resource: RULE, context: { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' } };

let clock: Clock;
let store: IdentityStore;

beforeEach(() => {
  clock = new Clock();
  store = new IdentityStore(clock);
  store.putRole(ROLE, { trust: TRUST, managedPolicyArns: [] });
});

const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource: string | string[] = '*', others: object = {}) => ({ Effect: 'Allow', Action, Resource, ...others });
const ask = (request: AccessRequest = TAG, sessionName?: string) =>
  store.refusal(ROLE, request, { account: '111111111111', region: 'eu-west-1', role: ROLE, sessionName });

const REFUSED = 'User: arn:aws:sts::111111111111:assumed-role/tagger/session is not authorized to perform: rbin:TagResource on resource: '
  + `${RULE} because no identity-based policy allows the rbin:TagResource action`;
const DENIED = 'User: arn:aws:sts::111111111111:assumed-role/tagger/session is not authorized to perform: rbin:TagResource on resource: '
  + `${RULE} with an explicit deny in an identity-based policy`;

test('a role without policies may do nothing, and AWS says so', async () => {
  expect(await ask()).toBe(REFUSED);
  expect(await ask(TAG, 'tagging-function')).toBe(REFUSED.replace('tagger/session', 'tagger/tagging-function'));
});

test.each([
  ['the action itself', [allow('rbin:TagResource')], undefined],
  ['a wildcard in the action', [allow('rbin:Tag*')], undefined],
  ['another action', [allow('rbin:UntagResource')], REFUSED],
  ['another resource', [allow('rbin:*', `${RULE}2`)], REFUSED],
  ['a condition that holds', [allow('rbin:*', '*', { Condition: { StringEquals: { 'aws:RequestTag/a': '1' } } })], undefined],
  ['a condition that does not hold', [allow('rbin:*', '*', { Condition: { StringEquals: { 'aws:RequestTag/a': '2' } } })], REFUSED],
  ['a condition on all tag keys', [allow('rbin:*', '*', { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['b'] } } })], REFUSED],
  ['a denial', [allow('*'), { Effect: 'Deny', Action: 'rbin:*', Resource: RULE }], DENIED],
  ['its account', [allow('*', '*', { Condition: { StringEquals: { 'aws:PrincipalAccount': '111111111111', 'aws:ResourceAccount': '111111111111' } } })], undefined],
  ['its ARN', [allow('*', '*', { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } })], undefined],
  ['another Region', [allow('*', '*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } })], REFUSED],
])('a policy is evaluated with %s', async (_, statements, refusal) => {
  store.putPolicy(ROLE, 'inline', policy(...statements));
  expect(await ask()).toBe(refusal);
});

test('a wildcard in what is asked about is covered by a wildcard only', async () => {
  const create: AccessRequest = { action: 'rbin:CreateRule', resource: 'arn:aws:rbin:eu-west-1:111111111111:rule/*' };
  store.putPolicy(ROLE, 'inline', policy(allow('rbin:CreateRule', RULE)));
  expect(await ask(create)).toMatch(/rule\/\* because no identity-based policy allows the rbin:CreateRule action$/);
  store.putPolicy(ROLE, 'inline', policy(allow('rbin:CreateRule', 'arn:aws:rbin:*:111111111111:rule/*')));
  expect(await ask(create)).toBeUndefined();
});

test('an action on no resource in particular needs a policy for all', async () => {
  const list: AccessRequest = { action: 'rbin:ListRules', resource: '*', context: { 'rbin:Request/ResourceType': 'EC2_IMAGE' } };
  store.putPolicy(ROLE, 'inline', policy(allow('rbin:ListRules', RULE)));
  expect(await ask(list)).toMatch(/on resource: \* because no identity-based policy allows/);
  store.putPolicy(ROLE, 'inline', policy(allow('rbin:ListRules')));
  expect(await ask(list)).toBeUndefined();
});

test('policies count as they stand when somebody asks', async () => {
  store.putPolicy(ROLE, 'inline', policy(allow('rbin:*')));
  expect(await ask()).toBeUndefined();
  store.putPolicy(ROLE, 'inline', policy(allow('rbin:*', `${RULE}2`)));
  expect(await ask()).toBe(REFUSED);
  store.putPolicy(ROLE, 'another', policy(allow('rbin:*', RULE)));
  expect(await ask()).toBeUndefined();
  store.removePolicy(ROLE, 'another');
  expect(await ask()).toBe(REFUSED);
});

test('managed policies count, those of AWS as far as they are known', async () => {
  const own = 'arn:aws:iam::111111111111:policy/tags';
  const basic = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  store.putManagedPolicy(own, policy(allow('rbin:TagResource')));
  store.putRole(ROLE, { trust: TRUST, managedPolicyArns: [own, basic] });
  expect(await ask()).toBeUndefined();
  expect(await ask({ action: 'logs:CreateLogGroup', resource: 'arn:aws:logs:eu-west-1:111111111111:log-group:x' })).toBeUndefined();
  store.removeManagedPolicy(own);
  expect(await ask()).toBe(REFUSED);
  store.putRole(ROLE, { trust: TRUST, managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
  await expect(ask()).rejects.toThrow(new StandInFault('the managed policy arn:aws:iam::aws:policy/AdministratorAccess is not modelled'));
});

test('a role that is gone may do nothing, and one that never was is a mistake of the stand-in', async () => {
  store.putPolicy(ROLE, 'inline', policy(allow('*')));
  store.removeRole(ROLE);
  expect(await ask()).toBe(REFUSED);
  store.putRole(ROLE, { trust: TRUST, managedPolicyArns: [] });
  expect(await ask()).toBe(REFUSED);
  await expect(store.refusal(`${ROLE}2`, TAG, { account: '111111111111', region: 'eu-west-1' }))
    .rejects.toThrow(new StandInFault(`there never was a role ${ROLE}2`));
  expect(() => store.putPolicy(`${ROLE}2`, 'inline', policy())).toThrow(new StandInFault(`there is no role ${ROLE}2`));
});

test.each<[string, AccessRequest, RegExp]>([
  ['a condition key that the action has not', { ...TAG, context: { 'rbin:Request/ResourceType': 'EC2_IMAGE' } },
    /^rbin:TagResource on arn:aws:rbin:.* has no condition key rbin:Request\/ResourceType$/],
  ['a resource of another service', { ...TAG, resource: 'arn:aws:ec2:eu-west-1::image/ami-1' }, /^IAM cannot evaluate rbin:TagResource on arn:aws:ec2:.*no\.resource\.types/],
  ['an action that there is not', { action: 'rbin:TagRule', resource: RULE }, /^IAM cannot evaluate rbin:TagRule on .*invalid\.action/],
])('%s is a mistake of the stand-in', async (_, request, message) => {
  store.putPolicy(ROLE, 'inline', policy(allow('*')));
  await expect(ask(request)).rejects.toThrow(message);
  await expect(ask(request)).rejects.toBeInstanceOf(StandInFault);
});

test('changes are seen late, if a test wants it', async () => {
  store.lagSeconds = 10;
  store.putPolicy(ROLE, 'inline', policy(allow('rbin:*')));
  expect(await ask()).toBe(REFUSED);
  clock.advance({ seconds: 9 });
  store.putPolicy(ROLE, 'inline', policy(allow('rbin:*', `${RULE}2`)));
  expect(await ask()).toBe(REFUSED);
  clock.advance({ seconds: 1 });
  expect(await ask()).toBeUndefined();
  clock.advance({ seconds: 9 });
  expect(await ask()).toBe(REFUSED);
});

test('statements that never decided anything are told', async () => {
  const [tags, untags] = [allow('rbin:TagResource', '*', { Sid: 'Tags' }), allow('rbin:UntagResource')];
  const denies = { Effect: 'Deny', Action: 'rbin:LockRule', Resource: '*' };
  store.putPolicy(ROLE, 'inline', policy(tags, untags, denies));
  store.putManagedPolicy('arn:aws:iam::111111111111:policy/more', policy(allow('rbin:GetRule')));
  store.putRole(ROLE, { trust: TRUST, managedPolicyArns: ['arn:aws:iam::111111111111:policy/more', 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'] });
  const unused = () => store.unusedStatements(ROLE).map(it => `${it.policy.split('/').at(-1)}: ${it.statement}`);
  expect(unused()).toEqual(['inline: Tags', 'inline: statement 2', 'inline: statement 3', 'more: statement 1']);
  await ask();
  expect(unused()).toEqual(['inline: statement 2', 'inline: statement 3', 'more: statement 1']);
  await ask({ action: 'rbin:LockRule', resource: RULE });
  expect(unused()).toEqual(['inline: statement 2', 'more: statement 1']);
  store.putPolicy(ROLE, 'inline', policy(untags, tags));
  expect(unused()).toEqual(['inline: statement 1', 'more: statement 1']);
  store.removeRole(ROLE);
  expect(unused()).toEqual(['inline: statement 1', 'more: statement 1']);
  expect(store.roleArns).toEqual([ROLE]);
});

test('a request that was asked before is not evaluated again, and one that differs is', () => {
  const caller = { account: '111111111111', region: 'eu-west-1', role: ROLE };
  const asked = (Action: string, request = TAG) => decide([{ name: 'inline', document: policy(allow(Action)) }], request, caller);
  expect(asked('rbin:*')).toBe(asked('rbin:*'));
  expect(asked('rbin:*')).not.toBe(asked('rbin:TagResource'));
  expect(asked('rbin:*')).not.toBe(asked('rbin:*', { ...TAG, resource: `${RULE.slice(0, -1)}l` }));
});
