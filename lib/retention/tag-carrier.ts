import { ITaggableV2, TagManager, TagType } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import { Construct } from 'constructs';

/** Takes the tags that `Tags.of` gives to a rule, for a custom resource, which has no tags of its own. */
export class TagCarrier extends Construct implements ITaggableV2 {
  public readonly cdkTagManager: TagManager;

  constructor(scope: Construct, id: string, tags?: Readonly<Record<string, string>>) {
    super(scope, id);
    this.cdkTagManager = new TagManager(TagType.MAP, CfnRule.CFN_RESOURCE_TYPE_NAME, tags);
  }
}
