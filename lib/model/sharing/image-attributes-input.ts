import type { ImageView } from './app-facts';
import type { ImageProperties } from './properties';
import { SharingSubject, subjectOf } from './share-policy-input';
import type { ImageKind } from '../images/image-reference';
import { Known, knownPartOf, Unknowable } from '../unknown';
import type { UseElsewhere } from '../used-elsewhere-rule';

/** An attribute that is set. */
export type ImageAttribute = 'Description' | 'ImdsSupport';

/** The properties of a `Custom::ImageAttributes`, as in a template, of which any may be unknown. */
export interface ImageAttributesProperties {
  readonly Images?: Unknowable<readonly Unknowable<ImageProperties>[]>;
  readonly Description?: Unknowable<string>;
  readonly ImdsSupport?: Unknowable<string>;
}

/** What the app says of the images. */
export interface AttributesAppView {
  /** What it says of each, by number. */
  readonly images: readonly (ImageView | undefined)[];

  /** What constructs before this one set of one of its images as well. */
  readonly others: readonly SetByOther[];

  /** Tells whether a Region is one that the CDK knows. */
  readonly isKnownRegion?: (region: string) => boolean;

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
  /** The known part of the properties. */
  readonly properties: Known<ImageAttributesProperties>;

  /** The properties, of which any may be unknown. */
  readonly given: ImageAttributesProperties;

  /** The images as a share policy would have them, for the rules that both have. */
  readonly shared: SharingSubject;

  /** Absent if nothing is known of the app. */
  readonly app?: AttributesAppView;
}

/** Prepares properties for the rules. */
export function attributesSubjectOf(
  given: ImageAttributesProperties, imageKinds?: readonly (ImageKind | undefined)[], app?: AttributesAppView,
): AttributesSubject {
  const shared = subjectOf({ Images: given.Images }, { encryptionKeys: 0, imageKinds }, app && { ...app, others: [] });
  return { properties: knownPartOf(given), given, shared, app };
}
