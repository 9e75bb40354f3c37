import type { Problem, Rule } from '../../rule';
import { PAGES } from '../limits';
import { flag, isPublic, Principals, SharingSubject } from '../share-policy-input';

/** Rules over images that are shared with everyone. */
export const PUBLIC_RULES: readonly Rule<SharingSubject>[] = [
  {
    id: 'PublicLaunchAllowed',
    severity: 'error',
    summary: 'Everyone may launch only if `allowPublicLaunch` says so.',
    see: PAGES.public,
    check: ({ launch, properties }) => unlessAllowed(launch, flag(properties.AllowPublicLaunch), 'allowPublicLaunch',
      'everyone may have all that is in the image'),
  },
  {
    id: 'PublicCopyAllowed',
    severity: 'error',
    summary: 'Everyone may copy only if `allowPublicCopy` says so.',
    see: PAGES.snapshots,
    check: ({ copy, properties }) => unlessAllowed(copy, flag(properties.AllowPublicCopy), 'allowPublicCopy',
      'everyone may have all the data of the snapshots'),
  },
  {
    id: 'PublicImageUnencrypted',
    severity: 'error',
    summary: 'An image that is shared with everyone is not encrypted.',
    see: PAGES.public,
    * check({ images, launch, copy, intent }) {
      if (!isPublic(launch) && !isPublic(copy)) {
        return;
      }
      const remedy = 'share with accounts, organizations or organizational units, or share a copy that is not encrypted';
      if ((intent?.encryptionKeys ?? 0) > 0) {
        yield { path: 'EncryptionKeys', message: 'must not be set where everyone may launch or copy, because what is encrypted cannot be public', remedy };
      }
      for (const { path, image, view } of images) {
        // That nobody can use the key that AWS manages is told by a rule of its own.
        if (view?.encryption !== undefined && view.encryption.key !== 'AWS-managed key') {
          yield {
            path: `${path}.Image`,
            value: image,
            message: `must not be encrypted where everyone may launch or copy, and ${view.encryption.saidBy} encrypts it`,
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
    * check({ launch, copy, buildFrom }): Iterable<Problem> {
      for (const { path, value } of buildFrom?.known.filter(({ kind }) => kind === 'everyone') ?? []) {
        yield {
          path, value,
          message: 'must be an account, an organization or an organizational unit',
          remedy: 'name those who build: Image Builder shares with nobody else',
        };
      }
      if (buildFrom !== undefined && (isPublic(launch) || isPublic(copy))) {
        yield {
          path: 'BuildFrom',
          message: 'must not be set where everyone may launch or copy',
          remedy: 'leave it out, as whoever may launch from an AMI can name its id as the parent image of a recipe',
        };
      }
    },
  },
];

function* unlessAllowed(principals: Principals, isAllowed: boolean | undefined, property: string, terms: string): Iterable<Problem> {
  for (const { path, value, kind } of isAllowed === false ? principals.known : []) {
    if (kind === 'everyone') {
      yield { path, value, message: `must not be everyone without ${property}`, remedy: `name those it is for; or set ${property}, if ${terms}` };
    }
  }
}
