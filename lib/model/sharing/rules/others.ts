import type { Rule } from '../../rule';
import type { OtherSharePolicy } from '../app-facts';
import { PAGES } from '../limits';
import { everyRightIn, SharingSubject } from '../share-policy-input';

/** Rules over a policy and others of its environment that share an image with it. */
export const OTHER_POLICY_RULES: readonly Rule<SharingSubject>[] = [
  {
    id: 'AuthoritativePolicyAlone',
    severity: 'error',
    summary: 'An image of an authoritative policy has no other policy.',
    see: PAGES.accounts,
    * check(subject) {
      for (const other of othersOf(subject, 'authoritative')) {
        yield {
          ...sharedImage(subject, other),
          message: `must not be shared by ${other.path} as well: ${isAuthoritative(subject) ? 'this policy' : 'that one'} takes away what it does not declare`,
          remedy: 'declare everything in one policy, or make both additive',
        };
      }
    },
  },
  {
    id: 'ImagePolicyAlone',
    severity: 'error',
    summary: 'An image whose own policy is written by one share policy has no other.',
    see: PAGES.imagePolicy,
    * check(subject) {
      for (const other of othersOf(subject, 'image policy')) {
        yield {
          ...sharedImage(subject, other),
          message: `must not be shared by ${other.path} as well: ${hasImagePolicy(subject) ? 'this policy' : 'that one'} writes the policy of the image, which has one owner`,
          remedy: 'declare everything in one policy, or use BuildSharing.resourceShare',
        };
      }
    },
  },
  {
    id: 'OnePolicyPerGrant',
    severity: 'error',
    summary: 'Of two additive policies of an image, only one names a principal for a right.',
    see: PAGES.launchPermission,
    * check(subject) {
      for (const other of othersOf(subject, 'neither')) {
        for (const path of other.sameGrants) {
          yield {
            path,
            value: valueAt(subject, path),
            message: `must be named by one policy of an image, and ${other.path} names it already`,
            remedy: 'remove it from one of the two: the first that goes would take it away from both',
          };
        }
      }
    },
  },
];

type Conflict = 'authoritative' | 'image policy' | 'neither';

/** The other policies of an image, by the first reason why there may be none. One reason is told. */
function othersOf(subject: SharingSubject, conflict: Conflict): readonly OtherSharePolicy[] {
  return (subject.app?.others ?? []).filter(other => conflict === (
    isAuthoritative(subject) || other.isAuthoritative ? 'authoritative' : hasImagePolicy(subject) || other.hasImagePolicy ? 'image policy' : 'neither'));
}

function isAuthoritative({ properties }: SharingSubject): boolean {
  return (properties.Mode ?? 'ADDITIVE') !== 'ADDITIVE';
}

function hasImagePolicy({ buildFrom }: SharingSubject): boolean {
  return buildFrom?.via === 'IMAGE_POLICY';
}

/** The first image that another policy has as well. */
function sharedImage({ images }: SharingSubject, other: OtherSharePolicy) {
  const { path, image } = images[other.images[0]];
  return { path: `${path}.Image`, value: image };
}

function valueAt(subject: SharingSubject, path: string): string | undefined {
  return everyRightIn(subject).flatMap(it => it.known).find(it => it.path === path)?.value;
}
