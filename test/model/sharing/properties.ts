import { describeFinding, Finding, findingsOf } from '../../../lib/model/rule';
import type { SharingAppView } from '../../../lib/model/sharing/app-facts';
import type { SharePolicyProperties } from '../../../lib/model/sharing/properties';
import { IMAGE_SHARE_POLICY_RULES } from '../../../lib/model/sharing/rules';
import { SharingIntent, SharingSubject, subjectOf } from '../../../lib/model/sharing/share-policy-input';
import { isKnownRegion } from '../../../lib/private/references';
import { withUnknowns } from '../../../lib/private/tokens';
import { principals } from '../../support/principals';
import { put as putAny } from '../../support/properties';

export const ACCOUNT = '012345678901';
export const OTHER_ACCOUNT = '333333333333';
export const ORGANIZATION = 'arn:aws:organizations::444444444444:organization/o-abcdefghij';
export const UNIT = 'arn:aws:organizations::444444444444:ou/o-abcdefghij/ou-ab12-12345678';
export const AMI = 'ami-0123456789abcdef0';
export const BUILD = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';

const REST = { Mode: 'ADDITIVE', OnRemoval: 'UNSHARE', SharingQuota: 1000, AllowPublicLaunch: false, AllowPublicCopy: false };

/** A share policy that breaks no rule. */
export const SHARE_POLICY: SharePolicyProperties = {
  Images: [
    { Image: AMI },
    { Image: 'ami-01234567', Region: 'us-east-1', RoleArns: ['arn:aws:iam::222222222222:role/share'] },
    { Image: BUILD, RoleArns: ['arn:aws:iam::222222222222:role/share'] },
  ],
  Launch: principals(ACCOUNT, OTHER_ACCOUNT),
  Copy: principals(ACCOUNT),
  ...REST,
};

/** What its author wrote besides. */
export const INTENT: SharingIntent = { buildFrom: { via: 'RESOURCE_SHARE', principals: principals(ACCOUNT) }, encryptionKeys: 0 };

/** What the app says of it. */
export const APP: SharingAppView = {
  account: '111111111111',
  region: 'eu-west-1',
  images: [
    { identity: 'one', kind: 'AMI', takenAwayBy: [] },
    undefined,
    { identity: 'two', kind: 'IMAGE_BUILD', account: '111111111111', region: 'eu-west-1', takenAwayBy: [] },
  ],
  others: [],
};

/** One with an organization and a unit of another. */
export const ORGANIZATION_POLICY: SharePolicyProperties = {
  Images: [{ Image: AMI }], Launch: principals(ORGANIZATION, UNIT.replace('abcdefghij', 'zyxwvutsrq')), Copy: [], ...REST, Mode: 'AUTHORITATIVE',
};

/** One with everyone. */
export const PUBLIC_POLICY: SharePolicyProperties = {
  Images: [{ Image: AMI }], Launch: principals('all'), Copy: principals('all'), ...REST, AllowPublicLaunch: true, AllowPublicCopy: true,
};

/** Properties with something else somewhere; principals are given by their ids in the form of their kinds. */
export function put<Properties extends SharePolicyProperties>(properties: Properties, path: string, value: unknown): Properties {
  const asPrincipal = (one: unknown) => (typeof one === 'string' && !one.startsWith('#{Token') ? principals(one)[0] : one);
  return putAny(properties, path, !/^(?:Launch|Copy)/.test(path) ? value : Array.isArray(value) ? value.map(asPrincipal) : asPrincipal(value));
}

type Besides = Pick<SharingSubject, 'intent' | 'app'>;

/** Everything that the rules say of properties. */
export function findings(properties: SharePolicyProperties, { intent, app }: Besides = {}): Finding[] {
  return findingsOf(IMAGE_SHARE_POLICY_RULES, { ...subjectOf(withUnknowns(properties), withUnknowns(intent), app), isKnownRegion });
}

/** The same in words, without the parts that are the same in each. */
export function messages(properties: SharePolicyProperties, besides: Besides = {}): string[] {
  return findings(properties, besides).map(finding => `${finding.severity} ${describeFinding(finding)}`);
}
