import { CreateTagsCommand, DeleteTagsCommand, ModifyImageAttributeCommand, ModifyImageAttributeCommandInput } from '@aws-sdk/client-ec2';
import type { DescriptionChange } from './changes';
import { isAnyInDoubt } from './declared';
import type { AttributeAction } from './logic';
import { sleep } from '../../engine/clock';
import type { Port, Situation, Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';
import { DESCRIBED_BY, DESCRIPTION_BEFORE, ImageAttributesSpec } from '../../model/sharing/image-attributes-contract';
import { Ec2Clients } from '../images/clients';
import { unlessGone } from '../images/gone';
import { ImageReader } from '../images/image-reader';
import type { Ami, ObservedImages } from '../images/observed';

/** How often AMIs are looked at of which half seems to be seen, and how long is waited in between, in milliseconds. */
const LOOKS = 5;
const PAUSE = 2_000;

/** What AMIs say of themselves, in EC2. */
export class Ec2 implements Port<ImageAttributesSpec, ObservedImages, AttributeAction> {
  private readonly clients = new Ec2Clients();
  private readonly images = new ImageReader(this.clients);

  public async observe(situation: Situation<ImageAttributesSpec>, time: Time): Promise<ObservedImages> {
    // Of an image that both name, the reference of now says how it is reached.
    const references = [situation.previous, situation.desired].flatMap(spec => spec?.images ?? []);
    for (let look = 1; ; look++) {
      const images = await this.images.read(references, situation.stackId, time);
      if (look === LOOKS || !isAnyInDoubt(situation, images)) {
        return images;
      }
      await sleep(PAUSE);
    }
  }

  public async apply(action: AttributeAction, _: Situation<ImageAttributesSpec>, time: Time): Promise<void> {
    await unlessGone(() => (action.action === 'require IMDSv2'
      ? this.modify(action.ami, { ImdsSupport: { Value: 'v2.0' } }, time)
      : this.describe(action.ami, action.change, time)));
  }

  /** What was before is kept before it is overwritten, and forgotten when it is back: a crash in between loses nothing. */
  private async describe(ami: Ami, { tags, description, unmark }: DescriptionChange, time: Time): Promise<void> {
    const [Resources, client] = [[ami.imageId], this.clients.of(ami)];
    if (tags !== undefined) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await patiently(time, () => client.send(new CreateTagsCommand({ Resources, Tags })));
    }
    if (description !== undefined) {
      await this.modify(ami, { Description: { Value: description } }, time);
    }
    if (unmark) {
      const Tags = [DESCRIBED_BY, DESCRIPTION_BEFORE].map(Key => ({ Key }));
      await patiently(time, () => client.send(new DeleteTagsCommand({ Resources, Tags })));
    }
  }

  private async modify(ami: Ami, attribute: Omit<ModifyImageAttributeCommandInput, 'ImageId'>, time: Time): Promise<void> {
    await patiently(time, () => this.clients.of(ami).send(new ModifyImageAttributeCommand({ ImageId: ami.imageId, ...attribute })));
  }
}
