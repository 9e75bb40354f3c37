import { GetImageCommand, GetImagePolicyCommand, ImagebuilderClient, PutImagePolicyCommand } from '@aws-sdk/client-imagebuilder';
import {
  AssociateResourceShareCommand, DeleteResourceShareCommand, DisassociateResourceShareCommand, GetResourceSharesCommand,
  paginateGetResourceShareAssociations, paginateListResourceSharePermissions, RAMClient, ResourceShare, ResourceShareAssociation,
  ResourceShareAssociationType, ResourceSharePermissionSummary, TagResourceCommand,
} from '@aws-sdk/client-ram';
import { PolicyAction, WAY_OUT } from './actions';
import { declaredIn, isDeclared, ObservedImagePolicies, ObservedImagePolicy, ObservedShare, stateOf } from './observed';
import { promote, tokenOf } from './promotion';
import { CLIENT } from '../../cloudformation/stack';
import { sleep } from '../../engine/clock';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import type { Port, Situation, Time } from '../../engine/plan';
import { IMAGE_BUILD_ARN } from '../../model/images/image-forms';
import { ImagePolicySpec, OWNER } from '../../model/sharing/image-policy-contract';
import { buildOf, NO_SUCH_IMAGE } from '../images/image-build';

/** How often a share is looked for that a policy becomes, and how long it is waited in between, in milliseconds. */
const LOOKS = 12;
const BETWEEN_LOOKS = 5_000;

/** Policies of images, in Image Builder, and the shares that they become, in the Resource Access Manager. */
export class ImageBuilderAndRam implements Port<ImagePolicySpec, ObservedImagePolicies, PolicyAction> {
  private readonly imageBuilder = new ImagebuilderClient(CLIENT);
  private readonly ram = new RAMClient(CLIENT);

  public async observe(situation: Situation<ImagePolicySpec>, time: Time): Promise<ObservedImagePolicies> {
    const { desired, previous } = situation;
    const images = [...new Set([desired, previous].flatMap(spec => spec?.images ?? []))].filter(image => isOfStack(image, situation));
    return Object.fromEntries(fulfilled(await inAnyOrder(images, async image => [image, await this.image(image, situation, time)] as const)));
  }

  public async apply(action: PolicyAction, situation: Situation<ImagePolicySpec>, time: Time): Promise<void> {
    const clientToken = tokenOf(situation, action);
    const { on } = action;
    switch (action.action) {
      case 'PutImagePolicy':
        await this.imageBuilder.send(new PutImagePolicyCommand({ imageArn: on, policy: action.policy }));
        break;
      case 'TagResource':
        // Whether RAM takes tags of a share that is not a standard one yet is not documented. It gets them later.
        await unless(action.featureSet === 'STANDARD' ? [] : ['InvalidParameterException', 'OperationNotPermittedException'], () =>
          this.ram.send(new TagResourceCommand({ resourceShareArn: on, tags: [{ key: OWNER, value: action.owner }] })));
        break;
      case 'PromoteResourceShareCreatedFromPolicy':
        await promote(this.ram, action, situation, time);
        break;
      case 'AssociateResourceShare':
        await unless(['InvalidStateTransitionException'], () =>
          this.ram.send(new AssociateResourceShareCommand({ resourceShareArn: on, principals: [...action.principals], clientToken })));
        break;
      case 'DisassociateResourceShare':
        await unless(['UnknownResourceException'], () => this.ram.send(new DisassociateResourceShareCommand({
          resourceShareArn: on,
          ...action.image === undefined ? { principals: [...action.principals!] } : { resourceArns: [action.image] },
          clientToken,
        })));
        break;
      case 'DeleteResourceShare':
        await unless(['UnknownResourceException'], () => this.delete(on, clientToken));
    }
  }

  /** An image, with the share of its policy: if the policy is one of this resource, that comes soon. */
  private async image(image: string, situation: Situation<ImagePolicySpec>, time: Time): Promise<ObservedImagePolicy> {
    for (let look = 1; ; look++) {
      const { build, policy, shares } = await this.look(image, situation);
      const isAwaited = build === 'there' && shares.every(it => stateOf(it) === 'ended') && isDeclared(policy, declaredIn(situation));
      if (!isAwaited || look === LOOKS || time.remaining() < 2 * BETWEEN_LOOKS) {
        return { build, policy, shares };
      }
      await sleep(BETWEEN_LOOKS);
    }
  }

  private async look(image: string, { desired }: Situation<ImagePolicySpec>): Promise<ObservedImagePolicy> {
    const build = await this.build(image);
    const policy = build === 'there' ? await unless(['ResourceNotFoundException'], async () =>
      (await this.imageBuilder.send(new GetImagePolicyCommand({ imageArn: image }))).policy) : undefined;
    const associations = await this.associations('RESOURCE', { resourceArn: image });
    const isToGo = desired?.images.includes(image) !== true;
    return { build, policy, shares: await Promise.all(associations.map(it => this.share(it, isToGo))) };
  }

  private async build(imageBuildVersionArn: string): Promise<ObservedImagePolicy['build']> {
    return await unless(NO_SUCH_IMAGE, async () =>
      buildOf((await this.imageBuilder.send(new GetImageCommand({ imageBuildVersionArn }))).image?.state?.status)) ?? 'gone';
  }

  /** The share of an image that an association tells of. */
  private async share(association: ResourceShareAssociation, isToGo: boolean): Promise<ObservedShare> {
    const arn = association.resourceShareArn!;
    const share = await this.known(arn);
    const common = {
      arn,
      status: share === undefined ? 'DELETED' : share.status,
      message: share?.statusMessage,
      featureSet: share?.featureSet,
      image: { status: association.status, message: association.statusMessage },
      owner: tagOf(share, OWNER),
      isOfStack: share?.tags?.some(({ key }) => key?.startsWith('aws:cloudformation:')) === true,
    };
    if (share?.featureSet !== 'STANDARD' || share.status === 'DELETED') {
      return { ...common, others: [], principals: [] };
    }
    const resourceShareArns = [arn];
    const resources = await this.associations('RESOURCE', { resourceShareArns });
    const principals = await this.associations('PRINCIPAL', { resourceShareArns });
    return {
      ...common,
      others: resources.filter(it => it.status !== 'DISASSOCIATED' && it.associatedEntity !== association.associatedEntity)
        .map(it => it.associatedEntity!),
      principals: principals.map(it => ({ id: it.associatedEntity!, status: it.status, message: it.statusMessage, external: it.external === true })),
      permission: isToGo ? await this.customerPermission(arn) : undefined,
    };
  }

  private async known(resourceShareArn: string): Promise<ResourceShare | undefined> {
    return unless(['UnknownResourceException'], async () => (await this.ram.send(
      new GetResourceSharesCommand({ resourceOwner: 'SELF', resourceShareArns: [resourceShareArn] }))).resourceShares?.[0]);
  }

  private async associations(
    associationType: ResourceShareAssociationType, where: { readonly resourceArn: string } | { readonly resourceShareArns: string[] },
  ): Promise<ResourceShareAssociation[]> {
    const found: ResourceShareAssociation[] = [];
    await unless(['UnknownResourceException'], async () => {
      const pages = paginateGetResourceShareAssociations({ client: this.ram }, { associationType, ...where });
      for await (const { resourceShareAssociations = [] } of pages) {
        found.push(...resourceShareAssociations);
      }
    });
    return found;
  }

  /** The permission of a share, if it is one of the account's own. */
  private async customerPermission(resourceShareArn: string): Promise<string | undefined> {
    const found: ResourceSharePermissionSummary[] = [];
    await unless(['UnknownResourceException'], async () => {
      for await (const { permissions = [] } of paginateListResourceSharePermissions({ client: this.ram }, { resourceShareArn })) {
        found.push(...permissions);
      }
    });
    return found.find(({ permissionType }) => permissionType === 'CUSTOMER_MANAGED')?.name;
  }

  private async delete(resourceShareArn: string, clientToken: string): Promise<void> {
    try {
      await this.ram.send(new DeleteResourceShareCommand({ resourceShareArn, clientToken }));
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== 'InvalidStateTransitionException' && name !== 'OperationNotPermittedException') {
        throw error;
      }
      const share = await this.known(resourceShareArn);
      if (share !== undefined && share.status !== 'DELETING' && share.status !== 'DELETED') {
        throw Object.assign(new Error(`${message} ${WAY_OUT}`), { name });
      }
    }
  }
}

/** Whether an image is one whose policy the stack can write: any other is a mistake. */
function isOfStack(image: string, { stackId }: Situation<ImagePolicySpec>): boolean {
  const place = (arn: string) => arn.split(':').slice(3, 5).join();
  return IMAGE_BUILD_ARN.test(image) && place(image) === place(stackId);
}

function tagOf(share: ResourceShare | undefined, wanted: string): string | undefined {
  return share?.tags?.find(({ key }) => key === wanted)?.value;
}

/** What comes of a call, or nothing, if it fails by one of these errors. */
async function unless<T>(names: readonly string[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (names.includes((error as Error).name)) {
      return undefined;
    }
    throw error;
  }
}
