import type { ImageView, SharingAppView } from './app-facts';
import { keyOfKind, kindOf, PrincipalKind } from './principals';
import type { ImageProperties, PrincipalListProperties, SharePolicyProperties } from './properties';
import { forEachRight, inProperties, Right, RIGHT_NAMES } from './rights';
import { imageKindOf } from '../images/image-forms';
import type { ImageKind } from '../images/image-reference';
import { Known, known, knownPartOf, UNKNOWN } from '../unknown';

/**
 * What the author of a share policy wrote that the properties of its resource cannot say.
 */
export interface SharingIntent {
  /** Who may build from the images. */
  readonly buildFrom?: BuildFromIntent;

  /** How many customer managed keys of the images were given. */
  readonly encryptionKeys: number;

  /** What each image was written as, by number: a token does not say. */
  readonly imageKinds?: readonly (ImageKind | undefined)[];
}

/** Who may build from images, and by what. */
export interface BuildFromIntent {
  readonly via: 'RESOURCE_SHARE' | 'IMAGE_POLICY';

  /** With whom a resource share shares the images. */
  readonly principals: PrincipalListProperties;

  /** The policy of the images as JSON, of which any part may be unknown. */
  readonly document?: unknown;
}

/**
 * What the rules look at: one share policy, and what is known around it.
 */
export interface SharingSubject extends Readonly<Record<Right, Principals>> {
  /** The known part of the properties. */
  readonly properties: Known<SharePolicyProperties>;

  /** The properties, of which any may be unknown. */
  readonly given: SharePolicyProperties;
  readonly images: readonly Image[];

  /** Absent if nobody may build from the images. */
  readonly buildFrom?: Principals & BuildFromIntent;
  readonly intent?: SharingIntent;
  readonly app?: SharingAppView;

  /** Tells whether a Region is known; absent where the known ones are not. */
  readonly isKnownRegion?: (region: string) => boolean;
}

/** An image of a policy, with its known parts looked up. */
export interface Image {
  /** `Images[0]` */
  readonly path: string;
  readonly index: number;

  /** Its id or ARN. */
  readonly image?: string;
  readonly region?: string;

  /** What it is, or was written as. */
  readonly kind?: ImageKind;

  /** The roles with which it is reached; `undefined` where one of them, or whether there is any, is not known. */
  readonly roleArns?: readonly string[];
  readonly view?: ImageView;
}

/** Those who have a right. */
export interface Principals {
  /** `Launch` */
  readonly path: string;

  /** Those whose kind is known, if only the deployment knows their ids. */
  readonly kinds: readonly Principal[];

  /** Those whose ids are known. */
  readonly known: readonly KnownPrincipal[];

  /** How many there are at least. */
  readonly count: number;

  /** Whether all of them are known. */
  readonly areAllKnown: boolean;
}

/** A principal that has a right. */
export interface Principal {
  /** `Launch[0].UserId` */
  readonly path: string;

  /** The kind that its author gave it, whatever its id looks like. */
  readonly kind: PrincipalKind;

  /** Its id or ARN; absent if only the deployment knows it. */
  readonly value?: string;
}

/** A principal whose id is known. */
export type KnownPrincipal = Principal & { readonly value: string };

/**
 * Prepares the properties of a share policy for its rules.
 */
export function subjectOf(given: SharePolicyProperties, intent?: SharingIntent, app?: SharingAppView): SharingSubject {
  const { buildFrom } = intent ?? {};
  return {
    properties: knownPartOf(given),
    given,
    images: imagesOf(given, intent, app),
    ...forEachRight(right => principalsOf(inProperties(right), given[inProperties(right)])),
    buildFrom: buildFrom && { ...buildFrom, ...principalsOf('BuildFrom.Principals', buildFrom.principals) },
    intent,
    app,
    isKnownRegion: app?.isKnownRegion,
  };
}

/** Tells whether a right is everyone's. */
export function isPublic({ kinds }: Principals): boolean {
  return kinds.some(({ kind }) => kind === 'everyone');
}

/** The principals of each right that EC2 keeps. */
export function rightsIn(subject: SharingSubject): readonly Principals[] {
  return RIGHT_NAMES.map(right => subject[right]);
}

/** The principals of each right, the right to build from the images included. */
export function everyRightIn(subject: SharingSubject): readonly Principals[] {
  return [...rightsIn(subject), ...subject.buildFrom ? [subject.buildFrom] : []];
}

function imagesOf({ Images: images }: SharePolicyProperties, intent?: SharingIntent, app?: SharingAppView): Image[] {
  return images === undefined || images === UNKNOWN ? [] : images.map((entry, index): Image => {
    const { Image: image, Region: region, RoleArns: roleArns } = knownPartOf<ImageProperties>(entry === UNKNOWN ? {} : entry);
    const roles = entry === UNKNOWN ? UNKNOWN : entry.RoleArns ?? [];
    const view = app?.images[index];
    return {
      path: `Images[${index}]`,
      index,
      image,
      region,
      kind: intent?.imageKinds?.[index] ?? view?.kind ?? (image === undefined ? undefined : imageKindOf(image)),
      roleArns: roles === UNKNOWN || roles.includes(UNKNOWN) ? undefined : (roleArns ?? []) as readonly string[],
      view,
    };
  });
}

function principalsOf(path: string, list: PrincipalListProperties | undefined): Principals {
  const entries = list === UNKNOWN ? undefined : list ?? [];
  const kinds = (entries ?? []).flatMap((entry, index): Principal[] => {
    const kind = entry === UNKNOWN ? undefined : kindOf(entry);
    return entry === UNKNOWN || kind === undefined ? []
      : [{ path: `${path}[${index}].${keyOfKind(kind)}`, kind, value: known(entry[keyOfKind(kind)]) }];
  });
  const principals = kinds.filter((principal): principal is KnownPrincipal => principal.value !== undefined);
  return { path, kinds, known: principals, count: entries?.length ?? 0, areAllKnown: entries !== undefined && principals.length === entries.length };
}
