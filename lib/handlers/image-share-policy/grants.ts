import type { ObservedShares } from './observed';
import type { ImageRights, ImageSharePolicySpec } from '../../model/sharing/image-share-policy-contract';
import { keyOf, nameOf } from '../images/observed';

/** What is declared for an AMI: by one reference or by several. */
export interface Declared {
  readonly launch: ReadonlySet<string>;
  readonly copy: ReadonlySet<string>;
}

export const NOTHING: Declared = { launch: new Set(), copy: new Set() };

/** What a specification declares for each AMI, by name; nothing, if there is none. */
export function declaredBy(spec: ImageSharePolicySpec | undefined, { images }: ObservedShares): ReadonlyMap<string, Declared> {
  const declared: Declared = { launch: new Set(spec?.launch), copy: new Set(spec?.copy) };
  return new Map((spec?.images ?? []).flatMap(image => (images[keyOf(image)]?.amis ?? []).map(ami => [nameOf(ami), declared] as const)));
}

/** What other policies of the app grant on each AMI, by name. */
export function declaredByOthers({ sharedByOthers = [] }: Pick<ImageSharePolicySpec, 'sharedByOthers'>, { images }: ObservedShares): ReadonlyMap<string, Declared> {
  const all = new Map<string, Declared>();
  for (const shared of sharedByOthers) {
    for (const name of (images[keyOf(shared)]?.amis ?? []).map(nameOf)) {
      all.set(name, both(all.get(name) ?? NOTHING, shared));
    }
  }
  return all;
}

function both({ launch, copy }: Declared, more: ImageRights): Declared {
  return { launch: new Set([...launch, ...more.launch]), copy: new Set([...copy, ...more.copy]) };
}
