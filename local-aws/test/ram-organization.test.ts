import { EnableSharingWithAwsOrganizationCommand } from '@aws-sdk/client-ram';
import {
  associate, clientOf, CONSUMER, consumer, create, GOLDEN, HOME, ORGANIZATION, principals, resources, settle, shared, standing, startAnew,
} from '../src/ram-client';

const enable = (account: string) => clientOf({ ...HOME, account }).send(new EnableSharingWithAwsOrganizationCommand({}));
const ENABLED = { organization: { ...ORGANIZATION, sharingEnabled: true } };
const [UNIT] = ORGANIZATION.units;

test('sharing within an organization is enabled by its management account', async () => {
  await startAnew({ organization: ORGANIZATION });
  await expect(enable(HOME.account)).rejects.toMatchObject({
    name: 'OperationNotPermittedException', message: 'Only the management account of an organization can enable sharing within it.',
  });
  await create();
  for (const principal of [ORGANIZATION.arn, UNIT]) {
    await expect(associate({ principals: [principal] })).rejects.toMatchObject({
      name: 'OperationNotPermittedException', message: 'Sharing within the organization is not enabled.',
    });
  }
  expect((await enable(ORGANIZATION.managementAccount)).returnValue).toBe(true);
  await associate({ principals: [ORGANIZATION.arn, UNIT] });
  settle();
  expect(await standing('PRINCIPAL')).toEqual([[ORGANIZATION.arn, 'ASSOCIATED'], [UNIT, 'ASSOCIATED']]);
});

test('an account without an organization cannot enable it, nor share with one', async () => {
  await expect(enable(HOME.account)).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
  await create();
  await expect(associate({ principals: [ORGANIZATION.arn] })).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
});

test('another organization or unit is unknown', async () => {
  await startAnew(ENABLED);
  await create();
  for (const principal of [ORGANIZATION.arn.replace(/.$/, 'z'), UNIT.replace(/.$/, '9')]) {
    await expect(associate({ principals: [principal] })).rejects.toMatchObject({ name: 'UnknownResourceException', message: `${principal} could not be found.` });
  }
});

test('members of the organization get what is shared with it, without an invitation', async () => {
  await startAnew(ENABLED);
  await shared({ principals: [ORGANIZATION.arn] });
  expect((await resources({ resourceOwner: 'OTHER-ACCOUNTS' }, consumer())).map(it => it.arn)).toEqual([GOLDEN]);
  expect(await resources({ resourceOwner: 'OTHER-ACCOUNTS' }, clientOf({ ...HOME, account: '333333333333' }))).toEqual([]);
  await create({ principals: [CONSUMER] });
  settle();
  expect(await standing('PRINCIPAL')).toEqual([[ORGANIZATION.arn, 'ASSOCIATED'], [CONSUMER, 'ASSOCIATED']]);
  expect((await principals()).map(it => it.external)).toEqual([false, false]);
});

test('members are invited as long as sharing is not enabled', async () => {
  await startAnew({ organization: ORGANIZATION });
  await shared();
  expect(await standing('PRINCIPAL')).toEqual([[CONSUMER, 'ASSOCIATING']]);
});

test('a share without external principals takes members only', async () => {
  await startAnew(ENABLED);
  await shared({ allowExternalPrincipals: false });
  for (const principal of ['333333333333', 'arn:aws:iam::333333333333:role/builder']) {
    await expect(associate({ principals: [principal] })).rejects.toMatchObject({
      name: 'OperationNotPermittedException', message: `The principal ${principal} is not in the organization.`,
    });
  }
  await associate({ principals: [UNIT, 'arn:aws:iam::222222222222:role/builder'] });
});
