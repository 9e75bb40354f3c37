import * as alpha from '@aws-cdk/aws-imagebuilder-alpha';
import { Stack, StackProps } from 'aws-cdk-lib';
import {
  ImagePrincipal, ImageSelection, ImageSharePolicy, LifecycleAge, LifecycleFilter, LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection,
  LifecycleRule,
} from 'cdk-image-governance';
import { Construct } from 'constructs';

export class GoldenImages extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const recipe = new alpha.ImageRecipe(this, 'Recipe', {
      baseImage: alpha.BaseImage.fromSsmParameterName('/golden/parent'),
    });
    const image = new alpha.Image(this, 'Image', { recipe });

    new LifecyclePolicy(this, 'Lifecycle', {
      // All versions: without the second argument, those that the recipe makes now.
      resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromArn(recipe.imageRecipeArn, 'x.x.x')),
      rules: [
        LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) }),
        LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(90)), exclusionTags: { pinned: 'true' } }),
      ],
    });
    new ImageSharePolicy(this, 'Share', {
      images: [ImageSelection.fromImageBuildVersionArn(image.imageArn)],
      launch: [ImagePrincipal.account('222222222222')],
    });
  }
}
