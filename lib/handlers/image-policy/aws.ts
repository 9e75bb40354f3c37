import { GetImageCommand, GetImagePolicyCommand, ImagebuilderClient, PutImagePolicyCommand } from '@aws-sdk/client-imagebuilder';
import {
  AssociateResourceShareCommand, DeleteResourceShareCommand, DisassociateResourceShareCommand, GetResourceSharesCommand,
  paginateGetResourceShareAssociations, paginateListResourceSharePermissions, PromotePermissionCreatedFromPolicyCommand,
  PromoteResourceShareCreatedFromPolicyCommand, RAMClient, ResourceShare, ResourceShareAssociation, ResourceShareAssociationType,
  ResourceSharePermissionSummary, TagResourceCommand,
} from '@aws-sdk/client-ram';
import { declaredIn, isDeclared, ObservedImagePolicies, ObservedImagePolicy, ObservedShare, stateOf, UnmatchedPromotion } from './observation';
import { PolicyAction, WAY_OUT } from './share-steps';
import { CLIENT } from '../../cloudformation/stack';
import { sleep } from '../../engine/clock';
import type { ActionResult, Deadline, Port, Progress } from '../../engine/handler';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import { desiredOf, Request, specsOf, tokenOf } from '../../engine/request';
import { ImagePolicySpec, OWNER } from '../../model/sharing/image-policy-contract';
import { mistakeInImage } from '../../model/sharing/image-policy-document';
import { buildOf, NO_SUCH_IMAGE } from '../images/observed';

/** The number of looks for a share that a policy becomes, and the pause between them, in milliseconds. */
const LOOKS = 12;
const BETWEEN_LOOKS = 5_000;

type PolicyRequest = Request<ImagePolicySpec>;
type PolicyProgress = Progress<ObservedImagePolicies, PolicyAction>;
type Promotion = Extract<PolicyAction, { action: 'PromoteResourceShareCreatedFromPolicy' }>;
type PermissionPromotion = Extract<PolicyAction, { action: 'PromotePermissionCreatedFromPolicy' }>;

/** Policies of images, in Image Builder, and the shares that they become, in the Resource Access Manager. */
export class ImageBuilderAndRam implements Port<ImagePolicySpec, ObservedImagePolicies, PolicyAction> {
  private readonly imageBuilder = new ImagebuilderClient(CLIENT);
  private readonly ram = new RAMClient(CLIENT);

  public async observe(request: PolicyRequest, deadline: Deadline, progress: PolicyProgress): Promise<ObservedImagePolicies> {
    const images = new Set(specsOf(request).flatMap(spec => spec.images));
    const ofHome = [...images].filter(image => mistakeInImage(image, request.home) === undefined);
    const looks = await inAnyOrder(ofHome, async image => [image, await this.image(image, request, deadline, progress)] as const);
    return Object.fromEntries(fulfilled(looks));
  }

  public async apply(action: PolicyAction, request: PolicyRequest): Promise<ActionResult | void> {
    const clientToken = tokenOf(request, JSON.stringify(action));
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
        return this.promote(action);
      case 'PromotePermissionCreatedFromPolicy':
        return this.promotePermission(action, clientToken);
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

  /** An image with the share of its policy. A share of a policy that this resource declared is waited for. */
  private async image(image: string, request: PolicyRequest, deadline: Deadline, progress: PolicyProgress): Promise<ObservedImagePolicy> {
    for (let look = 1; ; look++) {
      const observed = await this.look(image, request, progress);
      const isAwaited = observed.build === 'there' && observed.shares.every(share => stateOf(share) === 'ended')
        && isDeclared(observed.policy, declaredIn(request));
      if (!isAwaited || look === LOOKS || deadline.remaining() < 2 * BETWEEN_LOOKS) {
        return observed;
      }
      await sleep(BETWEEN_LOOKS);
    }
  }

  private async look(image: string, request: PolicyRequest, progress: PolicyProgress): Promise<ObservedImagePolicy> {
    const build = await this.build(image);
    const policy = build === 'there' ? await unless(['ResourceNotFoundException'], async () =>
      (await this.imageBuilder.send(new GetImagePolicyCommand({ imageArn: image }))).policy) : undefined;
    const associations = await this.associations('RESOURCE', { resourceArn: image });
    const isToGo = desiredOf(request)?.images.includes(image) !== true;
    return { build, policy, shares: await Promise.all(associations.map(association => this.share(association, isToGo, progress))) };
  }

  private async build(imageBuildVersionArn: string): Promise<ObservedImagePolicy['build']> {
    return await unless(NO_SUCH_IMAGE, async () =>
      buildOf((await this.imageBuilder.send(new GetImageCommand({ imageBuildVersionArn }))).image?.state?.status)) ?? 'gone';
  }

  /** The share of an association with an image. */
  private async share(association: ResourceShareAssociation, isToGo: boolean, progress: PolicyProgress): Promise<ObservedShare> {
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
      const unmatched = share?.featureSet === 'CREATED_FROM_POLICY' ? await this.unmatched(arn, progress) : undefined;
      return { ...common, others: [], principals: [], ...unmatched === undefined ? {} : { unmatched } };
    }
    const resourceShareArns = [arn];
    const resources = await this.associations('RESOURCE', { resourceShareArns });
    const principals = await this.associations('PRINCIPAL', { resourceShareArns });
    return {
      ...common,
      others: resources.filter(({ status, associatedEntity }) => status !== 'DISASSOCIATED' && associatedEntity !== association.associatedEntity)
        .map(({ associatedEntity }) => associatedEntity!),
      principals: principals.map(({ associatedEntity, status, statusMessage: message, external }) =>
        ({ id: associatedEntity!, status, message, external: external === true })),
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

  /** The tries of this operation to promote a share, if RAM found no permission for it in the last one. Only then its permission matters. */
  private async unmatched(arn: string, { done, observed = {} }: PolicyProgress): Promise<UnmatchedPromotion | undefined> {
    const promotions = done.filter(({ action: { action, on } }) => action === 'PromoteResourceShareCreatedFromPolicy' && on === arn);
    if (promotions[promotions.length - 1]?.result?.unmatched !== true) {
      return undefined;
    }
    const tries = promotions.length;
    const wasJustTried = Object.values(observed).flatMap(({ shares }) => shares).find(share => share.arn === arn)?.unmatched?.tries !== tries;
    const ofPermission = done.find(({ action }) => action.action === 'PromotePermissionCreatedFromPolicy' && action.share === arn);
    if (ofPermission !== undefined) {
      const refusal = ofPermission.result?.refusal;
      return { tries, wasJustTried, ...typeof refusal === 'string' ? { refusal } : {} };
    }
    const permission = (await this.permissions(arn)).find(({ featureSet }) => featureSet === 'CREATED_FROM_POLICY')?.arn;
    return { tries, wasJustTried, ...permission === undefined ? {} : { permission } };
  }

  /** The permission of a share, if it is one of the account's own. */
  private async customerPermission(resourceShareArn: string): Promise<string | undefined> {
    const found = await unless(['UnknownResourceException'], () => this.permissions(resourceShareArn));
    return found?.find(({ permissionType }) => permissionType === 'CUSTOMER_MANAGED')?.name;
  }

  private async permissions(resourceShareArn: string): Promise<ResourceSharePermissionSummary[]> {
    const found: ResourceSharePermissionSummary[] = [];
    for await (const { permissions = [] } of paginateListResourceSharePermissions({ client: this.ram }, { resourceShareArn })) {
      found.push(...permissions);
    }
    return found;
  }

  /** Makes a standard share of one that RAM made of a policy. There is no token: a share that is on its way already is no error. */
  private async promote({ on: resourceShareArn, isLastTry, refusal }: Promotion): Promise<ActionResult | void> {
    try {
      await unless(['InvalidStateTransitionException'], () =>
        this.ram.send(new PromoteResourceShareCreatedFromPolicyCommand({ resourceShareArn })));
    } catch (error) {
      const { name, message } = error as Error;
      if (name !== 'UnmatchedPolicyPermissionException') {
        throw error;
      }
      if (isLastTry) {
        throw refusal === undefined ? error : Object.assign(new Error(`${message} PromotePermissionCreatedFromPolicy: ${refusal}`), { name });
      }
      return { unmatched: true };
    }
  }

  /** Makes a managed permission. One with its name allows the same, and is enough: then RAM refuses. */
  private async promotePermission({ on: permissionArn, name }: PermissionPromotion, clientToken: string): Promise<ActionResult | void> {
    try {
      await this.ram.send(new PromotePermissionCreatedFromPolicyCommand({ permissionArn, name, clientToken }));
    } catch (error) {
      if ((error as Error).name !== 'InvalidParameterException') {
        throw error;
      }
      return { refusal: (error as Error).message };
    }
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

function tagOf(share: ResourceShare | undefined, wanted: string): string | undefined {
  return share?.tags?.find(({ key }) => key === wanted)?.value;
}

/** The result of a call; nothing if it fails by one of these errors. */
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
