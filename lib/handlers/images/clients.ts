import { EC2Client, EC2ClientConfig } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Ami } from './observed';
import { CLIENT } from '../../cloudformation/stack';

/** Under which name the role of another account is assumed. */
const SESSION = 'cdk-image-governance';

/** Where a client asks, and as whom. */
type Place = typeof CLIENT & Pick<EC2ClientConfig, 'region' | 'credentials'>;

/** A service in every Region, and with every role: an AMI is reached only where it is, by whom it belongs to. */
export class RegionalClients<Client> {
  private readonly sts = new STSClient(CLIENT);
  private readonly clients = new Map<string, Client>();

  public constructor(private readonly make: (place: Place) => Client) {}

  /** The service as an AMI is reached. */
  public of({ region, roleArn }: Pick<Ami, 'region' | 'roleArn'>): Client {
    const key = `${region} ${roleArn ?? ''}`;
    const owner = roleArn === undefined ? {} : { credentials: () => this.assume(roleArn) };
    const client = this.clients.get(key) ?? this.make({ ...CLIENT, region, ...owner });
    this.clients.set(key, client);
    return client;
  }

  private async assume(roleArn: string) {
    const { Credentials: it } = await this.sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: SESSION }));
    return { accessKeyId: it!.AccessKeyId!, secretAccessKey: it!.SecretAccessKey!, sessionToken: it!.SessionToken!, expiration: it!.Expiration };
  }
}

/** EC2. Its clients do not try again by themselves: see `patiently`. */
export class Ec2Clients extends RegionalClients<EC2Client> {
  public constructor() {
    super(place => new EC2Client({ ...place, maxAttempts: 1 }));
  }
}
