import { CreateVolumePermission, DescribeImageAttributeCommand, LaunchPermission, ModifyImageAttributeCommand } from '@aws-sdk/client-ec2';
import type { Ec2Clients } from './clients';
import { unlessGone } from './gone';
import type { Ami } from './observed';
import type { Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';
import { chunked } from '../../model/collections';
import { EVERYONE, principalKindOf } from '../../model/images/image-forms';

/** How many launch permissions a call changes. */
const CHANGES = 10_000;

/** Who may launch from AMIs, in EC2. */
export class LaunchPermissions {
  public constructor(private readonly clients: Ec2Clients) {}

  /** Who may launch from an AMI; nothing, if it is gone. */
  public async of(ami: Ami, time: Time): Promise<string[] | undefined> {
    return unlessGone(async () => {
      const { LaunchPermissions: permissions = [] } = await patiently(time, () => this.clients.of(ami).send(
        new DescribeImageAttributeCommand({ ImageId: ami.imageId, Attribute: 'launchPermission' })));
      return permissions.map(principalOf);
    });
  }

  /** Gives and takes. An AMI that is gone, or that is only taken from and cannot be shared now, has nothing to take. */
  public async change(
    ami: Ami, { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] }, time: Time,
  ): Promise<void> {
    for (const changes of chunked([...add.map(it => ['Add', it] as const), ...remove.map(it => ['Remove', it] as const)], CHANGES)) {
      const of = (wanted: 'Add' | 'Remove') => changes.filter(([what]) => what === wanted).map(([, principal]) => launchPermissionOf(principal));
      await unlessGone(() => patiently(time, () => this.clients.of(ami).send(new ModifyImageAttributeCommand({
        ImageId: ami.imageId, LaunchPermission: { Add: of('Add'), Remove: of('Remove') },
      }))), add.length === 0);
    }
  }
}

/** Who is meant by a permission of EC2. */
export function principalOf({ UserId, Group, OrganizationArn, OrganizationalUnitArn }: LaunchPermission & CreateVolumePermission): string {
  return (UserId ?? Group ?? OrganizationArn ?? OrganizationalUnitArn)!;
}

function launchPermissionOf(principal: string): LaunchPermission {
  switch (principalKindOf(principal)) {
    case 'everyone': return { Group: EVERYONE };
    case 'organization': return { OrganizationArn: principal };
    case 'organizational unit': return { OrganizationalUnitArn: principal };
    default: return { UserId: principal };
  }
}
