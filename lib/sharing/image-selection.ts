import { interfaces, Token } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { ParameterValueType, StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { BoundImages } from './image-permissions';
import type { ImageKind } from '../model/images/image-reference';
import { imageBehind } from '../private/recipes';

/**
 * Where an AMI is, and how it is reached.
 */
export interface AmiOptions {
  /**
   * The Region of the AMI, such as `eu-west-1`.
   *
   * @default - the Region of the stack
   * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
   */
  readonly region?: string;

  /**
   * A role of the account that owns the AMI. It has to trust this account, and to allow what is done with the AMI.
   *
   * Only its owner can change an AMI: one of another account without a role is refused at deployment.
   *
   * @default - the AMI belongs to the account of the stack
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  readonly role?: IRole;
}

/**
 * How an AMI is reached whose id an SSM parameter holds.
 */
export interface SsmParameterOptions {
  /**
   * A role of the account that owns the AMI. It has to trust this account, and to allow what is done with the AMI.
   *
   * Only its owner can change an AMI: one of another account without a role is refused at deployment.
   *
   * @default - the AMI belongs to the account of the stack
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  readonly role?: IRole;
}

/**
 * How the AMIs of an image build are reached.
 */
export interface ImageBuildOptions {
  /**
   * A role of each other account to which the AMIs were distributed. Each has to trust this account, and to allow what is done
   * with an AMI.
   *
   * Only its owner can change an AMI, and a distributed one belongs to the account it was distributed to: one without a role is
   * refused at deployment.
   *
   * @default - all AMIs belong to the account of the stack
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  readonly roles?: IRole[];
}

/**
 * Images that are known when the stack is deployed.
 *
 * A malformed id or ARN is refused when the app is synthesised, or, if only the deployment knows it, before anything is changed.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html
 */
export class ImageSelection {
  /**
   * An AMI by its id.
   *
   * @param amiId `ami-` and 17 hexadecimal digits, or 8 of an old AMI. May be a token.
   * @param options Where the AMI is, and how it is reached.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami.html
   */
  public static fromAmiId(amiId: string, options: AmiOptions = {}): ImageSelection {
    return new ImageSelection('AMI', rolesOf(options), () => amiId, options.region);
  }

  /**
   * The AMI whose id an SSM parameter holds, in the account and Region of the stack.
   *
   * CloudFormation looks at the parameter at each deployment of the stack, and only then. If it holds another id, the images are
   * changed: the new AMI gets what is declared, and the old one loses it.
   *
   * @param parameterName The name of a parameter of type `String` and data type `aws:ec2:image`, or of plain text. No token:
   *   CloudFormation takes the name from the template.
   * @param options How the AMI is reached.
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
   */
  public static fromSsmParameter(parameterName: string, options: SsmParameterOptions = {}): ImageSelection {
    if (Token.isUnresolved(parameterName)) {
      throw new Error('the name of an SSM parameter with the id of an AMI must be known when the app is synthesised, got a token: '
        + 'write the name, or give the value of the parameter to ImageSelection.fromAmiId');
    }
    return new ImageSelection('AMI', rolesOf(options), scope => StringParameter.valueForTypedStringParameterV2(
      scope, parameterName, ParameterValueType.AWS_EC2_IMAGE_ID));
  }

  /**
   * The AMIs of an image build, in all Regions and accounts to which it was distributed.
   *
   * @param image The image, an L1 `CfnImage` for example, of this app or imported.
   * @param options How AMIs of other accounts are reached.
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html
   */
  public static fromImageBuild(image: interfaces.aws_imagebuilder.IImageRef, options: ImageBuildOptions = {}): ImageSelection {
    return ImageSelection.fromImageBuildVersionArn(image.imageRef.imageArn, options);
  }

  /**
   * The AMIs of an image build, in all Regions and accounts to which it was distributed, by the ARN of the build.
   *
   * This is the way to pass an image of a library that does not know references yet, `@aws-cdk/aws-imagebuilder-alpha` for example.
   *
   * A build that is gone when the stack is deployed again is skipped, and the deployment succeeds.
   *
   * @param imageBuildVersionArn Such as `arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1`: with its version and its
   *   build, and without wildcards. May be a token.
   * @param options How AMIs of other accounts are reached.
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html
   */
  public static fromImageBuildVersionArn(imageBuildVersionArn: string, options: ImageBuildOptions = {}): ImageSelection {
    return new ImageSelection('IMAGE_BUILD', options.roles ?? [], () => imageBuildVersionArn);
  }

  private constructor(
    private readonly kind: ImageKind,
    private readonly roles: readonly IRole[],
    private readonly imageIn: (scope: Construct) => string,
    private readonly region?: string,
  ) {}

  /**
   * @internal
   */
  public _bind(scope: Construct): BoundImages {
    const image = this.imageIn(scope);
    return {
      references: [{ image, region: this.region, roleArns: this.roles.length > 0 ? this.roles.map(({ roleArn }) => roleArn) : undefined }],
      kind: this.kind,
      resource: this.kind === 'IMAGE_BUILD' ? imageBehind(image) : undefined,
      roles: this.roles,
    };
  }
}

function rolesOf({ role }: SsmParameterOptions): IRole[] {
  return role === undefined ? [] : [role];
}
