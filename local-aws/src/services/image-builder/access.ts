import { roleArn } from './actions';
import { normalised, Store } from './store';
import type { AccessRequest, Service } from '../../service';
import type { Caller } from '../../world';

type Context = NonNullable<AccessRequest['context']>;

/**
 * What a role needs, by the Service Authorization Reference. Whoever hands a role to Image Builder needs to be allowed to pass it.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
 */
export function imageBuilderAccess(store: Store): NonNullable<Service['access']> {
  const on = (action: string, arn: string, caller: Caller, context: Context = {}): AccessRequest => {
    const tagged = store.images.of(caller).get(arn) ?? store.lifecyclePolicies.of(caller).get(arn);
    return { action: `imagebuilder:${action}`, resource: arn, context: { ...tagContext('ResourceTag', tagged?.tags), ...context } };
  };
  const passRole = (role: string | undefined, caller: Caller): AccessRequest[] => role === undefined ? [] : [
    { action: 'iam:PassRole', resource: roleArn(role, caller.account), context: { 'iam:PassedToService': 'imagebuilder.amazonaws.com' } },
  ];
  const named = (action: string, member: string) => [action, (input: any, caller: Caller) => [on(action, input[member], caller)]];
  const execution = (action: string) => [action, ({ lifecycleExecutionId: id }: { lifecycleExecutionId: string }, caller: Caller) =>
    [on(action, `arn:aws:imagebuilder:${caller.region}:${caller.account}:lifecycle-execution/${id}`, caller)]];
  const anything = (action: string) => [action, () => [{ action: `imagebuilder:${action}`, resource: '*' }]];
  return {
    ...Object.fromEntries([
      named('GetImage', 'imageBuildVersionArn'), named('DeleteImage', 'imageBuildVersionArn'),
      named('GetImagePolicy', 'imageArn'), named('PutImagePolicy', 'imageArn'),
      named('GetLifecyclePolicy', 'lifecyclePolicyArn'), named('DeleteLifecyclePolicy', 'lifecyclePolicyArn'),
      named('ListLifecycleExecutions', 'resourceArn'), named('ListTagsForResource', 'resourceArn'),
      execution('GetLifecycleExecution'), execution('ListLifecycleExecutionResources'), execution('CancelLifecycleExecution'),
      anything('ListImages'), anything('ListLifecyclePolicies'),
    ]),
    ListImageBuildVersions: ({ imageVersionArn }, caller) => [on('ListImageBuildVersions', `${imageVersionArn}/*`, caller)],
    StartResourceStateUpdate: ({ resourceArn, executionRole }, caller) =>
      [on('StartResourceStateUpdate', resourceArn, caller), ...passRole(executionRole, caller)],
    CreateLifecyclePolicy: ({ name, executionRole, resourceType, tags }, caller) => {
      const arn = `arn:aws:imagebuilder:${caller.region}:${caller.account}:lifecycle-policy/${normalised(name)}`;
      return [
        on('CreateLifecyclePolicy', arn, caller, { 'imagebuilder:LifecyclePolicyResourceType': resourceType, ...requestTags(tags) }),
        ...tags ? [on('TagResource', arn, caller, requestTags(tags))] : [],
        ...passRole(executionRole, caller),
      ];
    },
    UpdateLifecyclePolicy: ({ lifecyclePolicyArn, executionRole, resourceType }, caller) => [
      on('UpdateLifecyclePolicy', lifecyclePolicyArn, caller, { 'imagebuilder:LifecyclePolicyResourceType': resourceType }),
      ...passRole(executionRole, caller),
    ],
    TagResource: ({ resourceArn, tags }, caller) => [on('TagResource', resourceArn, caller, requestTags(tags))],
    UntagResource: ({ resourceArn, tagKeys }, caller) => [on('UntagResource', resourceArn, caller, { 'aws:TagKeys': tagKeys })],
  };
}

function tagContext(kind: string, tags: Readonly<Record<string, string>> = {}): Context {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:${kind}/${key}`, value]));
}

function requestTags(tags: Readonly<Record<string, string>> | undefined): Context {
  return tags ? { 'aws:TagKeys': Object.keys(tags), ...tagContext('RequestTag', tags) } : {};
}
