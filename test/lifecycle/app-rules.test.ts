import { Annotations as Acknowledgements, App, CfnParameter, Lazy, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  CfnContainerRecipe, CfnDistributionConfiguration, CfnImage, CfnImagePipeline, CfnImageRecipe,
} from 'aws-cdk-lib/aws-imagebuilder';
import { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import type { Construct } from 'constructs';
import {
  LifecycleAge, LifecycleAmiDeletion, LifecycleAmiResources, LifecycleFilter, LifecyclePolicyStatus, LifecycleRecipe, LifecycleResourceSelection,
  LifecycleRule,
} from '../../lib';
import { deleteContainers, ENV, errorsOf, newStack, policy, propertiesIn, warningsOn } from '../support/stacks';

const LATER = { ...ENV, region: 'us-east-1' };
const { recipes, tags } = LifecycleResourceSelection;
const disable = [LifecycleRule.disableAmis({ age: LifecycleAge.days(60) })];
const expire = [LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(90)) })];

describe('a recipe', () => {
  test('of the app is selected in all its versions, and comes before the policy', () => {
    const stack = newStack();
    const recipe = imageRecipe(stack);
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) });
    expect(propertiesIn(stack).ResourceSelection).toEqual({ Recipes: [{ Name: 'Golden Linux', SemanticVersion: 'x.x.x' }] });
    Template.fromStack(stack).hasResource('AWS::ImageBuilder::LifecyclePolicy', { DependsOn: ['Recipe'] });
  });

  test('of another stack of the app comes before the policy as well', () => {
    const app = new App();
    const recipe = imageRecipe(new Stack(app, 'Recipes'));
    const stack = new Stack(app, 'Images');
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe, '1.0.x')) });
    expect(propertiesIn(stack).ResourceSelection).toEqual({ Recipes: [{ Name: 'Golden Linux', SemanticVersion: '1.0.x' }] });
    expect(stack.dependencies.map(it => it.stackName)).toEqual(['Recipes']);
  });

  test('of another Stage is selected by its name', () => {
    const app = new App();
    const recipe = imageRecipe(new Stack(new Stage(app, 'Build'), 'Recipes'));
    const stack = new Stack(new Stage(app, 'Govern'), 'Images');
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) });
    expect(propertiesIn(stack).ResourceSelection.Recipes[0].Name).toBe('Golden Linux');
  });

  test('whose name only the deployment knows is selected by its attribute', () => {
    const stack = newStack();
    const recipe = imageRecipe(stack, { name: new CfnParameter(stack, 'Name').valueAsString });
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) });
    expect(propertiesIn(stack).ResourceSelection.Recipes[0].Name).toEqual({ 'Fn::GetAtt': ['Recipe', 'Name'] });
  });

  test('by its ARN brings its name, its version and its type', () => {
    const arn = 'arn:aws:imagebuilder:eu-west-1:111111111111:container-recipe/golden-web/1.2.3';
    const stack = newStack();
    policy(stack, { rules: [deleteContainers([])], resourceSelection: recipes(LifecycleRecipe.fromArn(arn), LifecycleRecipe.fromArn(arn, '1.x.x')) });
    expect(propertiesIn(stack).ResourceSelection.Recipes)
      .toEqual([{ Name: 'golden-web', SemanticVersion: '1.2.3' }, { Name: 'golden-web', SemanticVersion: '1.x.x' }]);

    const wrong = newStack();
    policy(wrong, { resourceSelection: recipes(LifecycleRecipe.fromArn(arn)) });
    expect(errorsOf(() => Template.fromStack(wrong))).toEqual([
      '[Images/Policy] resourceSelection.recipes[0] must be an image recipe in an AMI policy, got "golden-web": select it in a policy for containers '
      + '(cdk-image-governance:LifecyclePolicy.RecipeMakesOtherType, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html)',
    ]);
  });

  test.each(['', 'golden', 'arn:aws:imagebuilder', 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0', 'arn:aws:ec2:eu-west-1:1:image-recipe/golden/1.0.0',
    'arn:aws:imagebuilder:eu-west-1:111111111111:image-recipe/golden'])('fails by anything else: %s', arn => {
    expect(() => LifecycleRecipe.fromArn(arn)).toThrow(
      'the ARN of a recipe must be like arn:aws:imagebuilder:us-east-1:123456789012:image-recipe/name/1.0.0, '
      + `got ${JSON.stringify(arn)}: give the ARN of an image recipe or a container recipe, or use LifecycleRecipe.fromName`,
    );
  });

  test.each([
    ['image', (stack: Stack) => ({ rules: [deleteContainers([])], resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(imageRecipe(stack))) })],
    ['container', (stack: Stack) => ({ resourceSelection: recipes(LifecycleRecipe.fromContainerRecipe(containerRecipe(stack))) })],
  ])('of the wrong type is refused: %s', (_, props) => {
    const stack = newStack();
    policy(stack, props(stack));
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([expect.stringContaining('LifecyclePolicy.RecipeMakesOtherType')]);
  });

  test('of the wrong type by its name alone may be another one, and is warned of', () => {
    const stack = newStack();
    containerRecipe(stack);
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromName('golden_web', '1.0.0')) });
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([]);
    expect(warningsOn(stack)).toEqual(['ActsWithinADay', 'RecipeMayMakeOtherType']);
  });

  test('by an ARN with tokens brings as much as by one without', () => {
    const stack = newStack({ env: ENV });
    const arn = (resource: string, service = 'imagebuilder') => stack.formatArn({ service, resource, resourceName: 'golden/1.0.0' });
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromArn(arn('image-recipe'))) });
    expect(propertiesIn(stack).ResourceSelection.Recipes).toEqual([{ Name: 'golden', SemanticVersion: '1.0.0' }]);
    expect(warningsOn(stack)).toEqual(['ActsWithinADay']);
    expect(() => LifecycleRecipe.fromArn(arn('vpc', 'ec2'))).toThrow(/the ARN of a recipe must be like/);

    const wrong = newStack({ env: ENV });
    policy(wrong, { resourceSelection: recipes(LifecycleRecipe.fromArn(arn('container-recipe'))) });
    expect(errorsOf(() => Template.fromStack(wrong))).toEqual([expect.stringContaining('LifecyclePolicy.RecipeMakesOtherType')]);
  });

  test('of another Region selects nothing where the policy is', () => {
    const app = new App();
    const recipe = imageRecipe(new Stack(app, 'Recipes', { env: LATER }));
    const stack = new Stack(app, 'Images', { env: ENV });
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) });
    expect(warningsOn(stack)).toEqual(['RecipeOfOtherEnvironment']);
  });

  test('is told from others of its name by its version', () => {
    const stack = newStack();
    imageRecipe(stack, { name: 'golden', version: '1.0.x' });
    const second = new CfnImageRecipe(stack, 'Second', { name: 'golden', version: '2.0.0', parentImage: 'parent' });
    const shared = distribution(stack, { launchPermissionConfiguration: { userIds: ['222222222222'] } }).attrArn;
    pipeline(stack, { imageRecipeArn: second.attrArn, distributionConfigurationArn: shared });
    const on = (version: string, id: string) => policy(stack, {
      rules: disable, resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(second, version)),
    }, id);
    on('2.0.0', 'Second2');
    on('x.x.x', 'All');
    on('1.0.x', 'First');
    on('1.0.0', 'Pinned');
    expect(['Second2', 'All', 'First', 'Pinned'].map(id => warningsOn(stack, `/Images/${id}/Resource`))).toEqual([
      ['SharedImagesTakenAway'], ['SharedImagesTakenAway'], [], ['PinnedVersionFallsBehind'],
    ]);
  });

  test('of a name that both types have is taken for the right one', () => {
    const stack = newStack();
    imageRecipe(stack, { name: 'golden' });
    containerRecipe(stack, { name: 'golden' });
    policy(stack);
    policy(stack, { rules: [deleteContainers([])] }, 'Containers');
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([]);
  });
});

describe('a version', () => {
  test.each([['1.0.x', '1.0.0', true], ['1.0.x', '1.0.x', false], ['1.0.0', '1.0.0', false]])(
    'of a recipe that makes %s, selected as %s', (version, selected, warned) => {
      const stack = newStack();
      const recipe = imageRecipe(stack, { version });
      policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe, selected)) });
      expect(warningsOn(stack)).toEqual(warned ? ['PinnedVersionFallsBehind'] : []);
    },
  );

  test('that a recipe of its own makes is not held against another one that counts', () => {
    const stack = newStack();
    imageRecipe(stack, { name: 'golden' });
    new CfnImageRecipe(stack, 'First', { name: 'golden', version: '1.0.0', parentImage: 'parent' });
    policy(stack);
    expect(warningsOn(stack)).toEqual([]);
  });

  test('of a recipe by its name is looked at as well', () => {
    const stack = newStack();
    imageRecipe(stack);
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromName('golden-linux', '1.0.0')) });
    expect(warningsOn(stack)).toEqual(['PinnedVersionFallsBehind']);
  });
});

describe('an existing recipe', () => {
  test.each([
    ['of elsewhere', {}, () => {}, true],
    ['with a policy that does not run', { status: LifecyclePolicyStatus.DISABLED }, () => {}, false],
    ['of the app', {}, (stack: Stack) => imageRecipe(stack, { name: 'golden', version: '1.0.0' }), false],
    ['behind a token', { resourceSelection: recipes(LifecycleRecipe.fromName(Lazy.string({ produce: () => 'golden' }), '1.0.0')) }, () => {}, false],
  ] as const)('%s', (_, props, prepare, warned) => {
    const stack = newStack();
    prepare(stack);
    policy(stack, props);
    expect(warningsOn(stack)).toEqual(warned ? ['ActsWithinADay'] : []);
  });

  test('may be one whose name only the deployment knows, where it is', () => {
    const app = new App();
    const unknown = (stack: Stack) => imageRecipe(stack, { name: new CfnParameter(stack, 'Name').valueAsString });
    unknown(new Stack(app, 'Recipes', { env: LATER }));
    const stack = new Stack(app, 'Images', { env: ENV });
    policy(stack);
    expect(warningsOn(stack)).toEqual(['ActsWithinADay']);
    unknown(stack);
    app.synth({ force: true });
    const near = newStack();
    unknown(near);
    policy(near);
    expect(warningsOn(near)).toEqual([]);
  });

  test('of the same name in another Region is not the one of the app', () => {
    const app = new App();
    imageRecipe(new Stack(app, 'Recipes', { env: LATER }), { name: 'golden' });
    const stack = new Stack(app, 'Images', { env: ENV });
    policy(stack);
    expect(warningsOn(stack)).toEqual(['ActsWithinADay']);
  });
});

describe('a selection by tags', () => {
  const team = { resourceSelection: tags({ team: 'platform', app: 'web' }) };

  test.each<[string, (stack: Stack) => unknown, boolean]>([
    ['without pipelines in the app', () => {}, false],
    ['with a pipeline that tags nothing', stack => pipeline(stack), true],
    ['with a pipeline that sets another value', stack => pipeline(stack).addPropertyOverride('ImageTags', { team: 'other' }), true],
    ['with a pipeline whose own tags match', stack => pipeline(stack, { tags: { team: 'platform' } }), true],
    ['with a pipeline that sets one of the tags', stack => pipeline(stack).addPropertyOverride('ImageTags', { app: 'web' }), false],
    ['with a pipeline that sets an unknown value', stack => pipeline(stack).addPropertyOverride('ImageTags', { app: { Ref: 'AWS::StackName' } }), false],
    ['with a pipeline that sets unknown tags', stack => pipeline(stack).addPropertyOverride('ImageTags', { 'Fn::If': ['A', {}, {}] }), false],
    ['with an image that sets one of the tags', stack => image(stack, { tags: { team: 'platform' } }), false],
    ['with an image that sets none', stack => image(stack), true],
    ['with a pipeline for containers', stack => pipeline(stack, { imageRecipeArn: undefined, containerRecipeArn: containerRecipe(stack).attrArn }), false],
  ])('%s', (_, prepare, warned) => {
    const stack = newStack();
    prepare(stack);
    policy(stack, team);
    expect(warningsOn(stack)).toEqual(warned ? ['TagsReachNoImage'] : []);
  });

  test('is not answered by a pipeline of another Region', () => {
    const app = new App();
    pipeline(new Stack(app, 'Pipelines', { env: LATER })).addPropertyOverride('ImageTags', { team: 'platform' });
    const stack = new Stack(app, 'Images', { env: ENV });
    pipeline(stack);
    policy(stack, team);
    expect(warningsOn(stack)).toEqual(['TagsReachNoImage']);
  });
});

describe('shared images', () => {
  const shared = (prepare: (stack: Stack, recipe: CfnImageRecipe) => unknown, rules = disable) => {
    const stack = newStack();
    const recipe = imageRecipe(stack, { version: '1.0.0' });
    prepare(stack, recipe);
    policy(stack, { rules, resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) });
    return warningsOn(stack);
  };
  const launchable = { launchPermissionConfiguration: { userIds: ['222222222222'] } };

  test.each<[string, Parameters<typeof shared>[0], boolean]>([
    ['by nobody', (stack, recipe) => pipeline(stack, { imageRecipeArn: recipe.attrArn }), false],
    ['by the distribution of their pipeline', (stack, recipe) => pipeline(stack, {
      imageRecipeArn: recipe.attrArn, distributionConfigurationArn: distribution(stack, launchable).attrArn,
    }), true],
    ['by a distribution, as templates spell it', (stack, recipe) => pipeline(stack, {
      imageRecipeArn: recipe.ref,
      distributionConfigurationArn: distribution(stack, { LaunchPermissionConfiguration: { OrganizationArns: ['o'] } }).ref,
    }), true],
    ['by a distribution without permissions', (stack, recipe) => pipeline(stack, {
      imageRecipeArn: recipe.attrArn, distributionConfigurationArn: distribution(stack, {}).attrArn,
    }), false],
    ['by a resource share of the image', (stack, recipe) => share(stack, [image(stack, { imageRecipeArn: recipe.attrArn }).attrArn]), true],
    ['by a resource share of the image of another recipe', stack => share(stack, [image(stack).attrArn]), false],
    ['by a resource share of an ARN', stack => share(stack, ['arn:aws:imagebuilder:eu-west-1:111111111111:image/golden-linux/1.0.0/1']), true],
    ['by a resource share of an ARN with tokens', stack =>
      share(stack, [stack.formatArn({ service: 'imagebuilder', resource: 'image', resourceName: 'golden-linux/1.0.0/1' })]), true],
    ['by a distribution with nobody in it', (stack, recipe) => pipeline(stack, {
      imageRecipeArn: recipe.attrArn, distributionConfigurationArn: distribution(stack, { launchPermissionConfiguration: { userIds: [] } }).attrArn,
    }), false],
    ['by a resource share of another ARN', stack => share(stack, ['arn:aws:imagebuilder:eu-west-1:111111111111:image/other/1.0.0/1']), false],
  ])('%s', (_, prepare, warned) => {
    expect(shared(prepare)).toEqual(warned ? ['SharedImagesTakenAway'] : []);
    expect(shared(prepare, expire)).toEqual(warned ? ['SharedImagesTakenAway'] : []);
    expect(shared(prepare, [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(1) })])).toEqual([]);
  });

  test('of another Region are not those of the policy', () => {
    const stack = newStack({ env: ENV });
    share(stack, ['arn:aws:imagebuilder:us-east-1:111111111111:image/golden/1.0.0/1']);
    policy(stack, { rules: disable });
    expect(warningsOn(stack)).toEqual(['ActsWithinADay']);
  });

  test.each([
    ['disables records', LifecycleRule.disableAmis({ age: LifecycleAge.days(1), includeResources: LifecycleAmiResources.RECORD_ONLY }), []],
    ['deletes records', LifecycleRule.deleteAmis({ filter: LifecycleFilter.count(1), includeResources: LifecycleAmiDeletion.RECORD_ONLY }),
      ['Images/Share shares, got "DELETE": pin shared images by a tag that the rule excludes: an image that is shared cannot be deleted, and the run fails']],
    ['disables AMIs', LifecycleRule.disableAmis({ age: LifecycleAge.days(1) }),
      ['Images/Distribution, Images/Share shares, got "DISABLE": pin shared images by a tag that the rule excludes: disabling an AMI removes all its '
      + 'launch permissions, and enabling it restores none']],
    ['excludes tags', LifecycleRule.deleteAmis({ filter: LifecycleFilter.count(1), exclusionTags: { pinned: 'true' } }),
      ['Images/Distribution, Images/Share shares, got "DELETE": put a tag that the rule excludes on shared images: whoever launches from a shared AMI '
      + 'fails once it is gone']],
  ])('are told of by what the rule takes away: it %s', (_, rule, told) => {
    const stack = newStack();
    const recipe = imageRecipe(stack, { version: '1.0.0' });
    const distributionConfigurationArn = distribution(stack, launchable).attrArn;
    share(stack, [image(stack, { imageRecipeArn: recipe.attrArn, distributionConfigurationArn }).attrArn]);
    pipeline(stack, { imageRecipeArn: recipe.attrArn, distributionConfigurationArn });
    policy(stack, { rules: [rule], resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe, '1.0.0')) });
    expect(Annotations.fromStack(stack).findWarning('/Images/Policy/Resource', Match.stringLikeRegexp('takes images away'))
      .map(it => /that (.*) \(cdk/.exec(it.entry.data as string)![1])).toEqual(told);
  });

  test('that a policy selects by tags', () => {
    const stack = newStack();
    share(stack, [image(stack, { tags: { team: 'platform' } }).attrArn]);
    policy(stack, { rules: expire, resourceSelection: tags({ team: 'platform' }) });
    expect(warningsOn(stack)).toEqual(['SharedImagesTakenAway']);
  });
});

describe('a CreatedBy tag of the user', () => {
  const tagged = (value: string, where: 'recipe' | 'distribution') => {
    const stack = newStack();
    const amiTags = { CreatedBy: value };
    const recipe = imageRecipe(stack, { version: '1.0.0', ...where === 'recipe' ? { amiTags } : {} });
    pipeline(stack, {
      imageRecipeArn: recipe.attrArn,
      distributionConfigurationArn: distribution(stack, where === 'distribution' ? { amiTags } : {}).attrArn,
    });
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) });
    return warningsOn(stack);
  };

  test.each(['recipe', 'distribution'] as const)('on the AMIs of a %s is warned of', where => {
    expect(tagged('me', where)).toEqual(['CreatedByTagOverwritten']);
    expect(tagged('EC2 Image Builder', where)).toEqual([]);
  });
});

test('a warning can be acknowledged by its id', () => {
  const id = 'cdk-image-governance:LifecyclePolicy.ActsWithinADay';
  for (const where of ['the policy', 'the stack']) {
    const stack = newStack();
    const expiring = policy(stack, { rules: expire });
    Acknowledgements.of(where === 'the policy' ? expiring : stack).acknowledgeWarning(id, 'reviewed');
    expect(warningsOn(stack)).toEqual([]);
  }
});

test('a CreatedBy tag in one of several distributions is seen, although the tags of another are not known', () => {
  const stack = newStack();
  const recipe = imageRecipe(stack, { version: '1.0.0' });
  const several = new CfnDistributionConfiguration(stack, 'Several', {
    name: 'several',
    distributions: [
      { region: 'eu-west-1', amiDistributionConfiguration: { amiTags: { CreatedBy: 'me' } } },
      { region: 'us-east-1', amiDistributionConfiguration: { amiTags: Lazy.any({ produce: () => ({ Ref: 'Tags' }) }) } },
    ],
  });
  pipeline(stack, { imageRecipeArn: recipe.attrArn, distributionConfigurationArn: several.attrArn });
  policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) });
  expect(warningsOn(stack)).toEqual(['CreatedByTagOverwritten']);
});

function imageRecipe(scope: Construct, props: Partial<ConstructorParameters<typeof CfnImageRecipe>[2]> = {}): CfnImageRecipe {
  return new CfnImageRecipe(scope, 'Recipe', { name: 'Golden Linux', version: '1.0.x', parentImage: 'parent', ...props });
}

function containerRecipe(scope: Construct, props: Partial<ConstructorParameters<typeof CfnContainerRecipe>[2]> = {}): CfnContainerRecipe {
  return new CfnContainerRecipe(scope, 'ContainerRecipe', {
    name: 'golden-web', version: '1.0.x', parentImage: 'parent', containerType: 'DOCKER', targetRepository: { service: 'ECR' }, ...props,
  });
}

function pipeline(scope: Construct, props: Partial<ConstructorParameters<typeof CfnImagePipeline>[2]> = {}): CfnImagePipeline {
  return new CfnImagePipeline(scope, 'Pipeline', {
    name: 'pipeline', infrastructureConfigurationArn: 'arn', imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:1:image-recipe/other/1.0.0', ...props,
  });
}

function image(scope: Construct, props: ConstructorParameters<typeof CfnImage>[2] = {}): CfnImage {
  return new CfnImage(scope, 'Image', { infrastructureConfigurationArn: 'arn', ...props });
}

function distribution(scope: Construct, amiDistributionConfiguration: object): CfnDistributionConfiguration {
  return new CfnDistributionConfiguration(scope, 'Distribution', {
    name: 'distribution', distributions: [{ region: 'eu-west-1' }, { region: 'us-east-1', amiDistributionConfiguration }],
  });
}

function share(scope: Construct, resourceArns: string[]): CfnResourceShare {
  return new CfnResourceShare(scope, 'Share', { name: 'share', resourceArns });
}
