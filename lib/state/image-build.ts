import type { interfaces } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BoundImages } from '../sharing/image-permissions';
import { ImageBuildOptions, ImageSelection } from '../sharing/image-selection';

/**
 * One build of an image of Image Builder.
 *
 * A malformed ARN is refused when the app is synthesised, or, if only the deployment knows it, before anything is changed.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
 */
export class ImageBuild {
  /**
   * The build of an image of this app, or of an imported one.
   *
   * @param image The image, an L1 `CfnImage` for example.
   * @param options How AMIs of other accounts are reached.
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html
   */
  public static fromImage(image: interfaces.aws_imagebuilder.IImageRef, options: ImageBuildOptions = {}): ImageBuild {
    return new ImageBuild(ImageSelection.fromImageBuild(image, options));
  }

  /**
   * A build by its ARN.
   *
   * This is the way to pass an image of a library that does not know references yet, `@aws-cdk/aws-imagebuilder-alpha` for example.
   *
   * @param imageBuildVersionArn Such as `arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1`: with its version and its
   *   build, and without wildcards; of the account and Region of the stack. May be a token.
   * @param options How AMIs of other accounts are reached.
   * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html
   */
  public static fromImageBuildVersionArn(imageBuildVersionArn: string, options: ImageBuildOptions = {}): ImageBuild {
    return new ImageBuild(ImageSelection.fromImageBuildVersionArn(imageBuildVersionArn, options));
  }

  private constructor(private readonly selection: ImageSelection) {}

  /**
   * @internal
   */
  public _bind(scope: Construct): BoundImages {
    return this.selection._bind(scope);
  }
}
