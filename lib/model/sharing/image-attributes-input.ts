import type { ImageView } from './app-facts';
import type { ImageProperties } from './properties';
import { SharingSubject, subjectOf } from './share-policy-input';
import type { Resolvable } from '../../private/resolvable';
import type { UseElsewhere } from '../../private/used-elsewhere';
import type { ImageKind } from '../../sharing/bound-images';

/** An attribute that is set. */
export type ImageAttribute = 'Description' | 'ImdsSupport';

/** The properties of a `Custom::ImageAttributes`, as in a template, of which any may be unknown. */
export interface ImageAttributesProperties {
  readonly Images?: Resolvable<readonly Resolvable<ImageProperties>[]>;
  readonly Description?: Resolvable<string>;
  readonly ImdsSupport?: Resolvable<string>;
}

/** What the app says of the images. */
export interface AttributesAppView {
  /** What it says of each, by number. */
  readonly images: readonly (ImageView | undefined)[];

  /** What constructs before this one set of one of its images as well. */
  readonly others: readonly SetByOther[];

  /** What other stacks use of what changes. */
  readonly usedElsewhere?: readonly UseElsewhere[];
}

/** An attribute that another construct sets as well. */
export interface SetByOther {
  /** The path of the other construct. */
  readonly path: string;
  readonly attribute: ImageAttribute;

  /** The number of the first image that is of both. */
  readonly image: number;
}

/** What the rules look at. */
export interface AttributesSubject {
  readonly properties: ImageAttributesProperties;

  /** The images as a share policy would have them, for the rules that both have. */
  readonly shared: SharingSubject;

  /** Absent if nothing is known of the app. */
  readonly app?: AttributesAppView;
}

/** Prepares properties for the rules. */
export function attributesSubjectOf(
  properties: ImageAttributesProperties, imageKinds?: readonly (ImageKind | undefined)[], app?: AttributesAppView,
): AttributesSubject {
  const { Images } = properties;
  return { properties, shared: subjectOf({ Images }, { encryptionKeys: 0, imageKinds }, app && { images: app.images, others: [] }), app };
}
