import { ec2Access } from './access';
import { describeImages } from './describe-images';
import { dryRun, ERRORS, INVALID_REQUEST, tooManyRequests } from './errors';
import { imageAttributeOperations } from './image-attributes';
import { imageStateOperations } from './image-states';
import type { Images } from './images';
import type { Ec2Options } from './options';
import { publicAccessOperations } from './public-access';
import { snapshotOperations } from './snapshots';
import { Store } from './store';
import { tagOperations } from './tags';
import { Throttling } from './throttling';
import { serviceModel } from '../../model/service-model';
import type { Operation, Service } from '../../service';
import type { Clock } from '../../world';

export type { DeregistrationProtection, Encryption, Image, Images, ImageSeed, ImageState, Snapshot, SnapshotSeed } from './images';
export type { LaunchPermission } from './launch-permissions';
export type { Ec2Options, SharingGroup, UndocumentedEc2 } from './options';
export { bucketsByKind, documentedBuckets } from './throttling';
export type { Buckets } from './throttling';

/** EC2, and what a test does to its AMIs without asking it. */
export interface Ec2 extends Service {
  /** Where AMIs and snapshots are made and looked at: no operation makes them here. */
  readonly images: Images;
}

/** EC2, as far as AMIs and their snapshots are governed: who may launch from them, what they say, how they live and end. */
export function ec2(clock: Clock, options: Ec2Options = {}): Ec2 {
  const store = new Store(clock, options);
  const throttling = options.throttling && new Throttling(clock, options.throttling);
  const operations: Record<string, Operation> = {
    ...imageAttributeOperations(store),
    ...imageStateOperations(store),
    DescribeImages: describeImages(store),
    ...publicAccessOperations(store),
    ...snapshotOperations(store),
    ...tagOperations(store),
  };
  return {
    model: serviceModel('ec2/2016-11-15'),
    invalidRequest: INVALID_REQUEST,
    errors: ERRORS,
    accessDenied: 'UnauthorizedOperation',
    throttled: 'RequestLimitExceeded',
    state: [store.images.stored, store.images.storedSnapshots, store.publicAccess],
    access: ec2Access(store),
    operations: Object.fromEntries(Object.entries(operations).map(([name, carryOut]) => [name, (input, caller) => {
      if (throttling?.take(name, input, caller) === false) {
        throw tooManyRequests();
      }
      // What a role may do has been asked before, and is all that a dry run tells.
      if (input.DryRun) {
        throw dryRun();
      }
      return carryOut(input, caller);
    }])),
    images: store.images,
  };
}
