import type { IConstruct } from 'constructs';
import type { SharePolicyProperties } from '../model/sharing/properties';
import type { SharingIntent } from '../model/sharing/share-policy-input';

/** Marks the share policies of this library, and says what they declare. */
export const SHARES = Symbol.for('cdk-image-governance.ImageSharePolicy');

/** What a share policy declares. */
export interface DeclaredShares {
  readonly properties: SharePolicyProperties;
  readonly intent: SharingIntent;
}

/** A share policy, of whichever copy of this library. */
export interface GovernedSharePolicy extends IConstruct {
  readonly [SHARES]: () => DeclaredShares;
}

/** Whether a construct is a share policy. */
export function isGoverned(construct: IConstruct): construct is GovernedSharePolicy {
  return SHARES in construct;
}
