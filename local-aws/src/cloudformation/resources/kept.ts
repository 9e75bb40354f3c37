import type { ResourceRequest, ResourceState, ResourceType } from '../resource-type';
import { Identities } from './identities';
import { registered } from './registered';

/**
 * A type that is kept as it was declared: it has an identity and attributes, and does nothing.
 *
 * @param identity What a new resource is called. Nothing in it may depend on properties that change without replacement.
 */
export function kept(type: string, identity: (request: ResourceRequest) => ResourceState, options: { readonly global?: boolean } = {}): ResourceType {
  const identities = new Identities(type, options.global);
  return registered(type, {
    create: async request => identities.add(request, identity(request)),
    update: async request => identities.get(request),
    delete: async request => identities.remove(request),
  });
}
