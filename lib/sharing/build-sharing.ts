import { join } from 'node:path';
import { Duration, Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import { Construct } from 'constructs';
import { onImage, onShares } from './image-policy-permissions';
import type { ImagePrincipal } from './image-principal';
import type { ImageReference } from '../model/images/image-reference';
import { IMAGE_POLICY, ImagePolicyAttribute, ImagePolicySpec } from '../model/sharing/image-policy-contract';
import { byId, idOf, principalOfText } from '../model/sharing/principals';
import type { BuildFromIntent as BuildFromInput } from '../model/sharing/share-policy-input';
import { CustomResourceKind, HandledConstruct } from '../private/handled-construct';
import type { Written } from '../private/tokens';

const IMAGE_POLICY_RESOURCE: CustomResourceKind<ImagePolicySpec, ImagePolicyAttribute> = {
  contract: IMAGE_POLICY,
  bundle: join(__dirname, '..', '..', 'assets', 'image-policy'),
  statements: onShares,
};

/** The length of a generated name of a resource share. */
const NAME_CHARACTERS = 128;

/**
 * Options for `BuildSharing.resourceShare`.
 */
export interface ResourceShareOptions {
  /**
   * Who may build from the images: accounts, organizations and organizational units. Not everyone.
   *
   * For organizations and units, sharing with AWS Organizations has to be enabled, by the management account.
   *
   * @see https://docs.aws.amazon.com/ram/latest/userguide/getting-started-sharing.html
   */
  readonly principals: ImagePrincipal[];

  /**
   * Whether accounts outside the organization may be principals. They get an invitation, which they have to accept.
   *
   * @default false
   * @see https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html
   */
  readonly allowExternalPrincipals?: boolean;

  /**
   * The name of the resource share, as RAM shows it to those that it is shared with.
   *
   * @default - made of the path of the construct
   * @see https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html
   */
  readonly resourceShareName?: string;

  /**
   * What becomes of the resource share when it is removed, or its stack.
   *
   * An image cannot be unshared as long as consumers depend on it, with a recipe for example: the deployment then fails to delete the
   * share. `RETAIN_ON_UPDATE_OR_DELETE` leaves it as it is, and nothing manages it any more.
   *
   * @default RemovalPolicy.DESTROY
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Options for `BuildSharing.imagePolicy`.
 */
export interface ImagePolicyOptions {
  /**
   * What becomes of the sharing when it is removed, or its stack, or when an image is not one of the policy's any more.
   *
   * An image cannot be unshared as long as consumers depend on it: the deployment then fails. Both `RETAIN` and
   * `RETAIN_ON_UPDATE_OR_DELETE` leave it shared, and nothing manages that any more. A creation that is rolled back is undone in any
   * case.
   *
   * @default RemovalPolicy.DESTROY
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** The marks by which the handler of a hand-written policy looks again, and the time that it has. */
interface Handling {
  readonly reconcile?: string;
  readonly serviceTimeout?: Duration;
}

/**
 * How images are shared in Image Builder, so that others can use them as the base of their recipes.
 *
 * This shares what Image Builder knows of an image, in its own Region. It gives no access to AMIs, snapshots and keys: whoever builds
 * from an image needs `launch` as well.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html
 */
export class BuildSharing {
  /**
   * Shares the images by a resource share of AWS RAM: the way that AWS recommends.
   *
   * Creates an `AWS::RAM::ResourceShare` with the default permission for images, to read them and to use them in recipes.
   *
   * @param options With whom the images are shared.
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ram-resourceshare.html
   */
  public static resourceShare(options: ResourceShareOptions): BuildSharing {
    return new BuildSharing((scope, images) => shareByRam(scope, images, options));
  }

  /**
   * Shares the images by a hand-written policy. For what a resource share can do, prefer `resourceShare`.
   *
   * Creates a custom resource, and once for each stack a Lambda function with a role and a log group. It puts the policy on each image,
   * and promotes the resource share that RAM makes of it: before that, principals do not see the image. If no managed permission allows
   * just what the policy does, it makes one of the policy, which stays when the policy goes.
   *
   * - **One image has one owner of its policy.** An image that is shared in Image Builder already, by a policy or by a resource share, is
   *   refused before anything is changed, unless its policy says the same: then it is taken over, and goes with this one.
   * - **Principals can be changed, rights cannot.** With the promotion RAM manages the policy, and what a second one would do is not
   *   documented. A change of principals is made in the resource share, and those that somebody else put there stay. A change of actions
   *   or conditions is refused: deploy without `buildFrom`, then with the new document.
   * - **Nothing removes a policy** but the end of its resource share. So a removal deletes that, and waits until it is gone.
   *
   * @param document At most 30,000 characters, with an image filled in. Each statement allows, names accounts, roles or users as its
   *   principals, and gives all of them the same. A statement without resources is about each image; one with a resource must name the
   *   image, of which there is one then. Organizations, organizational units and everyone are refused.
   * @param options What becomes of it in the end.
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_PutImagePolicy.html
   */
  public static imagePolicy(document: PolicyDocument, options: ImagePolicyOptions = {}): BuildSharing {
    if (options.removalPolicy === RemovalPolicy.SNAPSHOT) {
      throw new Error('the removal policy of an image policy must be DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE, got SNAPSHOT: '
        + 'there is no snapshot of a policy');
    }
    return new BuildSharing((scope, images, handling) => putPolicy(scope, images, handling, document, options));
  }

  private constructor(private readonly bind: Bind) {}

  /**
   * Makes what shares image builds, and says what that is.
   *
   * @internal
   */
  public _bind(scope: Construct, images: readonly ImageReference[], handling: Handling = {}): BuildFromIntent {
    return this.bind(scope, images, handling);
  }
}

/** Makes what shares image builds, and says what that is. */
/** The right to build from images, as the app has it. */
type BuildFromIntent = Written<BuildFromInput>;

type Bind = (scope: Construct, images: readonly ImageReference[], handling: Handling) => BuildFromIntent;

function shareByRam(scope: Construct, images: readonly ImageReference[], options: ResourceShareOptions): BuildFromIntent {
  const { allowExternalPrincipals = false, resourceShareName, removalPolicy } = options;
  const principals = byId(options.principals.map(({ _spec }) => _spec));
  const share = new CfnResourceShare(scope, 'BuildFrom', {
    name: resourceShareName ?? Names.uniqueResourceName(scope, { maxLength: NAME_CHARACTERS, separator: '-' }),
    allowExternalPrincipals,
    principals: options.principals.map(({ _spec }) => idOf(_spec)),
    resourceArns: images.map(({ image }) => image),
  });
  if (removalPolicy !== undefined) {
    share.applyRemovalPolicy(removalPolicy);
  }
  // As they are when rules ask: an aspect may have changed them. A share of RAM does not say of which kind a principal is.
  const principalOf = (id: string) => principals.get(id) ?? (Token.isUnresolved(id) ? Token.asAny(id) : principalOfText(id));
  return { via: 'RESOURCE_SHARE', get principals() { return (share.principals ?? []).map(principalOf); } };
}

function putPolicy(
  scope: Construct, references: readonly ImageReference[], { reconcile, serviceTimeout }: Handling, document: PolicyDocument,
  { removalPolicy = RemovalPolicy.DESTROY }: ImagePolicyOptions,
): BuildFromIntent {
  const images = references.map(({ image }) => image);
  const spec: ImagePolicySpec = {
    images,
    document: Stack.of(scope).toJsonString(document),
    // CloudFormation itself would keep what a creation left that it rolls back, and the images that an update drops.
    onRemoval: removalPolicy === RemovalPolicy.DESTROY ? 'UNSHARE' : 'LEAVE',
  };
  const handled = new HandledConstruct(new Construct(scope, 'BuildFrom'), IMAGE_POLICY_RESOURCE, { spec, reconcile, serviceTimeout });
  images.forEach(image => handled.allow(onImage(image)));
  return { via: 'IMAGE_POLICY', principals: [], document };
}
