import type { InternalCalls } from '../../server';
import type { ResourceState, ResourceType } from '../resource-type';
import { asking } from './handler-error';
import type { Names } from './names';
import { registered } from './registered';
import { tagChanges, tagsOf } from './tags';

/** Lifecycle policies, by the calls of Image Builder. */
export function lifecyclePolicy(server: InternalCalls, names: Names): ResourceType {
  const ask = asking(server, {
    signingName: 'imagebuilder',
    model: 'imagebuilder/2019-12-02',
    title: 'Imagebuilder',
    // Its operations have no error of their own for what is not there.
    meaning: ({ message }) => /does not exist/.test(message) ? 'NotFound' : undefined,
  });
  const stateOf = (arn: string): ResourceState => ({ physicalId: arn, attributes: { Arn: arn } });

  return registered('AWS::ImageBuilder::LifecyclePolicy', {
    create: async request => {
      const tags = tagsOf(request);
      const { Tags: _, ...properties } = request.properties;
      const { lifecyclePolicyArn } = await ask('CreateLifecyclePolicy', {
        ...inApiShape(properties), ...Object.keys(tags).length > 0 ? { tags } : {}, clientToken: names.uuid(request),
      }, request.caller);
      return stateOf(lifecyclePolicyArn);
    },

    // UpdateLifecyclePolicy replaces everything but the tags.
    update: async request => {
      const { Name: _, Tags: __, ...properties } = request.properties;
      const { physicalId: arn, caller } = request;
      await ask('UpdateLifecyclePolicy', { lifecyclePolicyArn: arn, ...inApiShape(properties), clientToken: names.uuid(request) }, caller);
      const { added, removed } = tagChanges(request);
      if (removed.length > 0) {
        await ask('UntagResource', { resourceArn: arn, tagKeys: removed }, caller);
      }
      if (Object.keys(added).length > 0) {
        await ask('TagResource', { resourceArn: arn, tags: added }, caller);
      }
      return stateOf(arn);
    },

    delete: async ({ physicalId, caller }) => {
      await ask('DeleteLifecyclePolicy', { lifecyclePolicyArn: physicalId }, caller);
    },
  });
}

/** Properties as the API names them. The keys of tags are not names of properties. */
function inApiShape(properties: object): object {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) =>
    [name[0].toLowerCase() + name.slice(1), name === 'TagMap' ? value : valueInApiShape(value)]));
}

function valueInApiShape(value: unknown): unknown {
  return Array.isArray(value) ? value.map(valueInApiShape) : typeof value === 'object' && value !== null ? inApiShape(value) : value;
}
