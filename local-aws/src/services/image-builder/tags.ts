import { shownTags, Store } from './store';
import type { Operation } from '../../service';
import type { Caller } from '../../world';

/** The tags of images and lifecycle policies. */
export function tagOperations(store: Store): Record<string, Operation> {
  const tagsOf = (caller: Caller, arn: string) => isImage(arn)
    ? store.image(caller, arn, 'ResourceNotFoundException') : store.lifecyclePolicy(caller, arn, 'ResourceNotFoundException');
  const save = (caller: Caller, arn: string, tags: Readonly<Record<string, string>>) => {
    if (isImage(arn)) {
      store.save({ ...store.image(caller, arn), tags });
    } else {
      store.lifecyclePolicies.of(caller).set(arn, { ...store.lifecyclePolicy(caller, arn), tags });
    }
    return {};
  };
  return {
    TagResource: ({ resourceArn, tags }, caller) => save(caller, resourceArn, { ...tagsOf(caller, resourceArn).tags, ...tags }),

    UntagResource: ({ resourceArn, tagKeys }, caller) =>
      save(caller, resourceArn, Object.fromEntries(Object.entries(tagsOf(caller, resourceArn).tags).filter(([key]) => !tagKeys.includes(key)))),

    ListTagsForResource: ({ resourceArn }, caller) => shownTags(tagsOf(caller, resourceArn)),
  };
}

function isImage(arn: string): boolean {
  return arn.split(':')[5].startsWith('image/');
}
