import type { ResourceRequest, ResourceUpdateRequest } from '../resource-type';

type Tags = Readonly<Record<string, string>>;

/** The tags of a resource: the stack's, and its own, which come before them. */
export function tagsOf({ properties, stackTags }: Pick<ResourceRequest, 'properties' | 'stackTags'>): Tags {
  const own = properties.Tags ?? {};
  return { ...stackTags, ...Array.isArray(own) ? Object.fromEntries(own.map(({ Key: key, Value: value }) => [key, value])) : own };
}

/** How an update changes the tags of a resource. */
export function tagChanges(request: ResourceUpdateRequest): { readonly added: Tags; readonly removed: readonly string[] } {
  const before = tagsOf({ properties: request.previousProperties, stackTags: request.previousStackTags });
  const after = tagsOf(request);
  return {
    added: Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value)),
    removed: Object.keys(before).filter(key => !(key in after)),
  };
}

/** Tags as a list, as most services take them. */
export function tagList(tags: Tags): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value }));
}
