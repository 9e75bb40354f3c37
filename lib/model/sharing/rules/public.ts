import type { Problem, Rule } from '../../rule';
import { flag } from '../../unknown';
import { PAGES } from '../limits';
import { factsOf, inProperties, permissionForEveryone, Right, RIGHT_NAMES } from '../rights';
import { isPublic, rightsIn, SharingSubject } from '../share-policy-input';

/** The rights in words. */
const ANY_RIGHT = RIGHT_NAMES.join(' or ');

/** Rules over images that are shared with everyone. */
export const PUBLIC_RULES: readonly Rule<SharingSubject>[] = [
  ...RIGHT_NAMES.map(publicOnlyIfAllowed),
  {
    id: 'PublicImageUnencrypted',
    severity: 'error',
    summary: 'An image that is shared with everyone is not encrypted.',
    see: PAGES.public,
    * check(subject) {
      const { images, intent } = subject;
      if (!rightsIn(subject).some(isPublic)) {
        return;
      }
      const remedy = 'share with accounts, organizations or organizational units, or share a copy that is not encrypted';
      if ((intent?.encryptionKeys ?? 0) > 0) {
        yield { path: 'EncryptionKeys', message: `must not be set where everyone may ${ANY_RIGHT}, because what is encrypted cannot be public`, remedy };
      }
      for (const { path, image, view } of images) {
        // That nobody can use the key that AWS manages is told by a rule of its own.
        if (view?.encryption !== undefined && view.encryption.key !== 'AWS-managed key') {
          yield {
            path: `${path}.Image`,
            value: image,
            message: `must not be encrypted where everyone may ${ANY_RIGHT}, and ${view.encryption.saidBy} encrypts it`,
            remedy,
          };
        }
      }
    },
  },
  {
    id: 'PublicImageWithoutWatermark',
    severity: 'error',
    summary: 'An image that everyone may launch has no watermark.',
    see: PAGES.watermark,
    * check({ images, launch }) {
      for (const { path, image, view } of isPublic(launch) ? images : []) {
        if (view?.watermarkedBy !== undefined) {
          yield {
            path: `${path}.Image`,
            value: image,
            message: `must not have a watermark where everyone may launch, and ${view.watermarkedBy} gives it one`,
            remedy: 'share with accounts, organizations or organizational units, or build the image without a watermark',
          };
        }
      }
    },
  },
  {
    id: 'PublicImageNotBuiltFrom',
    severity: 'error',
    summary: 'Image Builder shares with accounts, organizations and organizational units, and not with everyone.',
    see: PAGES.buildFrom,
    * check(subject): Iterable<Problem> {
      const { buildFrom } = subject;
      for (const { path, value } of buildFrom?.known.filter(({ kind }) => kind === 'everyone') ?? []) {
        yield {
          path, value,
          message: 'must be an account, an organization or an organizational unit',
          remedy: 'name those who build: Image Builder shares with nobody else',
        };
      }
      if (buildFrom !== undefined && rightsIn(subject).some(isPublic)) {
        yield {
          path: 'BuildFrom',
          message: `must not be set where everyone may ${ANY_RIGHT}`,
          remedy: 'leave it out, as whoever may launch from an AMI can name its id as the parent image of a recipe',
        };
      }
    },
  },
];

/** The rule that everyone has a right only if a property of its own says so. */
function publicOnlyIfAllowed(right: Right): Rule<SharingSubject> {
  const { everyone } = factsOf(right);
  const property = permissionForEveryone(right);
  return {
    id: `Public${inProperties(right)}Allowed`,
    severity: 'error',
    summary: `Everyone may ${right} only if \`${property}\` says so.`,
    see: everyone.page,
    * check(subject) {
      const isAllowed = flag(subject.given[`AllowPublic${inProperties(right)}`]);
      for (const { path, value } of isAllowed === false ? subject[right].kinds.filter(({ kind }) => kind === 'everyone') : []) {
        yield {
          path, value,
          message: `must not be everyone without ${property}`,
          remedy: `name those it is for; or set ${property}, if everyone may have ${everyone.gets}`,
        };
      }
    },
  };
}
