import type { RamOptions } from './options';
import { ServiceError } from '../../service-error';
import { Caller, Clock, page, Regional } from '../../world';
import { ClientTokens } from '../client-tokens';

export type Place = Pick<Caller, 'account' | 'region'>;

/** A resource, a principal or a source of a share. Its status is worked out when it is looked at. */
export interface Association {
  readonly entity: string;
  readonly type: 'PRINCIPAL' | 'RESOURCE' | 'SOURCE';
  readonly external: boolean;
  readonly creationTime: number;

  /** Whether it comes or goes, and since when. */
  readonly direction: 'associating' | 'disassociating';
  readonly since: number;

  /** Why it fails. */
  readonly failure?: string;

  /** An account outside the organization is invited, and has to accept. */
  readonly invited?: boolean;
}

/** A resource share as the service keeps it. */
export interface Share {
  readonly arn: string;
  readonly name: string;
  readonly owningAccountId: string;
  readonly allowExternalPrincipals: boolean;
  readonly creationTime: number;
  readonly lastUpdatedTime: number;
  readonly tags: readonly Tag[];
  readonly permissions: readonly string[];
  readonly associations: readonly Association[];

  /** The image whose policy it was made from, and when it can be seen. */
  readonly fromPolicy?: { readonly imageArn: string; readonly visibleAt: number; readonly visibleAfterReads: number };

  /** When it was asked to be promoted. */
  readonly promotedAt?: number;
  readonly deletedAt?: number;
}

/** A managed permission of an account. */
export interface Permission {
  readonly arn: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly featureSet: 'CREATED_FROM_POLICY' | 'STANDARD';
  readonly creationTime: number;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The only type of resource that is modelled. */
export const IMAGE_TYPE = 'imagebuilder:Image';

/** The permission that shares of images have unless they are given another. */
export const DEFAULT_PERMISSION: Permission = {
  arn: 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionImageBuilderImage',
  name: 'AWSRAMDefaultPermissionImageBuilderImage',
  actions: ['imagebuilder:GetImage', 'imagebuilder:ListImages'],
  featureSet: 'STANDARD',
  creationTime: 0,
};

/** What is deleted or disassociated can still be seen for two hours. */
const REMAINS_VISIBLE = 2 * 3600;

/** What the Resource Access Manager keeps, and how it was told to behave. */
export class Store {
  public readonly shares = new Regional<Share>();
  public readonly permissions = new Regional<Permission>();
  public readonly tokens = new ClientTokens();
  public readonly options: Required<Omit<RamOptions, 'organization'>> & Pick<RamOptions, 'organization'>;

  /** Whether resources can be shared within the organization. */
  public sharingEnabled: boolean;

  /** Images on which consumers depend. */
  public readonly dependedOn = new Set<string>();

  /** Why an entity cannot be associated, by its name. */
  public readonly failures = new Map<string, string>();

  /** How many reads there were. */
  public reads = 0;

  /** How many things were made: part of their identifiers. */
  public made = 0;

  private readonly owners = new Set<string>();

  constructor(public readonly clock: Clock, options: RamOptions) {
    this.options = {
      associationSeconds: 5,
      promotionSeconds: 30,
      policySeconds: 5,
      policyReads: 0,
      defaultPermissionMatches: true,
      acceptsRepeatedAssociations: false,
      tagsSharesFromPolicies: false,
      rewritesPolicies: false,
      dependedOnIs: 'DELETING',
      ...options,
    };
    this.sharingEnabled = options.organization?.sharingEnabled ?? false;
  }

  public save(share: Share): Share {
    const { region } = placeOf(share.arn);
    this.owners.add(share.owningAccountId);
    this.shares.of({ account: share.owningAccountId, region }).set(share.arn, share);
    return share;
  }

  /** A share that a caller owns, deleted or not. */
  public share(caller: Place, arn: string): Share {
    if (!/^arn:aws:ram:[a-z0-9-]+:[0-9]{12}:resource-share\/.+$/.test(arn)) {
      throw new ServiceError('MalformedArnException', `${arn} is not the ARN of a resource share.`);
    }
    const share = this.shares.of(caller).get(arn);
    if (!share || !this.isVisible(share)) {
      throw new ServiceError('UnknownResourceException', `ResourceShare ${arn} could not be found.`);
    }
    return share;
  }

  /** The shares that a caller owns, or that others share with it. A share that was not promoted is its owner's only. */
  public sharesOf(caller: Caller, owner: string): Share[] {
    const { account, region } = caller;
    const owned = (of: string) => [...this.shares.of({ account: of, region }).values()].filter(share => this.isVisible(share));
    if (owner === 'SELF') {
      return owned(account);
    }
    return [...this.owners].filter(it => it !== account).flatMap(owned)
      .filter(share => this.featureSetOf(share) === 'STANDARD' && share.deletedAt === undefined)
      .filter(share => share.associations.some(it => this.reaches(it, account)));
  }

  public featureSetOf({ fromPolicy, promotedAt }: Share): string {
    return fromPolicy === undefined ? 'STANDARD'
      : promotedAt === undefined ? 'CREATED_FROM_POLICY'
        : this.clock.now() < promotedAt + this.options.promotionSeconds ? 'PROMOTING_TO_STANDARD' : 'STANDARD';
  }

  public statusOf(share: Share): string {
    return share.deletedAt === undefined ? 'ACTIVE'
      : this.associationsOf(share).every(it => this.associationStatus(it).status === 'DISASSOCIATED') ? 'DELETED' : 'DELETING';
  }

  /** The associations of a share that can be seen. */
  public associationsOf({ associations }: Share): Association[] {
    return associations.filter(it => it.direction === 'associating' || this.isDependedOn(it) || this.clock.now() < it.since + REMAINS_VISIBLE);
  }

  public associationStatus(association: Association): { status: string; statusMessage?: string } {
    const { direction, since, failure, invited } = association;
    const through = this.clock.now() >= since + this.options.associationSeconds;
    if (direction === 'disassociating') {
      return this.isDependedOn(association) ? { status: 'DISASSOCIATING', statusMessage: 'Consumers depend on the resource.' }
        : { status: through ? 'DISASSOCIATED' : 'DISASSOCIATING' };
    }
    return !through || (invited && failure === undefined) ? { status: 'ASSOCIATING' }
      : failure === undefined ? { status: 'ASSOCIATED' } : { status: 'FAILED', statusMessage: failure };
  }

  /** Whether an account is in the organization. */
  public isMember(account: string): boolean {
    return this.options.organization?.accounts.includes(account) ?? false;
  }

  private isVisible({ fromPolicy, deletedAt }: Share): boolean {
    const { clock, reads } = this;
    const born = fromPolicy === undefined || (clock.now() >= fromPolicy.visibleAt && reads > fromPolicy.visibleAfterReads);
    return born && (deletedAt === undefined || clock.now() < deletedAt + REMAINS_VISIBLE);
  }

  private isDependedOn({ entity, direction }: Association): boolean {
    return direction === 'disassociating' && this.dependedOn.has(entity);
  }

  /** Whether a principal is an account, or has it in it. */
  private reaches(association: Association, account: string): boolean {
    const { organization } = this.options;
    const { entity, type } = association;
    return type === 'PRINCIPAL' && this.associationStatus(association).status === 'ASSOCIATED'
      && (entity === account || placeOf(entity).account === account
        || (organization !== undefined && this.isMember(account) && (entity === organization.arn || (organization.units ?? []).includes(entity))));
  }
}

/** What a thing says of itself in its ARN. */
export function placeOf(arn: string): Place {
  const [,,, region = '', account = ''] = arn.split(':');
  return { account, region };
}

/** A page of a list. */
export function paged<T>(items: readonly T[], { maxResults, nextToken }: { maxResults?: number; nextToken?: string }, caller: Caller) {
  if (nextToken !== undefined && !/^[0-9]+$/.test(Buffer.from(nextToken, 'base64').toString())) {
    throw new ServiceError('InvalidNextTokenException', 'The token is not one that this operation returned.');
  }
  return page(items, maxResults, nextToken, caller);
}
