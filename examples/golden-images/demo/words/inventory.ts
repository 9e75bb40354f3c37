import { list, tagsInWords } from './template';
import type { Inventory, ListedImage } from '../inventory';

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

/** How much there is. */
export function inventoryInWords({ images, amis, snapshots }: Inventory): string {
  return `${images.length} images, ${amis.length} AMIs and ${snapshots.length} snapshots`;
}
