import { createHash } from 'node:crypto';
import type { AmiReference } from './amis';
import { normalised, paged, Place, placeOf, shownTags, Store } from './store';
import type { Operation } from '../../service';
import { ServiceError, StandInFault } from '../../service-error';

/** An image build version as the service keeps it. */
export interface Image {
  readonly arn: string;
  readonly type: 'AMI' | 'DOCKER';
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  readonly state: { readonly status: string; readonly reason?: string };

  /** When it came to be, in seconds. */
  readonly dateCreated: number;
  readonly amis: readonly AmiReference[];
  readonly containers: readonly { readonly region: string; readonly imageUris: readonly string[] }[];
  readonly tags: Readonly<Record<string, string>>;

  /** When the image was deprecated, or will be. */
  readonly deprecationTime?: number;

  /** The execution that acted on it last. */
  readonly lifecycleExecutionId?: string;

  /** How its build will end, and when. Until then it has no AMIs. */
  readonly build?: { readonly endsAt: number; readonly as: BuildResult; readonly reason?: string };
}

/** What becomes of a build. */
export type BuildResult = 'AVAILABLE' | 'FAILED' | 'CANCELLED';

/** An image that a test wants to be there. */
export interface ImageSeed {
  /** @default 'golden' */
  readonly name?: string;

  /** @default '1.0.0' */
  readonly version?: string;

  /** @default - the next one of the version */
  readonly buildVersion?: number;

  /** @default 'AMI' */
  readonly type?: 'AMI' | 'DOCKER';

  /** @default 'AVAILABLE', or 'BUILDING' if the build has an end */
  readonly status?: string;
  readonly reason?: string;

  /** @default - one in the Region of the image, made with it */
  readonly amis?: readonly (Partial<AmiReference> & Pick<AmiReference, 'image'>)[];

  /** The URIs of its containers. @default - one, if it is of containers */
  readonly imageUris?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;

  /** A build that ends in so many seconds. */
  readonly build?: { readonly seconds: number; readonly as?: BuildResult; readonly reason?: string };
}

/** While an image has one of these states, its build goes on. */
export const IN_BUILD = ['PENDING', 'CREATING', 'BUILDING', 'TESTING', 'DISTRIBUTING', 'INTEGRATING'];

/** Adds an image as if it had been built, with its AMIs, and returns its ARN. */
export function addImage(store: Store, place: Place, seed: ImageSeed = {}): string {
  const { name = 'golden', version = '1.0.0', type = 'AMI', build, tags = {} } = seed;
  const versionArn = `arn:aws:imagebuilder:${place.region}:${place.account}:image/${normalised(name)}/${version}`;
  const buildVersion = seed.buildVersion ?? [...store.images.of(place).keys()].filter(arn => arn.startsWith(`${versionArn}/`)).length + 1;
  const arn = `${versionArn}/${buildVersion}`;
  const now = store.clock.now();
  const amis = seed.amis ?? (type === 'AMI' ? [{ image: amiIdOf(arn) }] : []);
  const uri = `${place.account}.dkr.ecr.${place.region}.amazonaws.com/${normalised(name)}:${version}-${buildVersion}`;
  const imageUris = seed.imageUris ?? (type === 'DOCKER' ? [uri] : []);
  const image: Image = {
    arn,
    type,
    name,
    version,
    platform: 'Linux',
    state: { status: seed.status ?? (build ? 'BUILDING' : 'AVAILABLE'), ...seed.reason === undefined ? {} : { reason: seed.reason } },
    dateCreated: now,
    amis: amis.map(ami => ({ accountId: place.account, region: place.region, ...ami })),
    containers: imageUris.length > 0 ? [{ region: place.region, imageUris }] : [],
    tags,
    ...build ? { build: { endsAt: now + build.seconds, as: build.as ?? 'AVAILABLE', reason: build.reason } } : {},
  };
  store.save(image);
  if (!IN_BUILD.includes(image.state.status)) {
    image.amis.forEach(ami => store.options.amis.make(ami));
  }
  return arn;
}

/** An AMI id of the form that EC2 gives. */
function amiIdOf(arn: string): string {
  return `ami-${createHash('sha256').update(arn).digest('hex').slice(0, 17)}`;
}

/** Ends the build of an image, which then has its AMIs. */
export function finishBuild(store: Store, arn: string, as: BuildResult, reason?: string): void {
  const { build: _, ...image } = store.image(placeOf(arn), arn);
  const built = as === 'AVAILABLE';
  store.save({
    ...image,
    ...built ? {} : { amis: [], containers: [] },
    state: { status: as, ...reason === undefined ? {} : { reason } },
    dateCreated: store.clock.now(),
  });
  if (built) {
    image.amis.forEach(ami => store.options.amis.make(ami));
  }
}

/** Ends the builds whose time has come. */
export function finishBuilds(store: Store, place: Place): void {
  for (const { arn, build } of [...store.images.of(place).values()]) {
    if (build && store.clock.now() >= build.endsAt) {
      finishBuild(store, arn, build.as, build.reason);
    }
  }
}

/** Images: reading them, and deleting their records. */
export function imageOperations(store: Store): Record<string, Operation> {
  return {
    GetImage: ({ imageBuildVersionArn: arn }, caller) => {
      if (!/\/[0-9]+$/.test(arn)) {
        throw new StandInFault('GetImage of a version without a build is not modelled');
      }
      return { image: shown(store.image(caller, arn)) };
    },

    ListImages: ({ owner = 'Self', filters, byName, includeDeprecated = false, ...input }, caller) => {
      if (owner !== 'Self' || filters !== undefined || byName !== undefined) {
        throw new StandInFault('ListImages of others, with filters or by name is not modelled');
      }
      const versions = new Map<string, object>();
      for (const image of store.images.of(caller).values()) {
        const arn = image.arn.replace(/\/[0-9]+$/, '');
        if (!versions.has(arn) && (includeDeprecated || image.state.status !== 'DEPRECATED')) {
          versions.set(arn, { arn, ...ofVersion(image), owner: caller.account });
        }
      }
      const { items, nextToken } = paged([...versions.values()], input, caller);
      return { imageVersionList: items, ...nextToken === undefined ? {} : { nextToken } };
    },

    ListImageBuildVersions: ({ imageVersionArn, filters, ...input }, caller) => {
      if (imageVersionArn === undefined || filters !== undefined) {
        throw new StandInFault('ListImageBuildVersions without a version, or with filters, is not modelled');
      }
      const builds = [...store.images.of(caller).values()].filter(({ arn }) => arn.startsWith(`${imageVersionArn}/`));
      const { items, nextToken } = paged(builds, input, caller);
      return { imageSummaryList: items.map(image => ({ ...shown(image), owner: caller.account })), ...nextToken === undefined ? {} : { nextToken } };
    },

    // Deletes the record only: the AMIs stay.
    DeleteImage: ({ imageBuildVersionArn: arn }, caller) => {
      store.image(caller, arn);
      if (store.options.sharing?.isShared(arn)) {
        throw new ServiceError('ResourceDependencyException', `The image ${arn} is shared with other accounts.`);
      }
      store.images.of(caller).delete(arn);
      store.imagePolicies.of(caller).delete(arn);
      return { imageBuildVersionArn: arn };
    },
  };
}

function ofVersion({ name, type, version, platform, dateCreated }: Image) {
  return { name, type, version, platform, dateCreated: new Date(dateCreated * 1000).toISOString() };
}

/** An image as answers have it. */
function shown(image: Image): object {
  const { arn, state, amis, containers, deprecationTime, lifecycleExecutionId } = image;
  return {
    arn,
    ...ofVersion(image),
    state,
    ...IN_BUILD.includes(state.status) ? {} : {
      outputResources: {
        ...amis.length > 0 ? { amis: amis.map(ami => ({ ...ami, name: ami.image })) } : {},
        ...containers.length > 0 ? { containers } : {},
      },
    },
    ...shownTags(image),
    ...deprecationTime === undefined ? {} : { deprecationTime },
    ...lifecycleExecutionId === undefined ? {} : { lifecycleExecutionId },
  };
}
