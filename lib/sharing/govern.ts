import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { SharingIndex } from './app-index';
import { DeclaredShares, GovernedSharePolicy, SHARES } from './governed';
import { findingsOf } from '../model/rule';
import { IMAGE_SHARE_POLICY, ImageSharePolicySpec } from '../model/sharing/image-share-policy-contract';
import type { SharePolicyProperties } from '../model/sharing/properties';
import { inWordsOfTheConstruct } from '../model/sharing/property-names';
import { IMAGE_SHARE_POLICY_RULES } from '../model/sharing/rules';
import { SharingIntent, subjectOf } from '../model/sharing/share-policy-input';
import type { UsedElsewhere } from '../private/used-elsewhere';
import { validateWith } from '../private/validation';

/**
 * Makes a construct a share policy: it is checked when its app is synthesised, and others are checked against it.
 */
export function govern(construct: IConstruct, spec: ImageSharePolicySpec, intent: SharingIntent, uses?: UsedElsewhere): GovernedSharePolicy {
  const declared: DeclaredShares = { properties: IMAGE_SHARE_POLICY.properties.encode(spec) as SharePolicyProperties, intent };
  const policy = Object.defineProperty(construct, SHARES, { value: () => declared }) as GovernedSharePolicy;
  validateWith(policy, () => findingsOf(IMAGE_SHARE_POLICY_RULES, subjectOf(
    declared.properties, withDocument(intent, construct), { ...SharingIndex.forPolicy(policy).viewFor(policy), usedElsewhere: uses?.all() },
  )), inWordsOfTheConstruct);
  return policy;
}

/** What was written, with the policy of the images as the template has it: statements may have come to it since. */
function withDocument(intent: SharingIntent, scope: IConstruct): SharingIntent {
  const { buildFrom } = intent;
  return buildFrom?.document === undefined ? intent
    : { ...intent, buildFrom: { ...buildFrom, document: Stack.of(scope).resolve(buildFrom.document) } };
}
