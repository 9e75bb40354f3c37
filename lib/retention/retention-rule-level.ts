import type { CfnRule, CfnRuleProps } from 'aws-cdk-lib/aws-rbin';

/**
 * A tag of resources that a retention rule retains, or leaves out. Key and value match exactly.
 *
 * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_ResourceTag.html
 */
export interface ResourceTag {
  /**
   * The key: 1 to 128 characters.
   */
  readonly key: string;

  /**
   * The value: at most 256 characters.
   *
   * @default '' - the tag without a value; CloudFormation cannot ask for a tag of any value
   */
  readonly value?: string;
}

/**
 * Which resources of its type a retention rule retains when they are deleted.
 *
 * A rule holds for one account and Region. Where several rules retain a resource, the longest of their periods counts.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html
 */
export class RetentionRuleLevel {
  /**
   * All resources of the type, with or without tags: a Region-level rule.
   */
  public static region(): RetentionRuleLevel {
    return new RetentionRuleLevel({});
  }

  /**
   * All resources of the type but those with any of some tags: a Region-level rule with exclusion tags. It cannot be locked.
   *
   * @param tags 1 to 5 tags. Without any, nothing is left out.
   */
  public static regionExcluding(...tags: ResourceTag[]): RetentionRuleLevel {
    return new RetentionRuleLevel(tags.length > 0 ? { excludeResourceTags: tags.map(rendered) } : {});
  }

  /**
   * The resources of the type that have any of some tags when they are deleted: a tag-level rule. It cannot be locked.
   *
   * Snapshots have the tags that they were given, and not those of their AMI.
   *
   * @param tags 1 to 50 tags. The same key and value can be in at most 5 rules of an account and Region.
   */
  public static tags(...tags: ResourceTag[]): RetentionRuleLevel {
    return new RetentionRuleLevel({ resourceTags: tags.map(rendered) });
  }

  private constructor(private readonly properties: RenderedLevel) {}

  /**
   * @internal
   */
  public _render(): RenderedLevel {
    return this.properties;
  }
}

/** The level in the properties of an L1. */
type RenderedLevel = Pick<CfnRuleProps, 'resourceTags' | 'excludeResourceTags'>;

function rendered({ key, value = '' }: ResourceTag): CfnRule.ResourceTagProperty {
  return { resourceTagKey: key, resourceTagValue: value };
}
