import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { BuildSharing } from './build-sharing';
import { allowReading, BoundImages, changingOwn, inRegion, onOwn, regionsOf } from './image-permissions';
import type { ImagePrincipal } from './image-principal';
import type { ImageSelection } from './image-selection';
import { ImageShareMode, ImageShareRemoval } from './image-share-mode';
import { admit } from './key-access';
import { declareSharePolicy, SharingIndex } from './share-policy-declaration';
import { ImageRights, IMAGE_SHARE_POLICY, ImageSharePolicyAttribute, ImageSharePolicySpec } from '../model/sharing/image-share-policy-contract';
import { DEFAULT_SHARING_QUOTA } from '../model/sharing/limits';
import { byId, isEveryone } from '../model/sharing/principals';
import type { SharePolicyProperties } from '../model/sharing/properties';
import { factsOf, forEachRight, isOnAmi, Right, RIGHT_NAMES } from '../model/sharing/rights';
import { Allowing, CustomResourceKind, HandledConstruct, Late, WithLate } from '../private/handled-construct';

const IMAGE_SHARE_POLICY_RESOURCE: CustomResourceKind<ImageSharePolicySpec, ImageSharePolicyAttribute> = {
  contract: IMAGE_SHARE_POLICY,
  bundle: join(__dirname, '..', '..', 'assets', 'image-share-policy'),
  statements: () => [],
};

/**
 * Properties of an `ImageSharePolicy`.
 */
export interface ImageSharePolicyProps {
  /**
   * The images that are shared. What is declared below holds for each of them. At least one.
   */
  readonly images: ImageSelection[];

  /**
   * Who may launch instances from the AMIs: at most `sharingQuota` accounts, organizations and organizational units.
   *
   * Members of an organization or a unit do not count. Whoever may launch sees the AMI, but not its tags.
   *
   * @default - nobody
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html
   */
  readonly launch?: ImagePrincipal[];

  /**
   * Who may copy the AMIs, to other Regions or under other keys: their snapshots are shared. Accounts only, for snapshots cannot be
   * shared with organizations.
   *
   * Somebody who may copy the snapshots of an AMI needs `launch` as well to see the AMI.
   *
   * @default - nobody
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
   */
  readonly copy?: ImagePrincipal[];

  /**
   * Who may build from the images in Image Builder. Needs an image build among the images, of the Region of the stack.
   *
   * This shares what Image Builder knows of the image, and no AMI: whoever builds needs `launch` as well.
   *
   * @default - nobody
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html
   */
  readonly buildFrom?: BuildSharing;

  /**
   * The customer managed keys with which the snapshots of the AMIs are encrypted.
   *
   * The policy of each admits all of `launch` and `copy`, with what a launch needs and no more. For a key that is not of this app, what
   * its policy has to allow is an output of the stack instead. Auto Scaling in an account that launches needs a grant to its
   * service-linked role as well, which only that account can make.
   *
   * An AMI under the key that AWS manages, `aws/ebs`, cannot be shared at all.
   *
   * @default - key policies are not touched
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html
   */
  readonly encryptionKeys?: IKey[];

  /**
   * What becomes of grants that are not declared here.
   *
   * @default ImageShareMode.additive() - they stay
   */
  readonly mode?: ImageShareMode;

  /**
   * What becomes of the declared grants when this policy is removed, or its stack.
   *
   * @default ImageShareRemoval.UNSHARE - they are taken back
   */
  readonly onRemoval?: ImageShareRemoval;

  /**
   * With how many accounts, organizations and organizational units an AMI may be shared: 1 to 10,000. More is refused before anything
   * is changed.
   *
   * To be raised when AWS has raised the quota of the account, which is one of each Region.
   *
   * @default 1000 - AWS's default quota
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-quotas.html
   */
  readonly sharingQuota?: number;

  /**
   * Whether `launch` may name everyone. Whoever launches a public AMI has all that is in it.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
   */
  readonly allowPublicLaunch?: boolean;

  /**
   * Whether `copy` may name everyone. Whoever copies a public snapshot has all of its data. Encrypted ones cannot be public.
   *
   * @default false
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
   */
  readonly allowPublicCopy?: boolean;

  /**
   * Any text. When it changes, the next deployment looks at the images again, and gives what somebody has taken away.
   *
   * Without a change of a property, a deployment looks at nothing.
   *
   * @default - none
   */
  readonly reconcile?: string;

  /**
   * How long CloudFormation waits for the images: 2 minutes to an hour. Images that are still being built are waited for within it.
   *
   * @default Duration.hours(1)
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   */
  readonly serviceTimeout?: Duration;
}

/**
 * States who may launch, copy and build from images; a deployment that changes it brings reality there.
 *
 * Creates a custom resource, and once for each stack a Lambda function with a role and a log group. Only what differs is written: one
 * call for an AMI. If one AMI fails, the others are still brought to their state; the deployment then fails, names those that failed, and
 * its rollback restores what was declared before. A disabled AMI, and one that is gone, is left out, and the log says so.
 *
 * What is declared is owned: a grant that was there before is taken over, and goes with its declaration. Grants that were never
 * declared stay, unless the mode is authoritative.
 *
 * Renaming the construct, or moving it in the tree, makes CloudFormation create a new resource and then delete the old one, which takes
 * back what the new one declares. Deploy it with `onRemoval: ImageShareRemoval.LEAVE` before.
 *
 * To disable an AMI takes all its launch permissions for good. After it was enabled again, change `reconcile`.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html
 * @example
 *
 * new ImageSharePolicy(this, 'GoldenAmi', {
 *   images: [ImageSelection.fromSsmParameter('/golden-ami/id')],
 *   launch: [
 *     ImagePrincipal.account('222222222222'),
 *     ImagePrincipal.organizationalUnit('arn:aws:organizations::111122223333:ou/o-abcdefghij/ou-ab12-11111111'),
 *   ],
 *   encryptionKeys: [key],
 * });
 */
export class ImageSharePolicy extends Construct {
  /**
   * The function that carries out all constructs of this kind in the stack, for an alarm on its errors. A run that ends without an answer
   * to CloudFormation is an error; a deployment that is refused is not.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public readonly handlerFunction: IFunction;

  /**
   * How many AMIs have what is declared.
   */
  public readonly amiCount: string;

  /**
   * How many AMIs are left out, because they are disabled or gone.
   */
  public readonly skippedAmiCount: string;

  /**
   * How many of the grants that the last deployment declared for the first time were there before, by somebody else's hand. They belong to
   * this policy now, and go with it.
   */
  public readonly takenOverGrantCount: string;

  constructor(scope: Construct, id: string, props: ImageSharePolicyProps) {
    super(scope, id);

    const { reconcile, serviceTimeout, encryptionKeys = [] } = props;
    const images = props.images.map(image => image._bind(this));
    const principals = forEachRight(right => (props[right] ?? []).map(({ _spec }) => _spec));
    const spec: WithLate<ImageSharePolicySpec> = {
      images: images.flatMap(({ references }) => references),
      ...principals,
      mode: (props.mode ?? ImageShareMode.additive())._value,
      onRemoval: props.onRemoval ?? ImageShareRemoval.UNSHARE,
      sharingQuota: props.sharingQuota ?? DEFAULT_SHARING_QUOTA,
      allowPublicLaunch: props.allowPublicLaunch ?? false,
      allowPublicCopy: props.allowPublicCopy ?? false,
      sharedByOthers: new Late(() => SharingIndex.for(this).sharedByOthers(this)),
    };
    const builds = images.filter(({ kind }) => kind === 'IMAGE_BUILD').flatMap(({ references }) => references);
    const buildFrom = props.buildFrom?._bind(this, builds, { reconcile, serviceTimeout });
    const handled = new HandledConstruct<ImageSharePolicySpec, ImageSharePolicyAttribute, SharePolicyProperties>(
      this, IMAGE_SHARE_POLICY_RESOURCE, { spec, reconcile, serviceTimeout });
    this.handlerFunction = handled.handlerFunction;
    this.amiCount = handled.changingAttribute('AmiCount');
    this.skippedAmiCount = handled.changingAttribute('SkippedAmiCount');
    this.takenOverGrantCount = handled.changingAttribute('TakenOverGrantCount');

    const imageKinds = images.flatMap(({ references, kind }) => references.map(() => kind));
    const intent = { buildFrom, encryptionKeys: encryptionKeys.length, imageKinds };
    declareSharePolicy(this, { properties: handled.properties, intent }, handled.use);
    this.allow(handled, images, principals, spec.mode !== 'ADDITIVE');
    const admitted = [...byId(RIGHT_NAMES.flatMap(right => principals[right])).values()];
    encryptionKeys.forEach((key, index) => admit(this, key, index, admitted));
  }

  /** Lets the handler do what is declared, and take it back. */
  private allow(handler: Allowing, images: readonly BoundImages[], principals: ImageRights, isAuthoritative: boolean): void {
    const { partition, account } = Stack.of(this);
    const rights = RIGHT_NAMES.filter(right => factsOf(right).isAlwaysRead || principals[right].length > 0 || isAuthoritative);
    allowReading(this, handler, images);
    for (const region of regionsOf(this, images)) {
      rights.filter(isOnAmi).forEach(right => handler.allow(...this.statementsFor(right, region)));
      handler.allow(
        inRegion(region, 'DescribeSnapshots', 'ec2:DescribeSnapshots'),
        new PolicyStatement({ sid: 'DescribeKey', actions: ['kms:DescribeKey'], resources: [`arn:${partition}:kms:${region}:${account}:key/*`] }),
      );
      rights.filter(right => !isOnAmi(right)).forEach(right => handler.allow(...this.statementsFor(right, region)));
      if (principals.launch.some(isEveryone)) {
        handler.allow(inRegion(region, 'PublicSharing', 'ec2:GetImageBlockPublicAccessState'));
      }
    }
  }

  /** Lets the handler read and change one right in a Region. */
  private statementsFor(right: Right, region: string): PolicyStatement[] {
    const { attribute, read, call } = factsOf(right);
    const kind = isOnAmi(right) ? 'image' : 'snapshot';
    return [onOwn(this, kind, region, `Read${attribute}`, `ec2:${read}`), changingOwn(this, kind, region, attribute, `ec2:${call}`)];
  }
}
