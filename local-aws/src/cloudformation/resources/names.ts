import { createHash } from 'node:crypto';
import type { ResourceRequest } from '../resource-type';

/** The names and identifiers that CloudFormation gives. They are the same in each run of a test, and no two are the same in one. */
export class Names {
  private readonly made = new Map<string, number>();

  /** What tells a name apart from every other: of the stack, the logical id, and how often it was asked for. */
  public suffix({ stackId, logicalId }: ResourceRequest, length = 12): string {
    const place = `${stackId} ${logicalId}`;
    const generation = (this.made.get(place) ?? 0) + 1;
    this.made.set(place, generation);
    const hash = createHash('sha256').update(`${place} ${generation}`).digest('hex');
    return BigInt(`0x${hash}`).toString(36).toUpperCase().slice(0, length);
  }

  /** A name of the stack's and the resource's names, cut to a length, so that a resource in another's place has another name. */
  public name(request: ResourceRequest, most = 64): string {
    const suffix = this.suffix(request);
    return `${`${request.stackName}-${request.logicalId}`.slice(0, most - suffix.length - 1)}-${suffix}`;
  }

  /** An identifier of the form of a UUID. */
  public uuid(request: ResourceRequest): string {
    const hash = createHash('sha256').update(this.suffix(request)).digest('hex');
    return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
  }
}
