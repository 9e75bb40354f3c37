import { createHash } from 'node:crypto';
import {
  paginateListResourceSharePermissions, PromotePermissionCreatedFromPolicyCommand, PromoteResourceShareCreatedFromPolicyCommand, RAMClient,
  ResourceSharePermissionSummary,
} from '@aws-sdk/client-ram';
import type { PolicyAction } from './actions';
import { sleep } from '../../engine/clock';
import type { Action, Situation, Time } from '../../engine/plan';
import { OutOfTime } from '../../engine/retry';
import type { ImagePolicySpec } from '../../model/sharing/image-policy-contract';

/** How often a share is promoted that no permission fits, and how long it is waited in between, in milliseconds: a new permission may be known late. */
const TRIES = 10;
const BETWEEN_TRIES = 3_000;

/** A share that is to be promoted. */
type Promotion = Extract<PolicyAction, { action: 'PromoteResourceShareCreatedFromPolicy' }>;

/** A token for a step of an event: the same when the event is delivered again, another for each other step. */
export function tokenOf({ stackId, logicalId, requestId }: Situation<ImagePolicySpec>, step: Action): string {
  return createHash('sha256').update(JSON.stringify([stackId, logicalId, requestId, step])).digest('hex');
}

/**
 * Makes a standard share of one that RAM made of a policy.
 *
 * If there is no managed permission that allows just what the policy does, one is made first. There is no token: a share that is on its
 * way already is no error.
 */
export async function promote(ram: RAMClient, promotion: Promotion, situation: Situation<ImagePolicySpec>, time: Time): Promise<void> {
  let refused: Error | undefined;
  for (let tries = 1; ; tries++) {
    try {
      await ram.send(new PromoteResourceShareCreatedFromPolicyCommand({ resourceShareArn: promotion.on }));
      return;
    } catch (error) {
      const { name, message } = error as Error;
      if (name === 'InvalidStateTransitionException') {
        return;
      }
      if (name !== 'UnmatchedPolicyPermissionException') {
        throw error;
      }
      if (tries === TRIES) {
        throw refused === undefined ? error : Object.assign(new Error(`${message} PromotePermissionCreatedFromPolicy: ${refused.message}`), { name });
      }
      if (time.remaining() < BETWEEN_TRIES) {
        throw new OutOfTime(`there was no time left to try again after: ${message}`);
      }
    }
    if (tries === 1) {
      refused = await promotePermission(ram, promotion, situation);
    } else {
      await sleep(BETWEEN_TRIES);
    }
  }
}

/** Makes a managed permission of what a policy allows. One with its name allows the same, and is enough: then RAM refuses. */
async function promotePermission(
  ram: RAMClient, { on: resourceShareArn, permission: name }: Promotion, situation: Situation<ImagePolicySpec>,
): Promise<Error | undefined> {
  const found: ResourceSharePermissionSummary[] = [];
  for await (const { permissions = [] } of paginateListResourceSharePermissions({ client: ram }, { resourceShareArn })) {
    found.push(...permissions);
  }
  const permission = found.find(({ featureSet }) => featureSet === 'CREATED_FROM_POLICY');
  if (permission === undefined) {
    return undefined;
  }
  const input = { permissionArn: permission.arn!, name };
  const clientToken = tokenOf(situation, { action: 'PromotePermissionCreatedFromPolicy', on: permission.arn! });
  try {
    await ram.send(new PromotePermissionCreatedFromPolicyCommand({ ...input, clientToken }));
    return undefined;
  } catch (error) {
    if ((error as Error).name === 'InvalidParameterException') {
      return error as Error;
    }
    throw error;
  }
}
