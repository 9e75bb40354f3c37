// What a history of a share policy comes to, by sets alone: what every version of the handler has to bring about.

export type Right = 'launch' | 'copy';

export const RIGHTS: readonly Right[] = ['launch', 'copy'];

/** A version of the policy. */
export interface Version {
  readonly images: readonly string[];
  readonly launch: readonly string[];
  readonly copy: readonly string[];
  readonly mode: 'ADDITIVE' | 'AUTHORITATIVE';
  readonly onRemoval: 'UNSHARE' | 'LEAVE';
}

export interface ModelledAmi {
  state: 'available' | 'disabled' | 'deregistered';
  readonly launch: Set<string>;
  readonly copy: Set<string>;
}

/** AMIs, and what was deployed. */
export class Model {
  public readonly amis = new Map<string, ModelledAmi>();
  public deployed?: Version;

  /** Whether a version is refused before it changes anything: an AMI that it names for the first time is gone. */
  public refuses(version: Version): boolean {
    return version.images.some(id => this.amis.get(id)!.state === 'deregistered' && this.deployed?.images.includes(id) !== true);
  }

  /** Whether a version changes who may launch from any AMI. */
  public changesLaunches(version: Version): boolean {
    return [...this.amis].some(([id, { state, launch }]) => state === 'available' && (
      declared(version, id, 'launch').some(who => !launch.has(who))
      || declared(this.deployed, id, 'launch').some(who => launch.has(who) && !declared(version, id, 'launch').includes(who))));
  }

  /** A version is deployed. */
  public deploys(version: Version): void {
    this.brings(version, this.deployed);
    for (const [id, ami] of this.amis) {
      if (version.mode === 'AUTHORITATIVE' && version.images.includes(id) && ami.state === 'available') {
        RIGHTS.forEach(right => [...ami[right]].filter(who => who !== 'all' && !declared(version, id, right).includes(who)).forEach(who => ami[right].delete(who)));
      }
    }
    this.deployed = version;
  }

  /** A version was deployed, and something else then failed. */
  public rollsBackFrom(failed: Version, to: Version | undefined): void {
    this.brings(to, failed, true);
    this.deployed = to;
  }

  /** A version was refused: what was declared before comes back where somebody took it away. */
  public refused(): void {
    this.brings(this.deployed, undefined);
  }

  /** The policy goes. */
  public removes(): void {
    if (this.deployed?.onRemoval === 'UNSHARE') {
      this.brings(undefined, this.deployed);
    }
    this.deployed = undefined;
  }

  private brings(now: Version | undefined, before: Version | undefined, back = false): void {
    for (const [id, ami] of this.amis) {
      for (const right of RIGHTS) {
        const [wanted, had] = [declared(now, id, right), declared(before, id, right)];
        if (ami.state === 'available') {
          wanted.forEach(who => ami[right].add(who));
        }
        if (ami.state === 'disabled' && right === 'copy' && back) {
          wanted.filter(who => !had.includes(who)).forEach(who => ami.copy.add(who));
        }
        if (ami.state === 'available' || (ami.state === 'disabled' && right === 'copy')) {
          had.filter(who => !wanted.includes(who)).forEach(who => ami[right].delete(who));
        }
      }
    }
  }
}

function declared(version: Version | undefined, id: string, right: Right): readonly string[] {
  return version?.images.includes(id) ? version[right] : [];
}
