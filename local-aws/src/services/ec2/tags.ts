import { badValue } from './errors';
import type { Tags } from './images';
import type { Store } from './store';
import type { Operation } from '../../service';
import { ServiceError } from '../../service-error';
import type { Caller } from '../../world';

interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

const MAX_TAGS = 50;
const MAX_RESOURCES = 1_000;
const MAX_DELETED = 1_000;

/**
 * Tags of AMIs and snapshots, which are seen by their owner alone.
 *
 * Modelled from the API reference (CreateTags, DeleteTags) and the user guide ("Tag your Amazon EC2 resources").
 */
export function tagOperations(store: Store): Record<string, Operation> {
  /** Changes the tags of all resources of a request, or of none. */
  const change = (ids: readonly string[], caller: Caller, changed: (tags: Tags) => Tags) => {
    if (ids.length > MAX_RESOURCES) {
      throw badValue(`A request names at most ${MAX_RESOURCES} resources.`);
    }
    const saves = ids.map(id => {
      if (id.startsWith('ami-')) {
        const image = store.ownImage(caller, id);
        const tags = changed(image.tags);
        return () => store.images.save({ ...image, tags });
      }
      if (id.startsWith('snap-')) {
        const snapshot = store.ownSnapshot(caller, id);
        const tags = changed(snapshot.tags);
        return () => store.images.saveSnapshot({ ...snapshot, tags });
      }
      throw new ServiceError('InvalidID', `The ID '${id}' is not valid`);
    });
    saves.forEach(save => save());
    return {};
  };
  return {
    CreateTags: ({ Resources: ids, Tags: tags }: { Resources: string[]; Tags: Tag[] }, caller) => {
      const keys = tags.map(({ Key: key = '' }) => key);
      keys.forEach(refuseKey);
      if (new Set(keys).size < keys.length) {
        throw badValue('A tag key is given twice.');
      }
      if (tags.some(({ Value: value = '' }) => value.length > 256)) {
        throw badValue('The value of a tag has at most 256 characters.');
      }
      return change(ids, caller, before => {
        const after = { ...before, ...Object.fromEntries(tags.map(({ Key: key = '', Value: value = '' }) => [key, value])) };
        if (Object.keys(after).length > MAX_TAGS) {
          throw new ServiceError('TagLimitExceeded', `A resource has at most ${MAX_TAGS} tags.`);
        }
        return after;
      });
    },

    // Without tags it deletes them all; without a value, whatever value a tag has.
    DeleteTags: ({ Resources: ids, Tags: tags = [] }: { Resources: string[]; Tags?: Tag[] }, caller) => {
      if (tags.length > MAX_DELETED) {
        throw badValue(`A request deletes at most ${MAX_DELETED} tags.`);
      }
      tags.forEach(({ Key: key = '' }) => refuseKey(key));
      const goes = ([key, value]: [string, string]) => !key.startsWith('aws:')
        && (tags.length === 0 || tags.some(tag => tag.Key === key && (tag.Value ?? value) === value));
      return change(ids, caller, before => Object.fromEntries(Object.entries(before).filter(tag => !goes(tag))));
    },
  };
}

function refuseKey(key: string): void {
  if (key.startsWith('aws:')) {
    throw badValue('Tag keys starting with \'aws:\' are reserved for internal use');
  }
  if (key.length < 1 || key.length > 128) {
    throw badValue('A tag key has 1 to 128 characters.');
  }
}

/** Tags as an answer has them. */
export function shownTags(tags: Tags): object {
  const entries = Object.entries(tags);
  return entries.length === 0 ? {} : { Tags: entries.map(([Key, Value]) => ({ Key, Value })) };
}
