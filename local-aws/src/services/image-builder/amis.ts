import { ServiceError } from '../../service-error';

/** Which AMI: an image has one for each Region and account that it was distributed to. */
export interface AmiReference {
  readonly accountId: string;
  readonly region: string;
  readonly image: string;
}

/** What Image Builder reads of an AMI. Times are in seconds since 1970. */
export interface Ami {
  readonly state: 'available' | 'disabled';
  readonly isPublic: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly sharedAccounts: readonly string[];
  readonly lastLaunched?: number;
  readonly deprecationTime?: number;
  readonly snapshots: readonly string[];
}

/**
 * What Image Builder reads of AMIs and does to them, with a role. Whatever EC2 refuses is thrown as a `ServiceError`, whose message
 * becomes the reason that an execution shows.
 */
export interface AmiPort {
  /** Makes the AMI that a build ended with, unless it is there. */
  make(ami: AmiReference): void;

  /** The AMI, unless it is gone. */
  find(ami: AmiReference, role: string): Promise<Ami | undefined>;

  /** Sets the deprecation time, and the tag `DeprecatedBy`. */
  deprecate(ami: AmiReference, role: string, at: number): Promise<void>;

  /** Takes the deprecation time away, and the tag `DeprecatedBy`. */
  cancelDeprecation(ami: AmiReference, role: string): Promise<void>;

  disable(ami: AmiReference, role: string): Promise<void>;

  enable(ami: AmiReference, role: string): Promise<void>;

  deregister(ami: AmiReference, role: string): Promise<void>;

  /** Deletes the snapshots of an AMI that was deregistered. */
  deleteSnapshots(ami: AmiReference, role: string, snapshots: readonly string[]): Promise<void>;
}

/** AMIs without EC2, for tests of Image Builder alone. */
export class MemoryAmis implements AmiPort {
  /** What was done to AMIs, in order: the action, the AMI, the role. */
  public readonly done: string[] = [];

  private readonly amis = new Map<string, Ami>();
  private readonly refusals = new Map<string, string>();

  public make(ami: AmiReference): void {
    if (!this.amis.has(keyOf(ami))) {
      this.put(ami);
    }
  }

  /** Makes an AMI, or gives it other properties. */
  public put(ami: AmiReference, properties: Partial<Ami> = {}): void {
    const made: Ami = { state: 'available', isPublic: false, tags: {}, sharedAccounts: [], snapshots: [`snap-of-${ami.image}`] };
    this.amis.set(keyOf(ami), { ...made, ...this.of(ami), ...properties });
  }

  public of(ami: AmiReference): Ami | undefined {
    return this.amis.get(keyOf(ami));
  }

  public remove(ami: AmiReference): void {
    this.amis.delete(keyOf(ami));
  }

  /** Lets EC2 refuse an action on an AMI. */
  public refuse(action: keyof AmiPort, ami: AmiReference, reason: string): void {
    this.refusals.set(`${action} ${keyOf(ami)}`, reason);
  }

  public async find(ami: AmiReference): Promise<Ami | undefined> {
    return this.of(ami);
  }

  public async deprecate(ami: AmiReference, role: string, at: number): Promise<void> {
    this.carryOut('deprecate', ami, role, () => this.put(ami, { deprecationTime: at }));
  }

  public async cancelDeprecation(ami: AmiReference, role: string): Promise<void> {
    this.carryOut('cancelDeprecation', ami, role, () => this.put(ami, { deprecationTime: undefined }));
  }

  public async disable(ami: AmiReference, role: string): Promise<void> {
    this.carryOut('disable', ami, role, () => this.put(ami, { state: 'disabled' }));
  }

  public async enable(ami: AmiReference, role: string): Promise<void> {
    this.carryOut('enable', ami, role, () => this.put(ami, { state: 'available' }));
  }

  public async deregister(ami: AmiReference, role: string): Promise<void> {
    this.carryOut('deregister', ami, role, () => this.remove(ami));
  }

  public async deleteSnapshots(ami: AmiReference, role: string): Promise<void> {
    this.carryOut('deleteSnapshots', ami, role, () => undefined);
  }

  private carryOut(action: keyof AmiPort, ami: AmiReference, role: string, act: () => void): void {
    const refusal = this.refusals.get(`${action} ${keyOf(ami)}`);
    if (refusal !== undefined) {
      throw new ServiceError('Client.Refused', refusal);
    }
    act();
    this.done.push(`${action} ${ami.image} as ${role}`);
  }
}

function keyOf({ accountId, region, image }: AmiReference): string {
  return `${accountId}/${region}/${image}`;
}
