import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { ImagePrincipal, ImageSelection, ImageSharePolicy } from '../../lib/sharing';
import { ImageBuild, ImageState, ImageStateUpdate } from '../../lib/state';
import { newStack } from '../support/stacks';

// An update comes after the share policies of its image, and goes before them.

const [GOLDEN, NEXT] = [1, 2].map(build => `arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/${build}`);

let account = 222222222222;

const share = (stack: Stack, id: string, image: ImageSelection) =>
  new ImageSharePolicy(stack, id, { images: [image], launch: [ImagePrincipal.account(String(account++))] });

const recall = (stack: Stack, image = ImageBuild.fromImageBuildVersionArn(GOLDEN), state = ImageState.disabled()) =>
  new ImageStateUpdate(stack, 'Recall', { image, state });

/** The share policies that the update depends on. */
function sharesBefore(stack: Stack): string[] {
  const template = Template.fromStack(stack);
  const [update] = Object.values(template.findResources('Custom::ImageStateUpdate'));
  const policies = template.findResources('Custom::ImageSharePolicy');
  return (update.DependsOn as string[]).filter(name => name in policies).map(name => name.replace(/[0-9A-F]{8}$/, ''));
}

test('those of its image, whether they are made before or after it, and no others', () => {
  const stack = newStack();
  share(stack, 'Before', ImageSelection.fromImageBuildVersionArn(GOLDEN));
  recall(stack);
  share(stack, 'After', ImageSelection.fromImageBuildVersionArn(GOLDEN));
  share(stack, 'Another', ImageSelection.fromImageBuildVersionArn(NEXT));
  expect(sharesBefore(stack)).toEqual(['After', 'Before']);
});

test('those of an image of the app, by whichever of its attributes', () => {
  const stack = newStack();
  const image = new CfnImage(stack, 'Image', { imageRecipeArn: NEXT, infrastructureConfigurationArn: 'arn:of:it' });
  share(stack, 'Share', ImageSelection.fromAmiId(image.attrImageId));
  recall(stack, ImageBuild.fromImage(image));
  expect(sharesBefore(stack)).toEqual(['Share']);
});

test('but one that the app has come after it', () => {
  const stack = newStack();
  const update = recall(stack);
  share(stack, 'Later', ImageSelection.fromImageBuildVersionArn(GOLDEN)).node.addDependency(update);
  expect(sharesBefore(stack)).toEqual([]);
});

test('none for a deletion, after which nothing is shared', () => {
  const stack = newStack();
  recall(stack, ImageBuild.fromImageBuildVersionArn(GOLDEN), ImageState.deletedIrreversibly());
  expect(sharesBefore(stack)).toEqual([]);
});
