import type { AmiReference } from './amis';
import { exclusion } from './exclusions';
import type { Execution } from './executions';
import type { Image } from './images';
import { placeOf, Store } from './store';
import { ServiceError } from '../../service-error';

/** What became of a resource of an image in an execution. */
export interface ResourceResult {
  readonly accountId: string;
  readonly resourceId: string;
  readonly region: string;
  readonly state: { readonly status: 'SUCCESS' | 'FAILED' | 'SKIPPED'; readonly reason?: string };
  readonly snapshots?: readonly { readonly snapshotId: string; readonly state: { readonly status: string; readonly reason?: string } }[];
  readonly imageUris?: readonly string[];
}

/** The role with which AMIs in other accounts are acted on: it has this name in each of them. */
const CROSS_ACCOUNT_ROLE = 'Ec2ImageBuilderCrossAccountLifecycleAccess';

/** Does to the AMIs and containers of an image what an execution is for. */
export async function actOnAmis(store: Store, execution: Execution, image: Image): Promise<readonly ResourceResult[]> {
  const results: ResourceResult[] = [];
  for (const ami of execution.includes.amis ? image.amis : []) {
    results.push(await actOn(store, execution, ami));
  }
  for (const { region, imageUris } of execution.includes.containers ? image.containers : []) {
    results.push({ accountId: placeOf(image.arn).account, resourceId: imageUris[0], region, imageUris, state: { status: 'SUCCESS' } });
  }
  return results;
}

async function actOn({ options: { amis }, clock }: Store, execution: Execution, reference: AmiReference): Promise<ResourceResult> {
  const resource = { accountId: reference.accountId, resourceId: reference.image, region: reference.region };
  const role = roleFor(execution, reference);
  const now = clock.now();
  try {
    const ami = await amis.find(reference, role);
    if (ami === undefined) {
      return { ...resource, state: { status: 'SUCCESS' } };
    }
    const reason = exclusion(execution.exclusions, reference, ami, now);
    if (reason !== undefined) {
      return { ...resource, state: { status: 'SKIPPED', reason } };
    }
    const { deprecationTime: deprecated } = ami;
    const at = execution.updateAt ?? now;
    switch (execution.target) {
      case 'DEPRECATED':
        if (deprecated === undefined || (deprecated > now && deprecated !== at)) {
          await amis.deprecate(reference, role, at);
        }
        break;
      case 'DISABLED':
        if (ami.state !== 'disabled') {
          await amis.disable(reference, role);
        }
        break;
      case 'AVAILABLE':
        if (ami.state === 'disabled') {
          await amis.enable(reference, role);
        }
        if (deprecated !== undefined) {
          await amis.cancelDeprecation(reference, role);
        }
        break;
      default:
        await amis.deregister(reference, role);
        if (execution.includes.snapshots) {
          await amis.deleteSnapshots(reference, role, ami.snapshots);
          const snapshots = ami.snapshots.map(snapshotId => ({ snapshotId, state: { status: 'SUCCESS' } }));
          return { ...resource, state: { status: 'SUCCESS' }, snapshots };
        }
    }
    return { ...resource, state: { status: 'SUCCESS' } };
  } catch (error) {
    if (error instanceof ServiceError) {
      return { ...resource, state: { status: 'FAILED', reason: error.message } };
    }
    throw error;
  }
}

/** The role with which an AMI is acted on. */
function roleFor({ role, image }: Execution, { accountId }: AmiReference): string {
  const { account } = placeOf(image);
  return accountId === account ? roleArn(role!, account) : `arn:aws:iam::${accountId}:role/${CROSS_ACCOUNT_ROLE}`;
}

/** A role that is given by name or ARN. */
export function roleArn(role: string, account: string): string {
  return role.startsWith('arn:') ? role : `arn:aws:iam::${account}:role/${role}`;
}
