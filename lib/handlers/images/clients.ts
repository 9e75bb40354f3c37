import { EC2Client, EC2ClientConfig } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Ami } from './observed';
import { CLIENT } from '../../cloudformation/stack';

/** The session name of an assumed role. */
const SESSION = 'cdk-image-governance';

/** The Region and the credentials of a client. */
type Place = typeof CLIENT & Pick<EC2ClientConfig, 'region' | 'credentials'>;

/** A service in every Region and with every role: an AMI is reached where it is, as its owner. */
export class RegionalClients<Client> {
  private readonly sts = new STSClient(CLIENT);
  private readonly clients = new Map<string, Client>();

  public constructor(private readonly make: (place: Place) => Client) {}

  /** The client that reaches an AMI. */
  public of({ region, roleArn }: Pick<Ami, 'region' | 'roleArn'>): Client {
    const key = `${region} ${roleArn ?? ''}`;
    const owner = roleArn === undefined ? {} : { credentials: () => this.assume(roleArn) };
    const client = this.clients.get(key) ?? this.make({ ...CLIENT, region, ...owner });
    this.clients.set(key, client);
    return client;
  }

  private async assume(roleArn: string) {
    const { Credentials: assumed } = await this.sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: SESSION }));
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = assumed!;
    return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken!, expiration: Expiration };
  }
}

/** EC2. Its clients do not try again by themselves: see `retryThrottled`. */
export class Ec2Clients extends RegionalClients<EC2Client> {
  public constructor() {
    super(place => new EC2Client({ ...place, maxAttempts: 1 }));
  }
}

/** The errors by which EC2 says that an AMI or a snapshot is gone. */
const GONE = ['InvalidAMIID.NotFound', 'InvalidSnapshot.NotFound'];

/**
 * Returns the answer of a call; nothing if its AMI or snapshot is gone.
 *
 * @param orUnavailable True if an AMI that exists and cannot be changed counts as gone.
 */
export async function unlessGone<T>(call: () => Promise<T>, orUnavailable = false): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const { name } = error as Error;
    if (GONE.includes(name) || (orUnavailable && name === 'InvalidAMIID.Unavailable')) {
      return undefined;
    }
    throw error;
  }
}
