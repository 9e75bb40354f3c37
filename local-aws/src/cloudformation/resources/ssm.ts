import type { InternalCalls } from '../../server';
import { PARTITION } from '../../world';
import type { ResourceRequest, ResourceState, ResourceType } from '../resource-type';
import { asking } from './handler-error';
import type { Names } from './names';
import { registered } from './registered';
import { tagChanges, tagList, tagsOf } from './tags';

/** Parameters, by the calls of Systems Manager. */
export function parameter(server: InternalCalls, names: Names): ResourceType {
  const ask = asking(server, { signingName: 'ssm', model: 'ssm/2014-11-06', title: 'Ssm' });

  const stateOf = (name: string, { properties: { Type, Value }, caller: { region, account } }: ResourceRequest): ResourceState => ({
    physicalId: name,
    attributes: { Type, Value, Arn: `arn:${PARTITION}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}` },
  });

  return registered('AWS::SSM::Parameter', {
    create: async request => {
      const { Tags: _, ...properties } = request.properties;
      const name: string = properties.Name ?? `CFN-${request.logicalId}-${names.suffix(request)}`;
      const tags = tagList(tagsOf(request));
      await ask('PutParameter', { ...properties, Name: name, ...tags.length > 0 ? { Tags: tags } : {} }, request.caller);
      return stateOf(name, request);
    },

    // What is written over takes no tags.
    update: async request => {
      const { Tags: _, ...properties } = request.properties;
      const { physicalId: name, caller } = request;
      await ask('PutParameter', { ...properties, Name: name, Overwrite: true }, caller);
      const { added, removed } = tagChanges(request);
      const resource = { ResourceType: 'Parameter', ResourceId: name };
      if (removed.length > 0) {
        await ask('RemoveTagsFromResource', { ...resource, TagKeys: removed }, caller);
      }
      if (Object.keys(added).length > 0) {
        await ask('AddTagsToResource', { ...resource, Tags: tagList(added) }, caller);
      }
      return stateOf(name, request);
    },

    delete: async ({ physicalId, caller }) => {
      await ask('DeleteParameter', { Name: physicalId }, caller);
    },
  });
}
