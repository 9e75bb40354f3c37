import type { ImageRights, ImageSharePolicySpec } from '../../model/sharing/image-share-policy-contract';
import { byId } from '../../model/sharing/principals';
import { forEachRight } from '../../model/sharing/rights';
import { DeclaredGrants, GrantedAmi, NOTHING } from '../images/grants';
import { keyOf, nameOf, ObservedImage } from '../images/observed';

/** Everything that a plan needs to know. */
export interface ObservedShares {
  /** The images of the references, by `keyOf`. */
  readonly images: Readonly<Record<string, Pick<ObservedImage, 'build'> & { readonly amis: readonly GrantedAmi[] }>>;

  /** The places where public sharing of AMIs is blocked, by account and Region. Not read unless everyone is declared. */
  readonly publicSharingBlockedIn: readonly string[];
}

/** The account and Region of an AMI, as `publicSharingBlockedIn` has them. */
export function placeOf({ account, region }: Pick<GrantedAmi, 'account' | 'region'>): string {
  return `${account} ${region}`;
}

/** Every AMI once, by name. */
export function amisIn({ images }: ObservedShares): ReadonlyMap<string, GrantedAmi> {
  return new Map(Object.values(images).flatMap(({ amis }) => amis).map(ami => [nameOf(ami), ami]));
}

/** The grants that a specification declares for each AMI, by name. None without a specification. */
export function declaredBy(spec: ImageSharePolicySpec | undefined, { images }: ObservedShares): ReadonlyMap<string, DeclaredGrants> {
  const declared = forEachRight(right => byId(spec?.[right] ?? []));
  return new Map((spec?.images ?? []).flatMap(image => (images[keyOf(image)]?.amis ?? []).map(ami => [nameOf(ami), declared] as const)));
}

/** The grants that other policies of the app declare for each AMI, by name. */
export function declaredByOthers(
  { sharedByOthers = [] }: Pick<ImageSharePolicySpec, 'sharedByOthers'>, { images }: ObservedShares,
): ReadonlyMap<string, DeclaredGrants> {
  const all = new Map<string, DeclaredGrants>();
  for (const shared of sharedByOthers) {
    for (const name of (images[keyOf(shared)]?.amis ?? []).map(nameOf)) {
      all.set(name, both(all.get(name) ?? NOTHING, shared));
    }
  }
  return all;
}

function both(grants: DeclaredGrants, more: ImageRights): DeclaredGrants {
  return forEachRight(right => new Map([...grants[right], ...byId(more[right])]));
}
