import type { Resolvable } from '../../private/resolvable';

/** An entry of `Images`. */
export interface ImageProperties {
  readonly Image?: Resolvable<string>;
  readonly Region?: Resolvable<string>;
  readonly RoleArns?: Resolvable<readonly Resolvable<string>[]>;
}

/**
 * The properties of a `Custom::ImageSharePolicy`, as in a template, of which any may be unknown.
 */
export interface SharePolicyProperties {
  readonly Images?: Resolvable<readonly Resolvable<ImageProperties>[]>;
  readonly Launch?: Resolvable<readonly Resolvable<string>[]>;
  readonly Copy?: Resolvable<readonly Resolvable<string>[]>;
  readonly Mode?: Resolvable<string>;
  readonly OnRemoval?: Resolvable<string>;
  readonly SharingQuota?: Resolvable<number>;
  readonly AllowPublicLaunch?: Resolvable<boolean>;
  readonly AllowPublicCopy?: Resolvable<boolean>;
}
