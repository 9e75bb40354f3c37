import { associating } from './associations';
import { permissionFromPolicy } from './permissions';
import { newShareArn } from './shares';
import { Association, DEFAULT_PERMISSION, placeOf, Share, Store } from './store';
import { StandInFault } from '../../service-error';
import type { ImageSharing } from '../image-builder';

/** What becomes of the policies of images: each is a share, which its owner sees after a while and can promote. */
export function imageSharing(store: Store): ImageSharing {
  const { clock, options } = store;
  const withImage = (imageArn: string) =>
    [...store.shares.of(placeOf(imageArn)).values()].filter(share => share.associations.some(it => it.entity === imageArn));
  const fromPolicy = (imageArn: string): Share | undefined => withImage(imageArn).filter(it => it.fromPolicy).at(-1);
  const isIn = (share: Share, imageArn: string) => associating(share).some(it => it.entity === imageArn);
  return {
    policyPut: (imageArn, { actions, principals }) => {
      const now = clock.now();
      const before = withImage(imageArn).find(share => isIn(share, imageArn));
      if (before && store.featureSetOf(before) !== 'CREATED_FROM_POLICY') {
        throw new StandInFault('a policy for an image that is shared by a standard resource share is not modelled');
      }
      const place = placeOf(imageArn);
      const { arn: permission } = permissionFromPolicy(store, before, place, actions);
      const association = (type: Association['type'], entity: string): Association =>
        ({ entity, type, external: type === 'PRINCIPAL', creationTime: now, direction: 'associating', since: now - options.associationSeconds });
      store.save({
        arn: before?.arn ?? newShareArn(store, place),
        name: before?.name ?? `policy of ${imageArn.split('/').slice(1).join('-')}`,
        owningAccountId: place.account,
        allowExternalPrincipals: true,
        creationTime: before?.creationTime ?? now,
        lastUpdatedTime: now,
        tags: [],
        permissions: [permission],
        associations: [association('RESOURCE', imageArn), ...principals.map(entity => association('PRINCIPAL', accountOf(entity)))],
        fromPolicy: before?.fromPolicy ?? { imageArn, visibleAt: now + options.policySeconds, visibleAfterReads: store.reads + options.policyReads },
      });
    },

    withdrewPolicy: imageArn => {
      const association = fromPolicy(imageArn)?.associations.find(it => it.entity === imageArn);
      return association !== undefined && store.associationStatus(association).status === 'DISASSOCIATED';
    },

    policyInOwnWords: imageArn => {
      const share = fromPolicy(imageArn);
      if (!options.rewritesPolicies || share === undefined || store.featureSetOf(share) !== 'STANDARD' || share.deletedAt !== undefined) {
        return undefined;
      }
      const principals = associating(share).filter(({ type }) => type === 'PRINCIPAL').map(({ entity }) => rootOf(entity));
      const [permission] = share.permissions.map(arn => store.permissions.of(placeOf(imageArn)).get(arn) ?? DEFAULT_PERMISSION);
      return JSON.stringify({
        Version: '2012-10-17',
        Statement: principals.map((AWS, index) => (
          { Sid: `ram-${index}`, Effect: 'Allow', Principal: { AWS }, Action: [...permission.actions].reverse(), Resource: imageArn })),
      });
    },

    isShared: imageArn => store.dependedOn.has(imageArn) || withImage(imageArn).some(share => {
      const left = share.associations.filter(it => !['FAILED', 'DISASSOCIATED'].includes(store.associationStatus(it).status));
      return left.some(it => it.entity === imageArn) && left.some(it => it.type === 'PRINCIPAL');
    }),
  };
}

/** A whole account is named in two ways in policies, and in one in shares. */
function accountOf(principal: string): string {
  return /^arn:aws:iam::([0-9]{12}):root$/.exec(principal)?.[1] ?? principal;
}

function rootOf(principal: string): string {
  return /^[0-9]{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal;
}
