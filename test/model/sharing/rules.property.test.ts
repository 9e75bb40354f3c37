import fc from 'fast-check';
import { findings, put } from './properties';
import { describeFinding } from '../../../lib/model/rule';
import type { SharePolicyProperties } from '../../../lib/model/sharing/properties';
import { principals as named } from '../../support/principals';

const errors = (properties: SharePolicyProperties) => findings(properties).filter(it => it.severity === 'error');

// Inside the limits.

const of = (characters: string, min: number, max = min) => fc.string({ unit: fc.constantFrom(...characters), minLength: min, maxLength: max });
const DIGITS = '0123456789';
const SMALL = `${DIGITS}abcxyz`;
const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-iso-e', 'aws-eusc');
const account = of(DIGITS, 12);
const organizationId = of(SMALL, 10, 32).map(id => `o-${id}`);
const organization = fc.tuple(partition, account, organizationId).map(([where, owner, id]) => `arn:${where}:organizations::${owner}:organization/${id}`);
const unit = fc.tuple(partition, account, organizationId, of(SMALL, 4, 32), of(SMALL, 8, 32))
  .map(([where, owner, id, root, name]) => `arn:${where}:organizations::${owner}:ou/${id}/ou-${root}-${name}`);
const ami = fc.oneof(of('0123456789abcdef', 8), of('0123456789abcdef', 17)).map(id => `ami-${id}`);
const region = fc.constantFrom('eu-west-1', 'us-gov-east-1', 'cn-north-1', 'eusc-de-east-1');
const version = fc.array(fc.nat(1_073_741_823), { minLength: 3, maxLength: 3 }).map(nodes => nodes.join('.'));
const build = fc.tuple(partition, region, account, of(`${SMALL}-_`, 3, 128), version, fc.integer({ min: 1 }))
  .map(([where, place, owner, name, number, it]) => `arn:${where}:imagebuilder:${place}:${owner}:image/${name}/${number}/${it}`);
const roles = fc.uniqueArray(account.map(id => `arn:aws:iam::${id}:role/share`), { minLength: 1, maxLength: 3 });
const image = fc.record({ Image: fc.oneof(ami, build), Region: region, RoleArns: roles }, { requiredKeys: ['Image'] });
const principals = fc.uniqueArray(fc.oneof(account, organization, unit), { minLength: 1, maxLength: 40 });

const policy: fc.Arbitrary<SharePolicyProperties> = fc.record({
  Images: fc.uniqueArray(image, { minLength: 1, maxLength: 8, selector: it => it.Image }),
  Launch: principals.map(ids => named(...ids)),
  Copy: fc.uniqueArray(account, { maxLength: 10 }).map(ids => named(...ids)),
  Mode: fc.constantFrom('ADDITIVE', 'AUTHORITATIVE', 'AUTHORITATIVE_ON_EVERYONE'),
  OnRemoval: fc.constantFrom('UNSHARE', 'LEAVE'),
  SharingQuota: fc.integer({ min: 40, max: 10_000 }),
  AllowPublicLaunch: fc.boolean(),
  AllowPublicCopy: fc.boolean(),
}, { requiredKeys: ['Images', 'Launch'] });

// Just outside one of them.

interface Mistake { readonly path: string; readonly value: fc.Arbitrary<unknown>; readonly named?: string }

const malformedPrincipal = fc.oneof(
  of(DIGITS, 0, 11), of(DIGITS, 13, 20), account.map(id => `${id} `), account.map(id => `${id}\n`), organizationId,
  organization.map(arn => `${arn}/`), organization.map(arn => arn.toUpperCase()), unit.map(arn => `${arn}-1`), unit.map(arn => arn.replace('/ou-', '/')),
  fc.tuple(account, organizationId).map(([owner, id]) => `arn:aws:organizations::${owner}:root/${id}/r-ab12`),
  account.map(id => `arn:aws:iam::${id}:root`),
);
const malformedImage = fc.oneof(
  ami.map(id => `${id}0`), ami.map(id => id.slice(0, -1)), ami.map(id => id.toUpperCase()), ami.map(id => `${id}\n`),
  build.map(arn => arn.replace(/\/[0-9]+$/, '')), build.map(arn => arn.replace(/[0-9]+$/, 'x')), build.map(arn => arn.replace(':image/', ':image-recipe/')), build.map(arn => `${arn}/`),
);
const mistakes: Mistake[] = [
  { path: 'Launch[0]', value: malformedPrincipal },
  { path: 'Copy', value: fc.oneof(malformedPrincipal, organization, unit).map(it => [it]), named: 'Copy[0]' },
  { path: 'Launch', value: fc.tuple(principals, principals).map(([some, more]) => [...some, ...more, some[0]]) },
  { path: 'Launch', value: fc.uniqueArray(account, { minLength: 41, maxLength: 60 }).map(all => all), named: 'Launch' },
  { path: 'Images', value: fc.constant([]) },
  { path: 'Images', value: image.map(it => [it, it]), named: 'Images[1]' },
  { path: 'Images[0].Image', value: malformedImage },
  { path: 'Images[0].Region', value: fc.constantFrom('', 'nowhere', 'eu-west', 'Europe', 'eu-west-1a', 'eu-west-1 ') },
  { path: 'SharingQuota', value: fc.oneof(fc.constantFrom(0, -1, 10_001, NaN, Infinity), fc.integer({ min: 40, max: 9_999 }).map(it => it + 0.5)) },
];

test('any policy inside the limits passes', () => {
  fc.assert(fc.property(policy, properties => {
    expect(errors(properties).map(describeFinding)).toEqual([]);
  }), { numRuns: 300 });
});

test.each(mistakes.map((mistake, index) => [index, mistake.named ?? mistake.path, mistake] as const))(
  'mistake %i: any policy with %s just outside them is refused, and the field is named', (_, name, { path, value }) => {
    fc.assert(fc.property(policy, value, (properties, wrong) => {
      const found = errors(put(put(properties, 'SharingQuota', 40), path, wrong));
      expect(found.map(finding => finding.path).some(it => it.startsWith(name))).toBe(true);
      expect(found.every(finding => describeFinding(finding).startsWith(finding.path))).toBe(true);
    }), { numRuns: 60 });
  },
);
