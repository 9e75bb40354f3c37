import type { Codec } from './codec';
import type { Finding } from './rule';

/**
 * What a construct and the handler of its custom resource agree on.
 *
 * Both sides are deployed at different times: an update brings new code first and then old properties, a rollback brings the old code
 * back and then shows it properties that are newer than itself. So a version travels with the properties.
 */
export interface Contract<Spec extends object, Attribute extends string> {
  /** `Custom::` and the name of the construct. */
  readonly resourceType: string;

  /** Counts up with every change after which properties mean something else, or are missing for older code. */
  readonly version: number;

  /** What the construct asks for. */
  readonly properties: Codec<Spec>;

  /** What every answer to a creation or an update has. */
  readonly attributes: readonly Attribute[];

  /** How properties of a past version become those of the next one, by the past version. */
  readonly past?: Readonly<Record<number, (properties: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>>;

  /** Finds what the rules refuse of a declaration by itself, in the words of the construct: as synthesis does. */
  check(spec: Spec): readonly Finding[];
}

/** Properties that do not follow the contract. */
export class BrokenContract extends Error {
  public readonly name = 'BrokenContract';
}

/** Where the version of the contract travels. */
const VERSION = 'ContractVersion';

/** What travels beside the properties of a contract: CloudFormation's own, and the kernel's. */
const RESERVED = [VERSION, 'Reconcile', 'ServiceTimeout', 'ServiceToken'];

/** Properties of the custom resource that ask for something. */
export function encode<Spec extends object>(contract: Contract<Spec, string>, spec: Spec): Record<string, unknown> {
  const properties = contract.properties.encode(spec) as object;
  const taken = RESERVED.filter(name => name in properties);
  if (taken.length > 0) {
    throw new Error(`the contract of ${contract.resourceType} uses ${taken.join(', ')}, which is reserved`);
  }
  return { [VERSION]: contract.version, ...properties };
}

/**
 * What the properties of an event ask for.
 *
 * @throws BrokenContract with everything that is wrong
 */
export function decode<Spec extends object>(contract: Contract<Spec, string>, raw: Readonly<Record<string, unknown>>): Spec {
  const version = Number(raw[VERSION]);
  if (!Number.isInteger(version) || version < 1 || version > contract.version) {
    throw new BrokenContract(
      `${contract.resourceType} speaks version 1 to ${contract.version} of its contract, got ${JSON.stringify(raw[VERSION])}: ` +
      'deploy function and resource with the same version of cdk-image-governance',
    );
  }
  const properties = upToDate(contract, raw, version);
  const mistakes: string[] = [];
  const spec = contract.properties.decode(properties, '', mistakes);
  if (mistakes.length > 0) {
    throw new BrokenContract(`${contract.resourceType} cannot read its properties: ${mistakes.join('; ')}`);
  }
  return spec;
}

/** Brings properties of a past version up to date, a version at a time. */
function upToDate(
  { resourceType, version, past }: Omit<Contract<never, string>, 'properties'>, raw: Readonly<Record<string, unknown>>, from: number,
): Readonly<Record<string, unknown>> {
  let properties = raw;
  try {
    for (let each = from; each < version; each++) {
      properties = past![each](properties);
    }
  } catch (error) {
    throw new BrokenContract(`${resourceType} cannot bring its properties up to date from version ${from}: ${(error as Error).message}`);
  }
  return properties;
}

/** What was asked for before, if this code can read it: in a rollback it may be newer than the code. */
export function decodePrevious<Spec extends object>(
  contract: Contract<Spec, string>, raw: Readonly<Record<string, unknown>> | undefined,
): Spec | undefined {
  try {
    const spec = raw && decode(contract, raw);
    return spec && isKnown(contract, raw, spec) ? spec : undefined;
  } catch (error) {
    if (error instanceof BrokenContract) {
      return undefined;
    }
    throw error;
  }
}

/** Whether properties of this version say nothing that this code does not know: then they were written by newer code after all. */
function isKnown<Spec extends object>(contract: Contract<Spec, string>, raw: Readonly<Record<string, unknown>>, spec: Spec): boolean {
  const known = encode(contract, spec);
  return Number(raw[VERSION]) !== contract.version || Object.keys(raw).every(name => name in known || RESERVED.includes(name));
}
