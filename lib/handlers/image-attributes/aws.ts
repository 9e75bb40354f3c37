import { CreateTagsCommand, DeleteTagsCommand, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { isAnyInDoubt } from './declared-descriptions';
import type { AttributeAction } from './logic';
import { sleep } from '../../engine/clock';
import type { Deadline, Port } from '../../engine/handler';
import { Request, specsOf } from '../../engine/request';
import type { ImageAttributesSpec } from '../../model/sharing/image-attributes-contract';
import { retryThrottled } from '../aws-calls';
import { Ec2Clients, unlessGone } from '../images/clients';
import { ImageReader } from '../images/image-reader';
import type { ObservedImages } from '../images/observed';

/** The looks at AMIs of which reads seem to show half, and the pause in between, in milliseconds. */
const LOOKS = 5;
const PAUSE = 2_000;

/** Attributes of AMIs, in EC2. */
export class Ec2 implements Port<ImageAttributesSpec, ObservedImages, AttributeAction> {
  private readonly clients = new Ec2Clients();
  private readonly images = new ImageReader(this.clients);

  public async observe(request: Request<ImageAttributesSpec>, deadline: Deadline): Promise<ObservedImages> {
    // Of an image that both name, the reference of now says how it is reached.
    const references = specsOf(request).flatMap(({ images }) => images);
    for (let look = 1; ; look++) {
      const images = await this.images.read(references, request.home, deadline);
      if (look === LOOKS || !isAnyInDoubt(request, images)) {
        return images;
      }
      await sleep(PAUSE);
    }
  }

  public async apply(action: AttributeAction, _: Request<ImageAttributesSpec>, deadline: Deadline): Promise<void> {
    await unlessGone(() => retryThrottled(deadline, () => this.call(action)));
  }

  private async call(action: AttributeAction): Promise<unknown> {
    const { imageId: ImageId } = action.ami;
    const client = this.clients.of(action.ami);
    switch (action.action) {
      case 'CreateTags': {
        const Tags = Object.entries(action.tags).map(([Key, Value]) => ({ Key, Value }));
        return client.send(new CreateTagsCommand({ Resources: [ImageId], Tags }));
      }
      case 'ModifyImageAttribute':
        return client.send(new ModifyImageAttributeCommand({
          ImageId,
          ...action.description !== undefined && { Description: { Value: action.description } },
          ...action.imdsSupport !== undefined && { ImdsSupport: { Value: action.imdsSupport } },
        }));
      case 'DeleteTags':
        return client.send(new DeleteTagsCommand({ Resources: [ImageId], Tags: action.keys.map(Key => ({ Key })) }));
    }
  }
}
