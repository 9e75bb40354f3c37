import { MemoryAmis } from './amis';
import type { Execution } from './executions';
import type { Image } from './images';
import type { LifecyclePolicy } from './lifecycle-policies';
import type { ImageBuilderOptions } from './options';
import { ServiceError } from '../../service-error';
import { Caller, Clock, page, Regional } from '../../world';
import { ClientTokens } from '../client-tokens';

/** An account and a Region. */
export type Place = Pick<Caller, 'account' | 'region'>;

/** What Image Builder keeps, and how it was told to behave. */
export class Store {
  public readonly lifecyclePolicies = new Regional<LifecyclePolicy>();
  public readonly images = new Regional<Image>();
  public readonly imagePolicies = new Regional<string>();
  public readonly executions = new Regional<Execution>();
  public readonly tokens = new ClientTokens();
  public readonly options: Required<Omit<ImageBuilderOptions, 'sharing'>> & Pick<ImageBuilderOptions, 'sharing'>;

  constructor(public readonly clock: Clock, options: ImageBuilderOptions) {
    this.options = {
      amis: new MemoryAmis(),
      executionSeconds: 60,
      pendingSeconds: 0,
      cancellingSeconds: 0,
      scheduledFromSeconds: 60,
      amisChange: 'at the end',
      missingIs: 'InvalidRequestException',
      refusesBy: 'InvalidRequestException',
      carriesOutUnlistedTransitions: false,
      scheduledIs: 'IN_PROGRESS',
      deletedImagesStay: false,
      failedUpdatesMoveTheImage: false,
      deletesAmisOfSharedImages: false,
      acceptsWildcardPrincipals: false,
      ...options,
    };
  }

  /** An image that a caller has. */
  public image(caller: Place, arn: string, missing: string = this.options.missingIs): Image {
    return found(this.images.of(caller).get(arn), `The image ${arn} does not exist.`, missing);
  }

  /** A lifecycle policy that a caller has. */
  public lifecyclePolicy(caller: Place, arn: string, missing: string = this.options.missingIs): LifecyclePolicy {
    return found(this.lifecyclePolicies.of(caller).get(arn), `The lifecycle policy ${arn} does not exist.`, missing);
  }

  /** An execution that a caller has. */
  public execution(caller: Place, id: string): Execution {
    return found(this.executions.of(caller).get(id), `The lifecycle execution ${id} does not exist.`, this.options.missingIs);
  }

  /** Puts an image in the place of what it was. */
  public save(image: Image): void {
    this.images.of(placeOf(image.arn)).set(image.arn, image);
  }
}

/** What a thing says of itself in its ARN. */
export function placeOf(arn: string): Place {
  const [,,, region, account] = arn.split(':');
  return { account, region };
}

/** To what the service normalises spaces and underscores is not documented; that names which differ by them are one name is. */
export function normalised(name: string): string {
  return name.toLowerCase().replace(/[ _]/g, '-');
}

/** Tags as answers have them: no answer has an empty map. */
export function shownTags({ tags }: { readonly tags: Readonly<Record<string, string>> }) {
  return Object.keys(tags).length > 0 ? { tags } : {};
}

/** A page of at most 25. */
export function paged<T>(items: readonly T[], { maxResults = 25, nextToken }: { maxResults?: number; nextToken?: string }, caller: Caller) {
  if (nextToken !== undefined && !/^[0-9]+$/.test(Buffer.from(nextToken, 'base64').toString())) {
    throw new ServiceError('InvalidPaginationTokenException', 'The token is not one that this operation returned.');
  }
  return page(items, maxResults, nextToken, caller);
}

function found<T>(thing: T | undefined, message: string, code: string): T {
  if (thing === undefined) {
    throw new ServiceError(code, message);
  }
  return thing;
}

