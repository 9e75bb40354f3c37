import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { declareImageAttributes } from './image-attributes-declaration';
import { allowReading, changingOwn, regionsOf } from './image-permissions';
import type { ImageSelection } from './image-selection';
import type { ImdsSupport } from './imds-support';
import {
  DESCRIBED_BY, DESCRIPTION_BEFORE, IMAGE_ATTRIBUTES, ImageAttributesAttribute, ImageAttributesSpec,
} from '../model/sharing/image-attributes-contract';
import type { ImageAttributesProperties } from '../model/sharing/image-attributes-input';
import { CustomResourceKind, HandledConstruct } from '../private/handled-construct';

const IMAGE_ATTRIBUTES_RESOURCE: CustomResourceKind<ImageAttributesSpec, ImageAttributesAttribute> = {
  contract: IMAGE_ATTRIBUTES,
  bundle: join(__dirname, '..', '..', 'assets', 'image-attributes'),
  statements: () => [],
};

/**
 * Properties of an `ImageAttributes`: at least one of `description` and `imdsSupport`.
 */
export interface ImageAttributesProps {
  /**
   * The images whose attributes are set. At least one.
   *
   * A role of another account has to allow `ec2:DescribeImages` and `ec2:ModifyImageAttribute`; with `description` also
   * `ec2:CreateTags` and `ec2:DeleteTags`.
   */
  readonly images: ImageSelection[];

  /**
   * What the AMIs are described as: at most 255 characters of printable ASCII, without a blank at either end.
   *
   * What they were described as before comes back when this, an image or the construct is removed, and in a rollback. Until then the
   * tags `cdk-image-governance:description-before` and `cdk-image-governance:described-by` of the AMI keep it; they are seen by its
   * owner alone, and count against the 50 tags that an AMI may have. What somebody else has changed since stays.
   *
   * An AMI has one construct that describes it. One that another describes, whose tags say so, is refused at deployment before anything
   * is changed.
   *
   * @default - the descriptions are not touched
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html
   */
  readonly description?: string;

  /**
   * What instances that are launched from the AMIs require of requests for their metadata.
   *
   * **This cannot be undone**: see `ImdsSupport.v2Irreversibly`.
   *
   * @default - it is not touched
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
   */
  readonly imdsSupport?: ImdsSupport;

  /**
   * Any text. When it changes, the next deployment looks at the images again, and sets what somebody has changed.
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
 * States what AMIs say of themselves: their description, and whether instances require IMDSv2.
 *
 * Creates a custom resource, and once for each stack a Lambda function with a role and a log group. Only what differs is written, an
 * attribute a call. If one AMI fails, the others are still described; the deployment then fails, names those that failed, and its
 * rollback restores what was declared before. IMDS support comes last, and only if nothing failed. A disabled AMI, and one that is gone,
 * is left out, and the log says so.
 *
 * Renaming the construct, or moving it in the tree, makes CloudFormation create a new resource before it deletes the old one: the new one
 * is refused, because the old one describes the AMIs. Remove the description in one deployment, and rename in the next.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html
 * @example
 *
 * new ImageAttributes(this, 'GoldenAmi', {
 *   images: [ImageSelection.fromSsmParameter('/golden-ami/id')],
 *   description: 'Golden Linux, supported until 2027-06-30',
 *   imdsSupport: ImdsSupport.v2Irreversibly(),
 * });
 */
export class ImageAttributes extends Construct {
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

  constructor(scope: Construct, id: string, props: ImageAttributesProps) {
    super(scope, id);

    const { description, imdsSupport, reconcile, serviceTimeout } = props;
    const images = props.images.map(image => image._bind(this));
    const spec: ImageAttributesSpec = { images: images.flatMap(({ references }) => references), description, imdsSupport: imdsSupport?._value };
    const handled = new HandledConstruct<ImageAttributesSpec, ImageAttributesAttribute, ImageAttributesProperties>(
      this, IMAGE_ATTRIBUTES_RESOURCE, { spec, reconcile, serviceTimeout });
    this.handlerFunction = handled.handlerFunction;
    this.amiCount = handled.changingAttribute('AmiCount');
    this.skippedAmiCount = handled.changingAttribute('SkippedAmiCount');

    allowReading(this, handled, images);
    for (const region of regionsOf(this, images)) {
      if (description !== undefined) {
        handled.allow(changingOwn(this, 'image', region, 'Description', 'ec2:ModifyImageAttribute'), this.mark(region));
      }
      if (imdsSupport !== undefined) {
        handled.allow(changingOwn(this, 'image', region, 'ImdsSupport', 'ec2:ModifyImageAttribute'));
      }
    }
    declareImageAttributes(this, handled.properties, images.flatMap(({ references, kind }) => references.map(() => kind)), handled.use);
  }

  /** Lets the handler keep the description from before, in these two tags of AMIs of the account and in no others. */
  private mark(region: string): PolicyStatement {
    const { partition, account } = Stack.of(this);
    return new PolicyStatement({
      sid: 'DescriptionBefore',
      actions: ['ec2:CreateTags', 'ec2:DeleteTags'],
      resources: [`arn:${partition}:ec2:${region}::image/*`],
      conditions: {
        'StringEquals': { 'ec2:Owner': account },
        'ForAllValues:StringEquals': { 'aws:TagKeys': [DESCRIBED_BY, DESCRIPTION_BEFORE] },
        // To delete tags without naming any deletes them all.
        'Null': { 'aws:TagKeys': 'false' },
      },
    });
  }
}
