import { imageBuilderAccess } from './access';
import { executionOperations, Executions } from './executions';
import { imagePolicyOperations } from './image-policies';
import { addImage, BuildResult, finishBuild, finishBuilds, imageOperations, ImageSeed } from './images';
import { lifecyclePolicyOperations } from './lifecycle-policies';
import type { ImageBuilderOptions } from './options';
import { stateUpdateOperations } from './state-updates';
import { Place, placeOf, Store } from './store';
import { tagOperations } from './tags';
import { serviceModel } from '../../model/service-model';
import type { Operation, Service } from '../../service';
import type { Clock } from '../../world';

export { MemoryAmis } from './amis';
export type { Ami, AmiPort, AmiReference } from './amis';
export type { BuildResult, ImageSeed } from './images';
export type { ImageBuilderOptions, ImageSharing, UndocumentedImageBuilder } from './options';

/** EC2 Image Builder, and what a test does to it without asking it. */
export interface ImageBuilder extends Service {
  /** Adds an image as if it had been built, with its AMIs, and returns its ARN. */
  addImage(place: Place, seed?: ImageSeed): string;

  /** Ends the build of an image now. */
  finishBuild(imageArn: string, as?: BuildResult, reason?: string): void;

  /** Does what is due by now: every call does it first, for its own account and Region. */
  catchUp(place: Place): Promise<void>;

  /** The tags of an image, if it exists. */
  imageTags(imageArn: string): Readonly<Record<string, string>> | undefined;
}

/** EC2 Image Builder: lifecycle policies, images, their state updates, and the policies that share them. */
export function imageBuilder(clock: Clock, options: ImageBuilderOptions = {}): ImageBuilder {
  const store = new Store(clock, options);
  const executions = new Executions(store);
  const catchUp = async (place: Place): Promise<void> => {
    finishBuilds(store, place);
    await executions.catchUp(place);
  };
  const operations = {
    ...lifecyclePolicyOperations(store),
    ...imageOperations(store),
    ...stateUpdateOperations(store, executions),
    ...executionOperations(store, executions),
    ...imagePolicyOperations(store),
    ...tagOperations(store),
  };
  return {
    model: serviceModel('imagebuilder/2019-12-02'),
    invalidRequest: [{ code: 'InvalidRequestException' }, { code: 'InvalidParameterException' }],
    operations: Object.fromEntries(Object.entries<Operation>(operations).map(([name, carryOut]) => [name, async (input, caller) => {
      await catchUp(caller);
      return carryOut(input, caller);
    }])),
    state: [store.lifecyclePolicies, store.images, store.imagePolicies, store.executions],
    access: imageBuilderAccess(store),
    errors: store.options.missingIs === 'ResourceNotFoundException' ? ['ResourceNotFoundException'] : [],
    throttled: 'CallRateLimitExceededException',
    addImage: (place, seed) => addImage(store, place, seed),
    finishBuild: (arn, as = 'AVAILABLE', reason) => finishBuild(store, arn, as, reason),
    catchUp,
    imageTags: arn => store.images.of(placeOf(arn)).get(arn)?.tags,
  };
}
