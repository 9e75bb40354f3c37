import { ImageProperties, imagesInWords } from './images';
import { list, shown, Template, Words } from './template';

/** The properties of a `Custom::ImageAttributes`. */
export interface ImageAttributesProperties {
  readonly Images: readonly ImageProperties[];
  readonly Description?: unknown;
  readonly ImdsSupport?: unknown;
}

/** What a `Custom::ImageAttributes` does, from its properties in a template. */
export function imageAttributesInWords(properties: ImageAttributesProperties, template: Template): Words {
  const { Images: images, Description: description, ImdsSupport: imds } = properties;
  const set = [
    ...description === undefined ? [] : [`the description "${shown(description)}"`],
    ...imds === undefined ? [] : [`the IMDS support ${shown(imds)}`],
  ];
  return {
    lead: `Gives ${imagesInWords(images, template)} ${list(set)}.`,
    points: [],
    notes: [
      ...description === undefined ? [] : ['When it is removed, the description from before comes back.'],
      ...imds === undefined ? [] : ['The IMDS support stays: nobody can undo it.'],
    ],
  };
}
