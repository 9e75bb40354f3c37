import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { accessKeyOf, LocalAws } from '../src/server';
import { ebsKeyArn, Kms, kms } from '../src/services/kms';
import { Caller, Clock } from '../src/world';

const HOME = { account: '111111111111', region: 'eu-west-1' };
const OTHER = { ...HOME, account: '222222222222' };
const ID = '00000000-0000-4000-8000-000000000001';
const ARN = `arn:aws:kms:eu-west-1:111111111111:key/${ID}`;

let keys: Kms;
let aws: LocalAws;
let clients: KMSClient[];

beforeEach(async () => {
  keys = kms(new Clock());
  aws = await LocalAws.start([keys]);
  clients = [];
});

afterEach(async () => {
  clients.forEach(it => it.destroy());
  await aws.stop();
  expect(aws.faults).toEqual([]);
});

async function describeKey(KeyId: string, caller: Caller = HOME) {
  const client = new KMSClient(aws.clientOf(caller));
  clients.push(client);
  return (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
}

/** A request made by hand: the client drops what it does not know. */
async function byHand(body: object) {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: {
      'authorization': `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/${HOME.region}/kms/aws4_request`,
      'x-amz-target': 'TrentService.DescribeKey',
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, ...await response.json() as object };
}

const CUSTOMER_KEY = {
  AWSAccountId: '111111111111',
  KeyId: ID,
  Arn: ARN,
  CreationDate: new Date('2026-01-01T00:00:00Z'),
  Enabled: true,
  Description: '',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: 'Enabled',
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
};

test.each([ID, ARN, 'alias/golden', 'arn:aws:kms:eu-west-1:111111111111:alias/golden'])('a customer managed key is described by %s', async name => {
  expect(keys.putKey({ ...HOME, aliases: ['alias/golden'] })).toBe(ARN);
  expect(await describeKey(name)).toStrictEqual(CUSTOMER_KEY);
});

test('a key that is to be deleted is not enabled', async () => {
  keys.putKey({ ...HOME, description: 'AMIs' });
  keys.putKey({ ...HOME, keyId: ID, state: 'PendingDeletion', deletionDate: Date.UTC(2026, 0, 31) / 1000 });
  expect(await describeKey(ID)).toStrictEqual({
    ...CUSTOMER_KEY, Description: 'AMIs', Enabled: false, KeyState: 'PendingDeletion', DeletionDate: new Date('2026-01-31T00:00:00Z'),
  });
});

test('the AWS managed key for EBS is there in every account and Region', async () => {
  for (const place of [HOME, OTHER, { ...HOME, region: 'us-east-1' }]) {
    for (const name of ['alias/aws/ebs', ebsKeyArn(place)]) {
      expect(await describeKey(name, place)).toMatchObject({ Arn: ebsKeyArn(place), KeyManager: 'AWS', AWSAccountId: place.account });
    }
  }
});

test.each<[string, string]>([
  ['00000000-0000-4000-8000-000000000009', 'Key \'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000009\' does not exist'],
  ['alias/silver', 'Alias arn:aws:kms:eu-west-1:111111111111:alias/silver is not found.'],
  [ARN.replace('eu-west-1', 'us-east-1'), 'Invalid arn us-east-1'],
  [ARN.replace('111111111111', '333333333333'), 'Key \'arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-000000000001\' does not exist'],
])('there is no key %s', async (name, message) => {
  keys.putKey({ ...HOME, aliases: ['alias/golden'] });
  keys.putKey({ ...HOME, region: 'us-east-1', keyId: ID });
  await expect(describeKey(name)).rejects.toMatchObject({ name: 'NotFoundException', message, $metadata: { httpStatusCode: 400 } });
});

test('the key of another account is described by its ARN, if the key policy lets it', async () => {
  keys.putKey(HOME);
  await expect(describeKey(ID, OTHER)).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(describeKey(ARN, OTHER)).rejects.toMatchObject({
    name: 'AccessDeniedException', message: 'The key policy does not allow kms:DescribeKey to this account.',
  });
  keys.putKey({ ...HOME, keyId: ID, readableBy: [OTHER.account] });
  expect(await describeKey(ARN, OTHER)).toMatchObject({ Arn: ARN, AWSAccountId: HOME.account });
});

test.each<[object, string]>([
  [{}, 'DescribeKey.KeyId is missing'],
  [{ KeyId: 1 }, 'DescribeKey.KeyId must be a string'],
  [{ KeyId: '' }, 'DescribeKey.KeyId has 0, less than 1'],
  [{ KeyId: 'k'.repeat(2_049) }, 'DescribeKey.KeyId has 2049, more than 2048'],
  [{ KeyId: ID, GrantTokens: 'a' }, 'DescribeKey.GrantTokens must be a list'],
  [{ KeyId: ID, GrantTokens: Array(11).fill('a') }, 'DescribeKey.GrantTokens has 11, more than 10'],
  [{ KeyId: ID, GrantTokens: [''] }, 'DescribeKey.GrantTokens[0] has 0, less than 1'],
  [{ KeyId: ID, DryRun: true }, 'DescribeKey.DryRun is unknown'],
])('a request that breaks AWS\'s model: %j', async (body, message) => {
  keys.putKey(HOME);
  expect(await byHand(body)).toEqual({ status: 400, __type: 'ValidationException', message });
});

test.each<[string, object, string]>([
  [ID, { 'kms:ResourceAliases': ['alias/golden'] }, ARN],
  ['alias/golden', { 'kms:ResourceAliases': ['alias/golden'], 'kms:RequestAlias': 'alias/golden' }, ARN],
  [ARN.replace('111111111111', '333333333333'), {}, ARN.replace('111111111111', '333333333333')],
])('what a role needs for %s', (KeyId, context, resource) => {
  keys.putKey({ ...HOME, aliases: ['alias/golden'] });
  expect(keys.access!.DescribeKey({ KeyId }, HOME)).toEqual([{ action: 'kms:DescribeKey', resource, context: { 'kms:CallerAccount': '111111111111', ...context } }]);
});
