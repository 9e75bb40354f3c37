import type { ResourceRequest, ResourceType } from '../resource-type';
import { failed } from './handler-error';
import { typed, violations } from './properties';
import { registration } from './registry';

/**
 * A type whose properties are held against CloudFormation's registry before anything is done with them. The registry also says
 * what replaces a resource, and whether it takes the stack's tags.
 */
export function registered(type: string, handlers: Pick<ResourceType, 'create' | 'update' | 'delete'>): ResourceType {
  const { properties: types, tagInformation } = registration(type);
  const checked = <T extends ResourceRequest>(request: T): T => {
    const wrong = violations(types, request.properties);
    if (wrong.length > 0) {
      throw new Error(`Properties validation failed for resource ${request.logicalId} with message:\n${wrong.join('\n')}`);
    }
    return { ...request, properties: typed(types, request.properties) };
  };
  return {
    type,
    replacedBy: Object.keys(types).filter(name => types[name].causesReplacement === 'yes'),
    takesStackTags: tagInformation !== undefined,
    create: async request => handlers.create(checked(request)),
    update: async request => handlers.update({ ...checked(request), previousProperties: typed(types, request.previousProperties) }),
    delete: request => handlers.delete(request).catch(error => {
      // What is gone already has been deleted.
      if (!failed(error, 'NotFound')) {
        throw error;
      }
    }),
  };
}
