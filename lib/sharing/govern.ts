import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { SharingIndex } from './app-index';
import { DeclaredShares, GovernedSharePolicy, SHARES } from './governed';
import type { SharePolicyProperties } from './properties';
import { IMAGE_SHARE_POLICY_RULES } from './rules';
import { SharingIntent, subjectOf } from './subject';
import { inWordsOfTheConstruct } from './words';
import { IMAGE_SHARE_POLICY, ImageSharePolicySpec } from '../handlers/image-share-policy/contract';
import { findingsOf } from '../private/rule';
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
