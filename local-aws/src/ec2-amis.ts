import type { IdentityStore } from './iam/identity-store';
import type { LocalAws } from './server';
import type { Images } from './services/ec2';
import type { Ami, AmiPort, AmiReference } from './services/image-builder';
import type { Caller } from './world';

/** The tag by which Image Builder knows what it deprecated. */
const DEPRECATED_BY = { Key: 'DeprecatedBy', Value: 'EC2 Image Builder' };

/** The AMIs of images, in EC2: Image Builder does to them what the execution role may. */
export class Ec2Amis implements AmiPort {
  constructor(private readonly images: Images, private readonly identities: IdentityStore, private readonly server: () => LocalAws) {
  }

  public make({ accountId: account, region, image: imageId }: AmiReference): void {
    if (!this.images.get(region, imageId)) {
      const tags = { CreatedBy: 'EC2 Image Builder' };
      this.images.addImage({ account, region, imageId, tags, snapshots: [this.images.addSnapshot({ account, region, tags })] });
    }
  }

  public async find({ region, image }: AmiReference): Promise<Ami | undefined> {
    const found = this.images.get(region, image);
    return found && found.state !== 'deregistered'
      ? {
        state: found.state === 'disabled' ? 'disabled' : 'available',
        isPublic: found.launchPermissions.some(permission => permission.Group === 'all'),
        tags: found.tags,
        sharedAccounts: found.launchPermissions.flatMap(({ UserId: account }) => account ?? []),
        lastLaunched: found.lastLaunchedTime,
        deprecationTime: found.deprecationTime,
        snapshots: found.snapshots,
      }
      : undefined;
  }

  public async deprecate(ami: AmiReference, role: string, at: number): Promise<void> {
    await this.ask('EnableImageDeprecation', { ImageId: ami.image, DeprecateAt: at }, ami, role);
    await this.ask('CreateTags', { Resources: [ami.image], Tags: [DEPRECATED_BY] }, ami, role);
  }

  public async cancelDeprecation(ami: AmiReference, role: string): Promise<void> {
    await this.ask('DisableImageDeprecation', { ImageId: ami.image }, ami, role);
    await this.ask('DeleteTags', { Resources: [ami.image], Tags: [DEPRECATED_BY] }, ami, role);
  }

  public async disable(ami: AmiReference, role: string): Promise<void> {
    await this.ask('DisableImage', { ImageId: ami.image }, ami, role);
  }

  public async enable(ami: AmiReference, role: string): Promise<void> {
    await this.ask('EnableImage', { ImageId: ami.image }, ami, role);
  }

  public async deregister(ami: AmiReference, role: string): Promise<void> {
    await this.ask('DeregisterImage', { ImageId: ami.image }, ami, role);
  }

  public async deleteSnapshots(ami: AmiReference, role: string, snapshots: readonly string[]): Promise<void> {
    for (const SnapshotId of snapshots) {
      await this.ask('DeleteSnapshot', { SnapshotId }, ami, role);
    }
  }

  /** Asks EC2 with a role, if it is one that a stack made: others may do anything. */
  private async ask(operation: string, input: object, { accountId: account, region }: AmiReference, role: string): Promise<void> {
    const caller: Caller = { account, region, ...this.identities.roleArns.includes(role) ? { role } : {} };
    await this.server().call('ec2', operation, input, caller);
  }
}
