import { principalInWords } from './images';
import { list, tagsInWords } from './template';
import type { Inventory, ListedImage, PartnerImage, ReleasedAmi } from '../inventory';

const DAY = 24 * 60 * 60 * 1000;

/** An image, with what was built with it. */
export function imageInWords({ arn, name, dateCreated, state, outputResources, tags = {} }: ListedImage, now: number): string {
  const { amis = [], containers = [] } = outputResources;
  const days = Math.round((now - Date.parse(dateCreated)) / DAY);
  const outputs = [
    ...amis.length > 0 ? [`${amis.length === 1 ? 'an AMI in account' : 'AMIs in accounts'} ${list(amis.map(({ accountId }) => accountId))}`] : [],
    ...containers.length > 0 ? ['a container in ECR'] : [],
  ];
  return `${name} ${arn.split('/').slice(-2).join('/')}, built ${days} days ago`
    + `${Object.keys(tags).length > 0 ? `, tagged ${tagsInWords(tags, 'and')}` : ''}: ${state.status}, with ${list(outputs)}`;
}

/** Who may launch from an AMI. */
export function launchersInWords({ imageId, launchers }: Pick<ReleasedAmi, 'imageId' | 'launchers'>): string {
  return `${imageId} can be launched by ${launchers.length === 0 ? 'its owner alone' : list(['its owner', ...launchers.map(principalInWords)])}`;
}

/** How the image of a partner is, who may launch from it, and whether the partner sees it. */
export function partnerImageInWords(image: PartnerImage, partner: string): string[] {
  const { imageId, state, amiState, isSeen } = image;
  return [
    `The image is ${state}. ${amiState === 'disabled' ? `${imageId} is disabled: nobody can launch from it, not even its owner` : launchersInWords(image)}.`,
    `The account ${partner} ${isSeen ? `sees ${imageId}` : `does not see ${imageId}`}.`,
  ];
}

/** How an AMI is described. */
export function descriptionInWords({ description }: ReleasedAmi): string {
  return description ? `described as "${description}"` : 'without a description';
}

/** How much there is. */
export function inventoryInWords({ images, amis, snapshots }: Inventory): string {
  return `${images.length} images, ${amis.length} AMIs and ${snapshots.length} snapshots`;
}
