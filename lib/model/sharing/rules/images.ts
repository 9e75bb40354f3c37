import { remedyAgainst } from '../../lifecycle/app-facts';
import type { Rule } from '../../rule';
import type { TakingAway } from '../app-facts';
import { PAGES } from '../limits';
import { isPublic, rightsIn, SharingSubject } from '../share-policy-input';

/** Rules over the images of a policy, and what the app says of them. */
export const IMAGE_RULES: readonly Rule<SharingSubject>[] = [
  {
    id: 'SomethingToShare',
    severity: 'error',
    summary: 'A policy has at least one image.',
    see: PAGES.accounts,
    * check({ properties }) {
      if (properties.Images?.length === 0) {
        yield { path: 'Images', value: [], message: 'must name an image', remedy: 'name the images that are shared, or remove the policy' };
      }
    },
  },
  {
    id: 'DuplicateImage',
    severity: 'error',
    of: 'what is written',
    summary: 'No image is named twice.',
    see: PAGES.accounts,
    * check({ images }) {
      const named = new Set<string>();
      for (const { path, image, region, view } of images) {
        const identity = view?.identity ?? (image === undefined ? undefined : `${image} ${region ?? ''}`);
        if (identity !== undefined && named.has(identity)) {
          yield { path, value: image, message: 'must be named once', remedy: 'remove it here, as the list has it already' };
        } else if (identity !== undefined) {
          named.add(identity);
        }
      }
    },
  },
  {
    id: 'BuildFromNeedsImageBuild',
    severity: 'error',
    summary: 'Only images of Image Builder can be shared to be built from.',
    see: PAGES.buildFrom,
    * check({ images, buildFrom }) {
      if (buildFrom !== undefined && images.length > 0 && images.every(({ kind }) => kind === 'AMI')) {
        yield {
          path: 'BuildFrom',
          message: 'needs an image build among the images, and all of them are AMIs',
          remedy: 'name the build with ImageSelection.fromImageBuild; or leave this out: a recipe can name an AMI that its account may launch',
        };
      }
    },
  },
  {
    id: 'BuildFromWhereImageIs',
    severity: 'error',
    summary: 'An image is shared to be built from in its own account and Region.',
    see: PAGES.buildFrom,
    * check({ images, buildFrom, app }) {
      for (const { path, image, view } of buildFrom ? images.filter(({ kind }) => kind === 'IMAGE_BUILD') : []) {
        const [what, is, mustBe] = isOther(view?.region, app?.region) ? ['Region', view!.region, app!.region] : ['account', view?.account, app?.account];
        if (isOther(is, mustBe)) {
          yield {
            path: `${path}.Image`,
            value: image,
            message: `must be of the ${what} of the stack, ${mustBe}, to be built from, and is of ${is}`,
            remedy: 'set buildFrom in a policy where the image is: Image Builder shares an image nowhere else',
          };
        }
      }
    },
  },
  {
    id: 'AwsManagedKey',
    severity: 'error',
    summary: 'An image that is encrypted with the key that AWS manages for EBS cannot be shared.',
    see: PAGES.snapshots,
    * check({ images }) {
      for (const { path, view } of images) {
        if (view?.encryption?.key === 'AWS-managed key') {
          yield {
            path: `${path}.Image`,
            value: view.encryption.value,
            message: `must not be encrypted with the key that AWS manages for EBS, and ${view.encryption.saidBy} says so`,
            remedy: 'encrypt it with a customer managed key there, and give that in encryptionKeys; or do not encrypt it',
          };
        }
      }
    },
  },
  {
    id: 'EncryptedImageNeedsKey',
    severity: 'warning',
    summary: 'Whoever launches from an encrypted image, or copies it, uses its key.',
    see: PAGES.keys,
    * check(subject) {
      const { images, intent } = subject;
      const isShared = rightsIn(subject).some(({ count }) => count > 0) && !rightsIn(subject).some(isPublic);
      for (const { path, image, view } of isShared && intent?.encryptionKeys === 0 ? images : []) {
        if (view?.encryption !== undefined && view.encryption.key !== 'AWS-managed key') {
          yield {
            path: `${path}.Image`,
            value: view.encryption.value ?? image,
            message: `is encrypted by ${view.encryption.saidBy}, and nothing here lets others use the key`,
            remedy: view.encryption.key === 'unknown key'
              ? 'encrypt it with a customer managed key there, and give that in encryptionKeys: the default key of an account may be one that cannot be shared'
              : 'give the key in encryptionKeys; or see to its policy by other means, and acknowledge this',
          };
        }
      }
    },
  },
  {
    id: 'LifecycleTakesImageAway',
    severity: 'warning',
    summary: 'No lifecycle policy of the app disables or deletes an image that is shared.',
    see: PAGES.deleteImage,
    * check(subject) {
      const { images, buildFrom } = subject;
      const launched = rightsIn(subject).some(({ count }) => count > 0);
      // The record of an image by itself can go, and its AMIs stay shared; but not if it is shared itself.
      const isHarmed = ({ action, touchesAmis }: TakingAway) => touchesAmis ? launched || buildFrom !== undefined : action === 'DELETE' && buildFrom !== undefined;
      for (const { path, image, view } of images) {
        for (const rule of view?.takenAwayBy.filter(isHarmed) ?? []) {
          yield {
            path: `${path}.Image`,
            value: image,
            see: rule.action === 'DISABLE' ? PAGES.disableAmi : PAGES.deleteImage,
            message: `is ${rule.action === 'DISABLE' ? 'disabled' : 'deleted'} in time by ${rule.path}`,
            remedy: remedyAgainst(rule.action, launched && rule.touchesAmis, rule.excludesByTag),
          };
        }
      }
    },
  },
];

/** Whether two places are known to differ. */
function isOther(is: string | undefined, mustBe: string | undefined): boolean {
  return is !== undefined && mustBe !== undefined && is !== mustBe;
}
