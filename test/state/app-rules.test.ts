import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { CfnContainerRecipe, CfnImage, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { Construct } from 'constructs';
import { errorsIn, stateUpdate, warningsOf } from './stacks';
import { ImageBuild, ImageSelection, ImageSharePolicy, ImageState, ImageStateUpdateProps, LifecycleAmiResources } from '../../lib';
import type { BuildFromIntent } from '../../lib/model/sharing/share-policy-input';
import type { Written } from '../../lib/private/tokens';
import { ImagePrincipal } from '../../lib/sharing/image-principal';
import { BUILD } from '../model/state/properties';
import { Declaration, share } from '../sharing/stacks';
import { principals } from '../support/principals';
import { ENV, newStack } from '../support/stacks';

const LATER = { ...ENV, region: 'us-east-1' };
const golden = ImageBuild.fromImageBuildVersionArn(BUILD);
const shared = ImageSelection.fromImageBuildVersionArn(BUILD);
const DELETED = ImageState.deletedIrreversibly();

describe('two updates of one image', () => {
  type Props = Partial<ImageStateUpdateProps>;
  const both = (first: Props, second: Props, at: (app: App) => [Construct, Construct] = oneStack) => {
    const app = new App();
    const [here, there] = at(app);
    stateUpdate(here, first, 'One');
    stateUpdate(there, second, 'Two');
    return errorsIn(app);
  };
  const oneStack = (app: App): [Construct, Construct] => {
    const stack = new Stack(app, 'Images');
    return [stack, stack];
  };
  const twoStacks = (env?: object, other = env) => (app: App): [Stack, Stack] => [new Stack(app, 'First', { env }), new Stack(app, 'Second', { env: other })];
  const twoStages = (env?: object) => (app: App): [Stack, Stack] =>
    [new Stack(new Stage(app, 'Beta'), 'Images', { env }), new Stack(new Stage(app, 'Prod'), 'Images', { env })];

  test('are refused, and the later one tells', () => {
    expect(both({}, {})).toEqual(['Images/Two image OneUpdatePerImage']);
    expect(both({}, { state: ImageState.available({ includeResources: LifecycleAmiResources.RECORD_ONLY }) })).toEqual(['Images/Two image OneUpdatePerImage']);
    expect(both({}, {}, twoStacks(ENV))).toEqual(['Second/Two image OneUpdatePerImage']);
    expect(both({}, {}, twoStacks())).toEqual(['Second/Two image OneUpdatePerImage']);
  });

  test('are each of an image of their own elsewhere', () => {
    expect(both({}, { image: ImageBuild.fromImageBuildVersionArn(BUILD.replace(/1$/, '2')) })).toEqual([]);
    expect(both({}, {}, twoStages())).toEqual([]);
    expect(both({}, { image: ImageBuild.fromImageBuildVersionArn(BUILD.replace('eu-west-1', 'us-east-1')) }, twoStacks(ENV, LATER))).toEqual([]);
  });

  test('are told of one by one', () => {
    const stack = newStack();
    ['One', 'Two', 'Three'].forEach(id => stateUpdate(stack, {}, id));
    expect(errorsIn(stack)).toEqual(['Images/Two image OneUpdatePerImage', 'Images/Three image OneUpdatePerImage']);
  });

  test('of images of the app are told apart by what makes them, and those of the deployment by their tokens', () => {
    const stack = newStack();
    const [one, two] = ['One', 'Two'].map(id => new CfnImage(stack, id, {}));
    const parameter = new CfnParameter(stack, 'Build').valueAsString;
    stateUpdate(stack, { image: ImageBuild.fromImage(one) }, 'OfOne');
    stateUpdate(stack, { image: ImageBuild.fromImage(two) }, 'OfTwo');
    stateUpdate(stack, { image: ImageBuild.fromImageBuildVersionArn(two.ref) }, 'OfTwoAgain');
    stateUpdate(stack, { image: ImageBuild.fromImageBuildVersionArn(parameter) }, 'OfBuild');
    stateUpdate(stack, { image: ImageBuild.fromImageBuildVersionArn(parameter) }, 'OfBuildAgain');
    expect(errorsIn(stack)).toEqual(['Images/OfTwoAgain image OneUpdatePerImage', 'Images/OfBuildAgain image OneUpdatePerImage']);
  });
});

describe('an image that is shared', () => {
  const BUILD_FROM: Written<BuildFromIntent> = { via: 'RESOURCE_SHARE', principals: principals('111111111111') };
  const withShare = (state: ImageState, declaration: Partial<Declaration> = {}) => {
    const stack = newStack({ env: ENV });
    share(stack, { images: [shared], ...declaration });
    stateUpdate(stack, { state });
    return { errors: () => errorsIn(stack), warnings: () => warningsOf(stack) };
  };

  test('is not deleted', () => {
    expect(withShare(DELETED).errors()).toEqual(['Images/Update state SharedImageNotDeleted']);
    expect(withShare(DELETED, { launch: [], buildFrom: BUILD_FROM }).errors()).toEqual(['Images/Update state SharedImageNotDeleted']);
    expect(withShare(DELETED, { images: [ImageSelection.fromImageBuildVersionArn(BUILD.replace(/1$/, '2'))] }).errors()).toEqual([]);
  });

  test('loses its launch permissions when it is disabled, and a warning says so', () => {
    expect(withShare(ImageState.disabled()).warnings()).toEqual(['Images/Update DisablingUnshares']);
    expect(withShare(ImageState.disabled(), { launch: [], copy: [ImagePrincipal.account('444444444444')] }).warnings()).toEqual([]);
    expect(withShare(ImageState.disabled({ includeResources: LifecycleAmiResources.RECORD_ONLY })).warnings()).toEqual([]);
    expect(withShare(ImageState.deprecated()).warnings()).toEqual([]);
    expect(withShare(ImageState.available()).warnings()).toEqual([]);
  });

  test('is known by every policy of its environment, before or after it', () => {
    const app = new App();
    const [stack, other, elsewhere] = [['Images', ENV], ['Other', ENV], ['Elsewhere', LATER]].map(([id, env]) => new Stack(app, id as string, { env: env as object }));
    const image = new CfnImage(stack, 'Image', {});
    const of = ImageSelection.fromImageBuild(image);
    share(other, { images: [ImageSelection.fromAmiId('ami-00000000'), of, of] }, 'Before');
    stateUpdate(stack, { image: ImageBuild.fromImage(image), state: DELETED });
    share(stack, { images: [of], launch: [ImagePrincipal.account('444444444444')] }, 'After');
    share(elsewhere, { images: [shared] });
    expect(errorsIn(app).filter(it => it.includes('SharedImageNotDeleted'))).toEqual(Array(2).fill('Images/Update state SharedImageNotDeleted'));
  });

  test('is told of with whole policies as well', () => {
    const stack = newStack({ env: ENV });
    new ImageSharePolicy(stack, 'Share', { images: [shared], launch: [ImagePrincipal.account('444444444444')] });
    stateUpdate(stack, { state: DELETED });
    expect(errorsIn(stack)).toEqual(['Images/Update state SharedImageNotDeleted']);
  });
});

describe('the recipe of an image', () => {
  const imageRecipe = (stack: Stack, name = 'golden', version = '1.0.0') =>
    new CfnImageRecipe(stack, `Image${name}${version}`, { name, version, parentImage: 'ami-0123456789abcdef0', components: [] });
  const containerRecipe = (stack: Stack, name = 'golden', version = '1.0.0') => new CfnContainerRecipe(stack, `Container${name}${version}`, {
    name, version, parentImage: 'amazonlinux', containerType: 'DOCKER', components: [], targetRepository: { service: 'ECR', repositoryName: 'web' },
  });
  const refused = (state: ImageState, recipes: (stack: Stack) => unknown, image: (stack: Stack) => ImageBuild = () => golden) => {
    const stack = newStack({ env: ENV });
    recipes(stack);
    stateUpdate(stack, { state, image: image(stack) });
    return errorsIn(stack);
  };
  const CONTAINERS = ImageState.containersDeletedIrreversibly();

  test('that makes containers lets them be deleted only', () => {
    const { RECORD_ONLY } = LifecycleAmiResources;
    for (const state of [ImageState.available(), ImageState.deprecated(), ImageState.disabled({ includeResources: RECORD_ONLY })]) {
      expect(refused(state, containerRecipe)).toEqual(['Images/Update state ContainersOnlyDeleted']);
    }
    expect(refused(DELETED, containerRecipe)).toEqual(['Images/Update state.includeResources IncludesWhatRecipeMakes']);
    expect(refused(CONTAINERS, containerRecipe)).toEqual([]);
  });

  test('that makes AMIs has no containers to delete', () => {
    expect(refused(CONTAINERS, imageRecipe)).toEqual(['Images/Update state IncludesWhatRecipeMakes']);
    expect(refused(DELETED, imageRecipe)).toEqual([]);
  });

  test('says nothing if it is another one, or may be', () => {
    expect(refused(ImageState.disabled(), stack => containerRecipe(stack, 'silver'))).toEqual([]);
    expect(refused(ImageState.disabled(), stack => containerRecipe(stack, 'golden', '2.0.0'))).toEqual([]);
    expect(refused(ImageState.disabled(), stack => [containerRecipe(stack), imageRecipe(stack)])).toEqual([]);
    expect(refused(ImageState.disabled(), stack => containerRecipe(new Stack(stack.node.root, 'Elsewhere', { env: LATER })))).toEqual([]);
  });

  test('counts its versions itself', () => {
    expect(refused(ImageState.disabled(), stack => containerRecipe(stack, 'Golden', '1.0.x'))).toEqual(['Images/Update state ContainersOnlyDeleted']);
  });

  test('of an image of the app is the one by which it is made', () => {
    const made = (props: (stack: Stack) => object) => (stack: Stack) => ImageBuild.fromImage(new CfnImage(stack, 'Image', props(stack)));
    const byReference = made(stack => ({ containerRecipeArn: containerRecipe(stack).attrArn }));
    const byArn = made(() => ({ containerRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:container-recipe/web/1.0.0' }));
    const ofAmis = made(() => ({ imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:image-recipe/web/1.0.0' }));
    expect(refused(ImageState.disabled(), () => undefined, byReference)).toEqual(['Images/Update state ContainersOnlyDeleted']);
    expect(refused(ImageState.disabled(), () => undefined, byArn)).toEqual(['Images/Update state ContainersOnlyDeleted']);
    expect(refused(ImageState.disabled(), () => undefined, ofAmis)).toEqual([]);
    expect(refused(CONTAINERS, () => undefined, ofAmis)).toEqual(['Images/Update state IncludesWhatRecipeMakes']);
    expect(refused(ImageState.disabled(), () => undefined, made(() => ({})))).toEqual([]);
  });
});

test('an image that is a resource of the app is better deleted as one', () => {
  const stack = newStack();
  stateUpdate(stack, { image: ImageBuild.fromImage(new CfnImage(stack, 'Image', {})), state: DELETED });
  stateUpdate(stack, { state: DELETED }, 'Other');
  expect(warningsOf(stack)).toEqual(['Images/Update ImageOfStackDeleted']);
});

test('an image of the app is updated where it is', () => {
  const app = new App();
  const image = new CfnImage(new Stack(app, 'Images', { env: ENV, crossRegionReferences: true }), 'Image', {});
  stateUpdate(new Stack(app, 'Elsewhere', { env: LATER, crossRegionReferences: true }), { image: ImageBuild.fromImage(image) });
  expect(errorsIn(app)).toEqual(['Elsewhere/Update image ImageWhereUpdateIs']);
});

test('an app is walked as often for many updates as for few', () => {
  const walksFor = (updates: number) => {
    const stack = newStack();
    for (let index = 1; index <= updates; index++) {
      stateUpdate(stack, { image: ImageBuild.fromImageBuildVersionArn(BUILD.replace(/1$/, String(index))) }, `Update${index}`);
    }
    const app = stack.node.root as App;
    const walks = jest.spyOn(app.node, 'findAll');
    app.synth();
    return walks.mock.calls.length;
  };
  expect(walksFor(12)).toBe(walksFor(2));
});
