import { DescribeImageAttributeCommand, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import { Ec2Clients, unlessGone } from './clients';
import type { Ami } from './observed';
import type { Deadline } from '../../engine/handler';
import { principalsIn, PrincipalSpec } from '../../model/sharing/principals';
import { retryThrottled } from '../aws-calls';

/** Launch permissions of AMIs, in EC2. */
export class LaunchPermissions {
  public constructor(private readonly clients: Ec2Clients) {}

  /** The principals that may launch an AMI; nothing if it is gone. */
  public async of(ami: Ami, deadline: Deadline): Promise<PrincipalSpec[] | undefined> {
    return unlessGone(async () => {
      const { LaunchPermissions: permissions = [] } = await retryThrottled(deadline, () => this.clients.of(ami).send(
        new DescribeImageAttributeCommand({ ImageId: ami.imageId, Attribute: 'launchPermission' })));
      return principalsIn(permissions);
    });
  }

  /** Grants and revokes. An AMI that is gone, and one that only loses grants and cannot be shared now, has nothing to revoke. */
  public async change(
    ami: Ami, { add, remove }: { readonly add: readonly PrincipalSpec[]; readonly remove: readonly PrincipalSpec[] }, deadline: Deadline,
  ): Promise<void> {
    const command = new ModifyImageAttributeCommand({
      ImageId: ami.imageId, LaunchPermission: { Add: [...add], Remove: [...remove] },
    });
    await unlessGone(() => retryThrottled(deadline, () => this.clients.of(ami).send(command)), add.length === 0);
  }
}
