import type { ImageView, SharingAppView } from './app-facts';
import type { SharePolicyProperties } from './properties';
import { known, Resolvable } from '../../private/resolvable';
import type { ImageKind } from '../../sharing/bound-images';
import { AMI_ID, IMAGE_BUILD_ARN, PrincipalKind, principalKindOf } from '../images/image-forms';

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
  readonly principals: readonly Resolvable<string>[];

  /** The policy of the images. */
  readonly document?: unknown;
}

/**
 * What the rules look at: one share policy, and what is known around it.
 */
export interface SharingSubject {
  readonly properties: SharePolicyProperties;
  readonly images: readonly Image[];
  readonly launch: Principals;
  readonly copy: Principals;

  /** Absent if nobody may build from the images. */
  readonly buildFrom?: Principals & BuildFromIntent;
  readonly intent?: SharingIntent;
  readonly app?: SharingAppView;
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

  /** Those that are known. */
  readonly known: readonly Principal[];

  /** How many there are at least. */
  readonly count: number;

  /** Whether all of them are known. */
  readonly areAllKnown: boolean;
}

/** Somebody who has a right. */
export interface Principal {
  /** `Launch[0]` */
  readonly path: string;
  readonly value: string;

  /** Absent if it is malformed. */
  readonly kind?: PrincipalKind;
}

/**
 * Prepares the properties of a share policy for its rules.
 */
export function subjectOf(properties: SharePolicyProperties, intent?: SharingIntent, app?: SharingAppView): SharingSubject {
  const { buildFrom } = intent ?? {};
  return {
    properties,
    images: imagesOf(properties, intent, app),
    launch: principalsOf('Launch', properties.Launch),
    copy: principalsOf('Copy', properties.Copy),
    buildFrom: buildFrom && { ...buildFrom, ...principalsOf('BuildFrom.Principals', buildFrom.principals) },
    intent,
    app,
  };
}

/** Whether a right is everybody's. */
export function isPublic({ known: principals }: Principals): boolean {
  return principals.some(({ kind }) => kind === 'everyone');
}

function imagesOf({ Images: images }: SharePolicyProperties, intent?: SharingIntent, app?: SharingAppView): Image[] {
  return (known(images) ?? []).map((entry, index): Image => {
    const { Image: it, Region: region, RoleArns: roles } = known(entry) ?? {};
    const [image, view] = [known(it), app?.images[index]];
    const roleArns = roles === undefined && known(entry) !== undefined ? [] : known(roles)?.map(role => known(role));
    return {
      path: `Images[${index}]`,
      index,
      image,
      region: known(region),
      kind: intent?.imageKinds?.[index] ?? view?.kind ?? kindOf(image),
      roleArns: roleArns?.every(role => role !== undefined) ? roleArns : undefined,
      view,
    };
  });
}

function kindOf(image: string | undefined): ImageKind | undefined {
  return image === undefined ? undefined : AMI_ID.test(image) ? 'AMI' : IMAGE_BUILD_ARN.test(image) ? 'IMAGE_BUILD' : undefined;
}

function principalsOf(path: string, list: Resolvable<readonly Resolvable<string>[]> | undefined): Principals {
  const entries = list === undefined ? [] : known(list);
  const principals = (entries ?? []).flatMap((entry, index): Principal[] => {
    const value = known(entry);
    return value === undefined ? [] : [{ path: `${path}[${index}]`, value, kind: principalKindOf(value) }];
  });
  return { path, known: principals, count: entries?.length ?? 0, areAllKnown: entries !== undefined && principals.length === entries.length };
}

/** A boolean property, which a template may write as a text. `undefined` if it is unknown. */
export function flag(value: Resolvable<boolean> | undefined): boolean | undefined {
  if (value === undefined) {
    return false;
  }
  const it = known<boolean | string>(value);
  return it === undefined ? undefined : it === true || it === 'true';
}
