import { AssumeRoleCommand, AssumeRoleCommandInput, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { IdentityStore } from '../src/iam/identity-store';
import { accessKeyOf, LocalAws } from '../src/server';
import { sts } from '../src/services/sts';
import { Clock } from '../src/world';

const [HOME, AWAY] = ['111111111111', '222222222222'];
const CALLER = `arn:aws:iam::${HOME}:role/caller`;
const ROLE = `arn:aws:iam::${AWAY}:role/path/lifecycle`;

let clock: Clock;
let aws: LocalAws;
let identities: IdentityStore;
let clients: STSClient[] = [];

beforeEach(async () => {
  clock = new Clock();
  identities = new IdentityStore(clock);
  aws = await LocalAws.start([sts(clock, identities, () => aws.sessions)]);
  aws.authorizer = identities;
});

afterEach(async () => {
  clients.forEach(client => client.destroy());
  clients = [];
  await aws.stop();
});

const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const trusting = (arn: string, others: object = {}) => {
  const trust = policy({ Effect: 'Allow', Principal: { AWS: arn }, Action: 'sts:AssumeRole', ...others });
  identities.putRole(ROLE, { trust, managedPolicyArns: [] });
};
const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => {
  const client = new STSClient({ region: 'eu-west-1', endpoint: aws.endpoint, maxAttempts: 1, credentials });
  clients.push(client);
  return client;
};
const ofAccount = () => clientOf({ accessKeyId: accessKeyOf(HOME), secretAccessKey: 'none' });

/** A client that acts with a role of the home account, which may assume others. */
const ofRole = (statement: object = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE }) => {
  identities.putRole(CALLER, { trust: policy(), managedPolicyArns: [] });
  identities.putPolicy(CALLER, 'inline', policy(statement));
  const sessionToken = aws.sessions.begin({ account: HOME, role: CALLER, name: 'function' });
  return clientOf({ accessKeyId: accessKeyOf(HOME), secretAccessKey: 'none', sessionToken });
};
const assume = (client: STSClient, changes: Partial<AssumeRoleCommandInput> = {}) =>
  client.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'governance', ...changes }));
const denied = (principal: string, why = '') => ({
  name: 'AccessDenied', message: `User: ${principal} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}${why}`,
});
const SESSION = `arn:aws:sts::${HOME}:assumed-role/caller/function`;

test('a role is assumed, and its credentials are good for whoever has them', async () => {
  trusting(`arn:aws:iam::${HOME}:root`);
  const { Credentials, AssumedRoleUser } = await assume(ofRole(), { DurationSeconds: 900 });
  expect(Credentials).toEqual({
    AccessKeyId: 'LOCAL222222222222',
    SecretAccessKey: expect.any(String),
    SessionToken: expect.any(String),
    Expiration: new Date((clock.now() + 900) * 1000),
  });
  const arn = `arn:aws:sts::${AWAY}:assumed-role/lifecycle/governance`;
  expect(AssumedRoleUser!.Arn).toBe(arn);

  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials!;
  const assumed = clientOf({ accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey!, sessionToken });
  const { $metadata: _, ...identity } = await assumed.send(new GetCallerIdentityCommand({}));
  expect(identity).toEqual({ Account: AWAY, Arn: arn, UserId: AssumedRoleUser!.AssumedRoleId });
  expect(aws.calls.map(({ role, operation }) => [role, operation])).toEqual([[CALLER, 'AssumeRole'], [ROLE, 'GetCallerIdentity']]);
  expect(aws.faults).toEqual([]);
});

test('an account without a role tells that it is itself', async () => {
  const { Account, Arn, UserId } = await ofAccount().send(new GetCallerIdentityCommand({}));
  expect({ Account, Arn, UserId }).toEqual({ Account: HOME, Arn: `arn:aws:iam::${HOME}:root`, UserId: HOME });
});

test.each([
  ['the role itself', CALLER, true],
  ['its account', `arn:aws:iam::${HOME}:root`, true],
  ['its account by its digits', HOME, true],
  ['another role', `arn:aws:iam::${HOME}:role/other`, false],
  ['another account', 'arn:aws:iam::333333333333:root', false],
])('a role that trusts %s', async (_, principal, admitted) => {
  trusting(principal);
  const assumed = assume(ofRole());
  await (admitted ? expect(assumed).resolves.toBeDefined() : expect(assumed).rejects.toMatchObject(denied(SESSION)));
});

test('a role that there is not cannot be told from one that does not trust', async () => {
  await expect(assume(ofRole())).rejects.toMatchObject(denied(SESSION));
  await expect(assume(ofAccount())).rejects.toMatchObject(denied(`arn:aws:iam::${HOME}:root`));
});

test('a role can want an external id', async () => {
  trusting(`arn:aws:iam::${HOME}:root`, { Condition: { StringEquals: { 'sts:ExternalId': 'right' } } });
  await expect(assume(ofRole())).rejects.toMatchObject(denied(SESSION));
  await expect(assume(ofRole(), { ExternalId: 'wrong' })).rejects.toMatchObject(denied(SESSION));
  await expect(assume(ofRole(), { ExternalId: 'right' })).resolves.toBeDefined();
});

test('a role has to be allowed to assume another', async () => {
  trusting(CALLER);
  await expect(assume(ofRole({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `${ROLE}2` }))).rejects.toMatchObject(
    denied(SESSION, ' because no identity-based policy allows the sts:AssumeRole action'));
});

test('who acts with a role already gets an hour at most', async () => {
  trusting(`arn:aws:iam::${HOME}:root`);
  await expect(assume(ofRole(), { DurationSeconds: 3601 })).rejects.toMatchObject({
    name: 'ValidationError', message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  });
  await expect(assume(ofAccount(), { DurationSeconds: 3601 })).resolves.toBeDefined();
});

test('what narrows a session is not modelled', async () => {
  trusting(CALLER);
  await expect(assume(ofRole(), { Policy: '{}' })).rejects.toMatchObject({ name: 'StandInFault' });
  expect(aws.faults).toEqual(['AssumeRole with Policy is not modelled']);
});
