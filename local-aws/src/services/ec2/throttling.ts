import { Caller, Clock, Regional } from '../../world';

/** How many requests can come at once, and how many more each second after that. */
export interface TokenBucket {
  readonly capacity: number;
  readonly perSecond: number;
}

/** Which requests share a bucket, and how large it is. */
export type Buckets = (operation: string, input: any) => TokenBucket & { readonly name: string };

const NON_MUTATING: TokenBucket = { capacity: 100, perSecond: 20 };
const UNFILTERED: TokenBucket = { capacity: 50, perSecond: 10 };
const MUTATING: TokenBucket = { capacity: 50, perSecond: 5 };

/** Operations that have a bucket of another size than their kind, as far as they are served. */
const UNCATEGORIZED: Readonly<Record<string, TokenBucket>> = {
  CreateTags: { capacity: 100, perSecond: 10 },
  DeleteSnapshot: { capacity: 100, perSecond: 5 },
  DeleteTags: { capacity: 100, perSecond: 10 },
  DeregisterImage: { capacity: 100, perSecond: 5 },
  DisableImageBlockPublicAccess: { capacity: 1, perSecond: 0.1 },
  EnableImageBlockPublicAccess: { capacity: 1, perSecond: 0.1 },
  ModifyImageAttribute: { capacity: 100, perSecond: 5 },
  ModifySnapshotAttribute: { capacity: 100, perSecond: 5 },
};

/** The bucket of the kind that an operation is of: reads, reads of everything at once, and writes. */
export const bucketsByKind: Buckets = (operation, { Filters: filters, MaxResults: most, NextToken: token }) => {
  if (!/^(?:Describe|Get|List|Search)/.test(operation)) {
    return { name: operation, ...MUTATING };
  }
  return operation === 'DescribeSnapshots' && [filters, most, token].every(it => it === undefined)
    ? { name: `${operation}, unfiltered and unpaginated`, ...UNFILTERED } : { name: operation, ...NON_MUTATING };
};

/**
 * The buckets that accounts have in each Region unless they asked for more: one for each operation.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html#throttling-limits-rate-based
 */
export const documentedBuckets: Buckets = (operation, input) => ({ ...bucketsByKind(operation, input), ...UNCATEGORIZED[operation] });

/** In these units tokens are counted, so that the slowest bucket gets a whole number of them each millisecond. */
const UNITS = 10_000;

/** What a bucket held at a time, in milliseconds since 1970. */
interface Level {
  readonly units: number;
  readonly at: number;
}

/** Request throttling: each request takes a token, and one that finds none is refused and takes none. Buckets refill evenly. */
export class Throttling {
  private readonly levels = new Regional<Level>();

  public constructor(private readonly clock: Clock, private readonly buckets: Buckets) {
  }

  /** Takes the token of a request, and returns whether there was one. */
  public take(operation: string, input: object, caller: Caller): boolean {
    const { name, capacity, perSecond } = this.buckets(operation, input);
    const at = this.clock.exactly();
    const levels = this.levels.of(caller);
    const before = levels.get(name) ?? { units: capacity * UNITS, at };
    const units = Math.min(capacity * UNITS, before.units + (at - before.at) * (perSecond * (UNITS / 1_000)));
    if (units < UNITS) {
      return false;
    }
    levels.set(name, { units: units - UNITS, at });
    return true;
  }
}
