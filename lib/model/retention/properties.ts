import type { Resolvable } from '../../private/resolvable';

// The properties of an `AWS::Rbin::Rule`, as in a template. Any of them may be unknown.

export interface RetentionPeriodProperties {
  readonly RetentionPeriodValue?: Resolvable<number>;
  readonly RetentionPeriodUnit?: Resolvable<string>;
}

export interface ResourceTagProperties {
  readonly ResourceTagKey?: Resolvable<string>;
  readonly ResourceTagValue?: Resolvable<string>;
}

/** The lock, which is flat here and nested in the API. */
export interface LockConfigurationProperties {
  readonly UnlockDelayValue?: Resolvable<number>;
  readonly UnlockDelayUnit?: Resolvable<string>;
}

export interface TagProperties {
  readonly Key?: Resolvable<string>;
  readonly Value?: Resolvable<string>;
}

export interface RetentionRuleProperties {
  readonly ResourceType?: Resolvable<string>;
  readonly RetentionPeriod?: Resolvable<RetentionPeriodProperties>;
  readonly Description?: Resolvable<string>;
  readonly ResourceTags?: Resolvable<readonly Resolvable<ResourceTagProperties>[]>;
  readonly ExcludeResourceTags?: Resolvable<readonly Resolvable<ResourceTagProperties>[]>;
  readonly LockConfiguration?: Resolvable<LockConfigurationProperties>;

  /** A template can set it, and must not. */
  readonly Status?: Resolvable<string>;
  readonly Tags?: Resolvable<readonly Resolvable<TagProperties>[]>;
}
