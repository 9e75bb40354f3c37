import * as alpha from '@aws-cdk/aws-imagebuilder-alpha';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CfnContainerRecipe, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import {
  ImageBuild, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateUpdate, LifecycleAge, LifecycleFilter, LifecyclePolicy,
  LifecyclePolicyProps, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule,
} from '../../lib';

// An app may define its images with @aws-cdk/aws-imagebuilder-alpha and govern them with this library.

let stack: Stack;

beforeEach(() => {
  process.env.CDK_VALIDATION = 'false';
  // The alpha library uses what the core deprecates.
  process.env.JSII_DEPRECATED = 'quiet';
  stack = new Stack(new App(), 'Images');
});

describe('an image recipe', () => {
  test('is passed by its L1, because the alpha library knows no references yet', () => {
    // @ts-expect-error Once this compiles, a recipe can be passed as it is.
    expect(() => LifecycleRecipe.fromImageRecipe(imageRecipe())).toThrow(TypeError);
  });

  test('is passed by its ARN just as well, in the versions that it counts', () => {
    policyOn(LifecycleRecipe.fromArn(imageRecipe().imageRecipeArn));
    expectPolicy({
      Properties: { ResourceSelection: { Recipes: [{ Name: { 'Fn::GetAtt': [logicalIdOf('Recipe'), 'Name'] }, SemanticVersion: '1.0.x' }] } },
      DependsOn: [logicalIdOf('Recipe')],
    });
    expect(warnings()).toEqual([]);
  });

  test('is found by its generated name alone', () => {
    const name = stack.resolve(l1Of<CfnImageRecipe>(imageRecipe()).name);
    policyOn(LifecycleRecipe.fromName(name, '1.0.0'));
    expect(warnings()).toEqual([expect.stringContaining('PinnedVersionFallsBehind')]);
  });

  test('does not hide that another recipe is of elsewhere', () => {
    imageRecipe();
    policyOn(LifecycleRecipe.fromName('golden-windows', 'x.x.x'));
    expect(warnings()).toEqual([expect.stringContaining('ActsWithinADay')]);
  });

  test('is selected by its generated name in all its versions, and comes before the policy', () => {
    policyOn(LifecycleRecipe.fromImageRecipe(l1Of<CfnImageRecipe>(imageRecipe())));
    expectPolicy({
      Properties: { ResourceSelection: { Recipes: [{ Name: { 'Fn::GetAtt': [logicalIdOf('Recipe'), 'Name'] }, SemanticVersion: 'x.x.x' }] } },
      DependsOn: [logicalIdOf('Recipe')],
    });
    expect(warnings()).toEqual([]);
  });

  test('is selected by the name that it was given', () => {
    policyOn(LifecycleRecipe.fromImageRecipe(l1Of<CfnImageRecipe>(imageRecipe({ imageRecipeName: 'golden-linux' })), '1.0.x'));
    expectPolicy({ Properties: { ResourceSelection: { Recipes: [{ Name: 'golden-linux', SemanticVersion: '1.0.x' }] } } });
    expect(warnings()).toEqual([]);
  });

  test('is found by its name alone, and known to count its versions itself', () => {
    imageRecipe({ imageRecipeName: 'golden-linux' });
    policyOn(LifecycleRecipe.fromName('golden-linux', '1.0.0'));
    expect(warnings()).toEqual([expect.stringMatching(/makes a new one of 1\.0\.x with each change.*PinnedVersionFallsBehind/)]);
  });

  test('is known to count its versions itself', () => {
    policyOn(LifecycleRecipe.fromImageRecipe(l1Of<CfnImageRecipe>(imageRecipe()), '1.0.0'));
    expect(warnings()).toEqual([expect.stringContaining('PinnedVersionFallsBehind')]);
  });

  test('of elsewhere is selected by its ARN', () => {
    const arn = 'arn:aws:imagebuilder:us-east-1:123456789012:image-recipe/golden-linux/1.x.x';
    const imported = alpha.ImageRecipe.fromImageRecipeArn(stack, 'Imported', arn);
    policyOn(LifecycleRecipe.fromArn(imported.imageRecipeArn));
    expectPolicy({ Properties: { ResourceSelection: { Recipes: [{ Name: 'golden-linux', SemanticVersion: '1.x.x' }] } } });
  });

  test('of elsewhere is selected by the name that it was imported by', () => {
    const imported = alpha.ImageRecipe.fromImageRecipeName(stack, 'Imported', 'golden-linux');
    policyOn(LifecycleRecipe.fromName(imported.imageRecipeName, imported.imageRecipeVersion));
    expectPolicy({ Properties: { ResourceSelection: { Recipes: [{ Name: 'golden-linux', SemanticVersion: 'x.x.x' }] } } });
  });

  test('is refused in a container policy', () => {
    policyOn(LifecycleRecipe.fromImageRecipe(l1Of<CfnImageRecipe>(imageRecipe())), {
      rules: [LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(5) })],
    });
    expect(() => Template.fromStack(stack)).toThrow(/must be a container recipe in a container policy.*RecipeMakesOtherType/);
  });
});

describe('a container recipe', () => {
  test('is selected like an image recipe', () => {
    const { recipe, repository } = containerRecipe();
    policyOn(LifecycleRecipe.fromContainerRecipe(l1Of<CfnContainerRecipe>(recipe)), {
      rules: [LifecycleRule.deleteContainers({ filter: LifecycleFilter.age(LifecycleAge.months(6)), repositories: [repository] })],
    });
    expectPolicy({
      Properties: {
        ResourceType: 'CONTAINER_IMAGE',
        ResourceSelection: { Recipes: [{ Name: { 'Fn::GetAtt': [logicalIdOf('Recipe'), 'Name'] }, SemanticVersion: 'x.x.x' }] },
      },
      DependsOn: [logicalIdOf('Recipe')],
    });
    expect(warnings()).toEqual([]);
  });

  test('is refused in an AMI policy', () => {
    policyOn(LifecycleRecipe.fromArn(containerRecipe().recipe.containerRecipeArn));
    expect(() => Template.fromStack(stack)).toThrow(/must be an image recipe in an AMI policy.*RecipeMakesOtherType/);
  });
});

describe('a pipeline', () => {
  const tags = { stage: 'golden' };

  test('that tags no images is named to a policy that selects by tags', () => {
    new alpha.ImagePipeline(stack, 'Pipeline', { recipe: imageRecipe() });
    policyOn(tags);
    expect(warnings()).toEqual([expect.stringMatching(/none of Images\/Pipeline\/Resource puts one of these tags.*TagsReachNoImage/)]);
  });

  test('can be made to tag its images', () => {
    const pipeline = new alpha.ImagePipeline(stack, 'Pipeline', { recipe: imageRecipe() });
    l1Of(pipeline).addPropertyOverride('ImageTags', tags);
    policyOn(tags);
    expect(warnings()).toEqual([]);
  });

  test('is known to make the images of its recipe', () => {
    const recipe = imageRecipe({ amiTags: { CreatedBy: 'the platform team' } });
    new alpha.ImagePipeline(stack, 'Pipeline', { recipe });
    policyOn(LifecycleRecipe.fromImageRecipe(l1Of<CfnImageRecipe>(recipe)));
    expect(warnings()).toEqual([expect.stringMatching(/selects images of Images\/Pipeline\/Resource.*CreatedByTagOverwritten/)]);
  });
});

describe('an image', () => {
  const made = (recipe: alpha.IRecipeBase) => new alpha.Image(stack, 'Image', { recipe });

  test('is shared, and brought to a state, by its ARN', () => {
    const { imageArn } = made(imageRecipe());
    new ImageSharePolicy(stack, 'Share', { images: [ImageSelection.fromImageBuildVersionArn(imageArn)], launch: [ImagePrincipal.account('222222222222')] });
    new ImageStateUpdate(stack, 'Update', { image: ImageBuild.fromImageBuildVersionArn(imageArn), state: ImageState.disabled() });
    const Image = { 'Fn::GetAtt': [logicalIdOf('Image'), 'Arn'] };
    Template.fromStack(stack).hasResourceProperties('Custom::ImageSharePolicy', { Images: [{ Image }] });
    Template.fromStack(stack).hasResourceProperties('Custom::ImageStateUpdate', { Image, SharedWith: [{ UserId: '222222222222' }] });
    expect(warnings()).toEqual([expect.stringMatching(/that Images\/Share declares among them.*DisablingUnshares/)]);
  });

  test('is passed by its ARN, because the alpha library knows no references yet', () => {
    // @ts-expect-error Once this compiles, an image can be passed as it is.
    expect(() => ImageBuild.fromImage(made(imageRecipe()))).toThrow(TypeError);
  });

  test('of a container recipe has no AMIs to disable', () => {
    const { imageArn } = made(containerRecipe().recipe);
    new ImageStateUpdate(stack, 'Update', { image: ImageBuild.fromImageBuildVersionArn(imageArn), state: ImageState.disabled() });
    expect(() => Template.fromStack(stack)).toThrow(/\[Images\/Update\] .*ContainersOnlyDeleted/);
  });

  test('has its tags looked at where a policy selects by tags', () => {
    new alpha.Image(stack, 'Image', { recipe: imageRecipe(), tags: { stage: 'golden' } });
    policyOn({ stage: 'golden' });
    expect(warnings()).toEqual([]);
  });

  test('of elsewhere is told of: it cannot be brought to a state from here', () => {
    const arn = 'arn:aws:imagebuilder:us-east-1:123456789012:image/golden-linux/1.0.0/1';
    const here = new Stack(stack.node.root as App, 'Here', { env: { account: '123456789012', region: 'eu-west-1' } });
    const imported = alpha.Image.fromImageArn(here, 'Imported', arn);
    new ImageStateUpdate(here, 'Update', { image: ImageBuild.fromImageBuildVersionArn(imported.imageArn), state: ImageState.disabled() });
    expect(() => Template.fromStack(here)).toThrow(/\[Here\/Update\] .*ImageWhereUpdateIs/);
  });
});

describe('a distribution configuration', () => {
  test('that shares AMIs is named to a policy that takes them away', () => {
    const recipe = imageRecipe();
    const distributionConfiguration = new alpha.DistributionConfiguration(stack, 'Distribution', {
      amiDistributions: [{ amiLaunchPermission: { accountIds: ['123456789012'] } }],
    });
    new alpha.ImagePipeline(stack, 'Pipeline', { recipe, distributionConfiguration });
    policyOn(LifecycleRecipe.fromArn(recipe.imageRecipeArn));
    expect(warnings()).toEqual([expect.stringMatching(/Images\/Distribution\/Resource shares.*SharedImagesTakenAway/)]);
  });

  test('that tags AMIs as somebody else\'s is noticed', () => {
    const recipe = imageRecipe();
    const distributionConfiguration = new alpha.DistributionConfiguration(stack, 'Distribution', {
      amiDistributions: [{ amiTags: { CreatedBy: 'the platform team' } }],
    });
    new alpha.ImagePipeline(stack, 'Pipeline', { recipe, distributionConfiguration });
    policyOn(LifecycleRecipe.fromArn(recipe.imageRecipeArn));
    expect(warnings()).toEqual([expect.stringContaining('CreatedByTagOverwritten')]);
  });
});

describe('a lifecycle policy', () => {
  const tags = { stage: 'golden' };

  test.each(['before', 'after'])('of the same name collides with one of ours %s it', position => {
    const define = [() => alphaPolicy({ lifecyclePolicyName: 'golden-linux' }), () => policyOn(tags, { lifecyclePolicyName: 'Golden-Linux' })];
    (position === 'before' ? define.reverse() : define).forEach(it => it());
    expect(() => Template.fromStack(stack)).toThrow(/\[Images\/Policy\] .*must differ from the name of Images\/AlphaPolicy\/Resource.*NameUnique/);
  });

  test('lives beside ours if both have generated names', () => {
    alphaPolicy();
    policyOn(tags);
    Template.fromStack(stack).resourceCountIs('AWS::ImageBuilder::LifecyclePolicy', 2);
    expect(warnings()).toEqual([]);
  });

  test('is not taken for one of ours, nor ours for one of theirs', () => {
    expect(LifecyclePolicy.isLifecyclePolicy(alphaPolicy())).toBe(false);
    expect(alpha.LifecyclePolicy.isLifecyclePolicy(policyOn(tags))).toBe(false);
  });

  test('gets the grants of ours by its ARN, and ours theirs', () => {
    const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
    LifecyclePolicy.fromLifecyclePolicyArn(stack, 'Theirs', alphaPolicy().lifecyclePolicyArn).grants.readExecutions(auditor);
    alpha.LifecyclePolicy.fromLifecyclePolicyArn(stack, 'Ours', policyOn(tags).lifecyclePolicyArn)
      .grant(auditor, 'imagebuilder:UpdateLifecyclePolicy');
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'imagebuilder:ListLifecycleExecutions', Resource: { 'Fn::GetAtt': [logicalIdOf('AlphaPolicy'), 'Arn'] } }),
          Match.objectLike({ Action: 'imagebuilder:UpdateLifecyclePolicy', Resource: { 'Fn::GetAtt': [logicalIdOf('Policy'), 'Arn'] } }),
        ]),
      },
    });
  });
});

function imageRecipe(props: Partial<alpha.ImageRecipeProps> = {}): alpha.ImageRecipe {
  return new alpha.ImageRecipe(stack, 'Recipe', { baseImage: alpha.BaseImage.fromSsmParameterName('/golden/parent'), ...props });
}

function containerRecipe(): { recipe: alpha.ContainerRecipe; repository: Repository } {
  const repository = new Repository(stack, 'Repository');
  const recipe = new alpha.ContainerRecipe(stack, 'Recipe', {
    baseImage: alpha.BaseContainerImage.fromEcrPublic('amazonlinux', 'amazonlinux', '2023'),
    targetRepository: alpha.Repository.fromEcr(repository),
  });
  return { recipe, repository };
}

function alphaPolicy(props: Partial<alpha.LifecyclePolicyProps> = {}): alpha.LifecyclePolicy {
  return new alpha.LifecyclePolicy(stack, 'AlphaPolicy', {
    resourceType: alpha.LifecyclePolicyResourceType.AMI_IMAGE,
    details: [{ action: { type: alpha.LifecyclePolicyActionType.DELETE }, filter: { countFilter: { count: 5 } } }],
    resourceSelection: { tags: { stage: 'alpha' } },
    ...props,
  });
}

/** A policy that deletes the images of a recipe or with tags. */
function policyOn(what: LifecycleRecipe | Record<string, string>, props: Partial<LifecyclePolicyProps> = {}): LifecyclePolicy {
  return new LifecyclePolicy(stack, 'Policy', {
    rules: [LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.months(6)) })],
    resourceSelection: what instanceof LifecycleRecipe ? LifecycleResourceSelection.recipes(what) : LifecycleResourceSelection.tags(what),
    ...props,
  });
}

function l1Of<L1 extends CfnResource>({ node }: { node: Stack['node'] }): L1 {
  return node.defaultChild as L1;
}

function logicalIdOf(id: string): string {
  return stack.getLogicalId(l1Of(stack.node.findChild(id)));
}

function expectPolicy(expected: object): void {
  Template.fromStack(stack).hasResource('AWS::ImageBuilder::LifecyclePolicy', expected);
}

function warnings(): unknown[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data);
}
