import { serviceModel } from '../model/service-model';
import type { AccessRequest, Service } from '../service';
import { ServiceError } from '../service-error';
import { Caller, Clock, PARTITION, Regional } from '../world';

type Place = Pick<Caller, 'account' | 'region'>;

/** A key, and who may look at it. Times are in seconds since 1970. */
export interface Key extends Place {
  readonly keyId: string;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly state: 'Creating' | 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'PendingReplicaDeletion' | 'Unavailable' | 'Updating';

  /** The names of its aliases, such as `alias/golden`. */
  readonly aliases: readonly string[];
  readonly description: string;
  readonly creationDate: number;

  /** When a key is deleted that is pending deletion. */
  readonly deletionDate?: number;

  /** The other accounts that its key policy lets look at it. */
  readonly readableBy: readonly string[];
}

/** What a key is made of. What is left out has a default: an enabled customer managed key without aliases. */
export type KeySeed = Place & Partial<Omit<Key, keyof Place>>;

/** The Key Management Service, and what a test does to its keys without asking it. */
export interface Kms extends Service {
  /** Makes a key, or gives the one with this id other properties, and returns its ARN. */
  putKey(seed: KeySeed): string;
}

/** The key id of the AWS managed key for EBS, which is there in every account and Region. */
const EBS_KEY_ID = '0eb50eb5-0eb5-4eb5-8eb5-0eb50eb50eb5';
const EBS_ALIAS = 'alias/aws/ebs';

/** The ARN of the AWS managed key for EBS. */
export function ebsKeyArn(place: Place): string {
  return arnOf({ ...place, keyId: EBS_KEY_ID });
}

/**
 * The Key Management Service: what a key is.
 *
 * Modelled from the API reference (DescribeKey) and the developer guide ("AWS KMS keys", "Key states of AWS KMS keys").
 */
export function kms(clock: Clock): Kms {
  const keys = new Regional<Key>();
  let made = 0;

  const ebsKey = (place: Place): Key => ({
    ...place,
    keyId: EBS_KEY_ID,
    manager: 'AWS',
    state: 'Enabled',
    aliases: [EBS_ALIAS],
    description: 'Default key that protects my EBS volumes when no other key is defined',
    creationDate: 0,
    readableBy: [],
  });
  const find = (named: Named): Key | undefined => {
    const isNamed = ({ keyId, aliases }: Key) => named.keyId === keyId || (named.alias !== undefined && aliases.includes(named.alias));
    return [ebsKey(named), ...keys.of(named).values()].find(isNamed);
  };

  return {
    model: serviceModel('kms/2014-11-01'),
    invalidRequest: [{ code: 'ValidationException' }],
    state: [keys],
    access: {
      DescribeKey: ({ KeyId: text }, caller): AccessRequest[] => {
        const named = nameOf(text, caller);
        const key = find(named);
        return [{
          action: 'kms:DescribeKey',
          resource: arnOf({ ...named, keyId: key?.keyId ?? named.keyId ?? '*' }),
          context: {
            'kms:CallerAccount': caller.account,
            ...key?.aliases.length ? { 'kms:ResourceAliases': key.aliases } : {},
            ...named.alias === undefined ? {} : { 'kms:RequestAlias': named.alias },
          },
        }];
      },
    },
    operations: {
      DescribeKey: ({ KeyId: text }, caller) => {
        const named = nameOf(text, caller);
        if (named.region !== caller.region) {
          throw new ServiceError('NotFoundException', `Invalid arn ${named.region}`);
        }
        const key = find(named);
        if (key === undefined) {
          throw new ServiceError('NotFoundException', named.alias === undefined
            ? `Key '${arnOf({ ...named, keyId: named.keyId! })}' does not exist` : `Alias ${prefix(named)}:${named.alias} is not found.`);
        }
        if (key.account !== caller.account && !key.readableBy.includes(caller.account)) {
          throw new ServiceError('AccessDeniedException', 'The key policy does not allow kms:DescribeKey to this account.');
        }
        return { KeyMetadata: metadata(key) };
      },
    },
    putKey: seed => {
      const keyId = seed.keyId ?? `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`;
      const key: Key = {
        manager: 'CUSTOMER', state: 'Enabled', aliases: [], description: '', creationDate: clock.now(), readableBy: [], ...keys.of(seed).get(keyId), ...seed, keyId,
      };
      keys.of(seed).set(keyId, key);
      return arnOf(key);
    },
  };
}

/** What a request calls a key by: its id or an alias, in an account and Region. */
interface Named extends Place {
  readonly keyId?: string;
  readonly alias?: string;
}

function nameOf(text: string, caller: Caller): Named {
  const [, region = caller.region, account = caller.account, name = text] = /^arn:[^:]+:kms:([^:]+):([^:]+):(.+)$/.exec(text) ?? [];
  return { account, region, ...name.startsWith('alias/') ? { alias: name } : { keyId: name.replace(/^key\//, '') } };
}

function prefix({ account, region }: Place): string {
  return `arn:${PARTITION}:kms:${region}:${account}`;
}

function arnOf({ keyId, ...place }: Place & { readonly keyId: string }): string {
  return `${prefix(place)}:key/${keyId}`;
}

function metadata(key: Key): object {
  return {
    AWSAccountId: key.account,
    KeyId: key.keyId,
    Arn: arnOf(key),
    CreationDate: key.creationDate,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.state,
    ...key.deletionDate === undefined ? {} : { DeletionDate: key.deletionDate },
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
  };
}
