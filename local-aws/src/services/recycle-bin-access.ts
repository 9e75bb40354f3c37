import type { AccessRequest, Service } from '../service';
import type { Caller } from '../world';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What conditions can ask of a rule. */
interface TaggedRule {
  readonly Identifier: string;
  readonly RuleArn: string;
  readonly ResourceType: string;
  readonly tags: readonly Tag[];
}

/**
 * What a role needs, by the Service Authorization Reference: CreateRule asks for three actions, if it locks and tags.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsrecyclebin.html
 */
export function recycleBinAccess(rulesOf: (caller: Caller) => readonly TaggedRule[]): NonNullable<Service['access']> {
  const tagKeys = (keys: readonly string[]) => ({ 'aws:TagKeys': keys });
  const requestTags = (tags: readonly Tag[]) => ({
    ...tagKeys(tags.map(({ Key: key }) => key)), ...Object.fromEntries(tags.map(({ Key: key, Value: value }) => [`aws:RequestTag/${key}`, value])),
  });
  const onRule = (action: string, by: { Identifier?: string; ResourceArn?: string }, caller: Caller, context: AccessRequest['context'] = {}): AccessRequest[] => {
    const rule = rulesOf(caller).find(it => it.Identifier === by.Identifier || it.RuleArn === by.ResourceArn);
    return [{
      action: `rbin:${action}`,
      resource: by.ResourceArn ?? `arn:aws:rbin:${caller.region}:${caller.account}:rule/${by.Identifier}`,
      context: {
        ...rule ? { 'rbin:Attribute/ResourceType': rule.ResourceType } : {},
        ...Object.fromEntries((rule?.tags ?? []).map(({ Key: key, Value: value }) => [`aws:ResourceTag/${key}`, value])),
        ...context,
      },
    }];
  };
  const plain = (action: string) => (input: { Identifier?: string; ResourceArn?: string }, caller: Caller) => onRule(action, input, caller);
  return {
    CreateRule: ({ ResourceType, Tags = [], LockConfiguration }, caller) => {
      const resource = `arn:aws:rbin:${caller.region}:${caller.account}:rule/*`;
      return [
        { action: 'rbin:CreateRule', resource, context: { 'rbin:Request/ResourceType': ResourceType, ...Tags.length > 0 ? requestTags(Tags) : {} } },
        ...Tags.length > 0 ? [{ action: 'rbin:TagResource', resource, context: requestTags(Tags) }] : [],
        ...LockConfiguration ? [{ action: 'rbin:LockRule', resource }] : [],
      ];
    },
    ListRules: ({ ResourceType }) => [{ action: 'rbin:ListRules', resource: '*', context: { 'rbin:Request/ResourceType': ResourceType } }],
    ...Object.fromEntries(['GetRule', 'UpdateRule', 'DeleteRule', 'LockRule', 'UnlockRule', 'ListTagsForResource'].map(action => [action, plain(action)])),
    TagResource: (input, caller) => onRule('TagResource', input, caller, requestTags(input.Tags)),
    UntagResource: (input, caller) => onRule('UntagResource', input, caller, tagKeys(input.TagKeys)),
  };
}
