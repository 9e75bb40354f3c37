import { ramAccess } from './access';
import { associationOperations } from './associations';
import { imageSharing } from './image-policies';
import type { RamOptions } from './options';
import { permissionOperations } from './permissions';
import { shareOperations } from './shares';
import { placeOf, Store } from './store';
import { serviceModel } from '../../model/service-model';
import type { Service } from '../../service';
import { ServiceError } from '../../service-error';
import type { Clock } from '../../world';
import type { ImageSharing } from '../image-builder';

export type { Organization, RamOptions, SharedImages, UndocumentedRam } from './options';

/** The Resource Access Manager, what Image Builder tells it, and what a test does to it without asking it. */
export interface Ram extends Service, ImageSharing {
  /** Lets consumers depend on an image, or no longer: while they do, its associations cannot end. */
  dependOn(imageArn: string, depend?: boolean): void;

  /** Lets a resource or a principal fail to be associated from now on. */
  failToAssociate(entity: string, reason: string): void;

  /** Lets an account accept its invitation to a share. */
  acceptInvitation(shareArn: string, account: string): void;
}

/** The Resource Access Manager: resource shares of images, those that were made from policies, and their promotion. */
export function ram(clock: Clock, options: RamOptions): Ram {
  const store = new Store(clock, options);
  return {
    model: serviceModel('ram/2018-01-04'),
    invalidRequest: [{ code: 'InvalidParameterException' }],
    operations: {
      ...shareOperations(store),
      ...associationOperations(store),
      ...permissionOperations(store),
      EnableSharingWithAwsOrganization: (_, { account }) => {
        if (account !== options.organization?.managementAccount) {
          throw new ServiceError('OperationNotPermittedException', 'Only the management account of an organization can enable sharing within it.');
        }
        store.sharingEnabled = true;
        return { returnValue: true };
      },
    },
    state: [store.shares, store.permissions],
    access: ramAccess(store),
    ...imageSharing(store),
    dependOn: (imageArn, depend = true) => {
      if (depend) {
        store.dependedOn.add(imageArn);
      } else {
        store.dependedOn.delete(imageArn);
      }
    },
    failToAssociate: (entity, reason) => {
      store.failures.set(entity, reason);
    },
    acceptInvitation: (shareArn, account) => {
      const share = store.share(placeOf(shareArn), shareArn);
      store.save({
        ...share,
        associations: share.associations.map(({ invited, ...it }) => ({ ...it, ...invited && it.entity !== account ? { invited } : {} })),
      });
    },
  };
}
