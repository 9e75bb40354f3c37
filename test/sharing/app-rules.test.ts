import { Annotations, App, Aws, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnDistributionConfiguration, CfnImage, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { Declaration, errorsIn, share, sharesIn, warningsBelow } from './stacks';
import { LifecycleAge, LifecycleAmiDeletion, LifecycleFilter, LifecyclePolicyStatus, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule } from '../../lib';
import type { BuildFromIntent } from '../../lib/model/sharing/share-policy-input';
import type { Written } from '../../lib/private/tokens';
import { ImagePrincipal } from '../../lib/sharing/image-principal';
import { ImageSelection } from '../../lib/sharing/image-selection';
import { ImageShareMode } from '../../lib/sharing/image-share-mode';
import { ImageSharePolicy } from '../../lib/sharing/image-share-policy';
import { ACCOUNT, AMI, BUILD, OTHER_ACCOUNT, ORGANIZATION } from '../model/sharing/properties';
import { principals } from '../support/principals';
import { ENV, errorsOf, newStack, policy } from '../support/stacks';

const LATER = { ...ENV, region: 'us-east-1' };
const ami = ImageSelection.fromAmiId(AMI);
const [one, another] = [ACCOUNT, OTHER_ACCOUNT].map(ImagePrincipal.account);
const RESOURCE_SHARE: Written<BuildFromIntent> = { via: 'RESOURCE_SHARE', principals: principals(ORGANIZATION) };
const IMAGE_POLICY: Written<BuildFromIntent> = { via: 'IMAGE_POLICY', principals: [] };

describe('an image of two policies', () => {
  const both = (first: Partial<Declaration>, second: Partial<Declaration>, at: (app: App) => [Construct, Construct] = oneStack) => {
    const app = new App();
    const [here, there] = at(app);
    share(here, { images: [ami], launch: [one], ...first }, 'One');
    share(there, { images: [ami], launch: [another], ...second }, 'Two');
    return errorsIn(app);
  };
  const oneStack = (app: App): [Stack, Stack] => {
    const stack = new Stack(app, 'Images');
    return [stack, stack];
  };
  const twoStacks = (env?: object, other = env) => (app: App): [Stack, Stack] => [new Stack(app, 'First', { env }), new Stack(app, 'Second', { env: other })];
  const twoStages = (env?: object) => (app: App): [Stack, Stack] =>
    [new Stack(new Stage(app, 'Beta'), 'Images', { env }), new Stack(new Stage(app, 'Prod'), 'Images', { env })];
  const authoritative = { mode: ImageShareMode.authoritative() };

  test('can be shared by both, if they are additive and have nobody in common', () => {
    expect(both({}, {})).toEqual([]);
    expect(both({ copy: [another] }, { copy: [one] })).toEqual([]);
    expect(both({ images: [ImageSelection.fromAmiId('ami-00000000')], ...authoritative }, {})).toEqual([]);
  });

  test('cannot have another policy beside an authoritative one, and the later one tells', () => {
    expect(both(authoritative, {})).toEqual(['Images/Two images[0] AuthoritativePolicyAlone']);
    expect(both({}, authoritative)).toEqual(['Images/Two images[0] AuthoritativePolicyAlone']);
    expect(errorsOf(() => {
      const stack = newStack();
      share(stack, { images: [ImageSelection.fromAmiId('ami-00000000'), ami] }, 'One');
      share(stack, { images: [ami], ...authoritative }, 'Two');
      (stack.node.root as App).synth();
    })).toEqual([
      '[Images/Two] images[0] must not be shared by Images/One as well: this policy takes away what it does not declare, got "ami-0123456789abcdef0": '
      + 'declare everything in one policy, or make both additive (cdk-image-governance:ImageSharePolicy.AuthoritativePolicyAlone, '
      + 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html)',
    ]);
  });

  test('cannot be shared by both with the same principal for the same right', () => {
    expect(both({ launch: [another, one] }, { launch: [one, another] })).toEqual(['Images/Two launch[0] OnePolicyPerGrant', 'Images/Two launch[1] OnePolicyPerGrant']);
    expect(both({ copy: [one] }, { copy: [one] })).toEqual(['Images/Two copy[0] OnePolicyPerGrant']);
    const images = [ImageSelection.fromImageBuildVersionArn(BUILD)];
    expect(both({ images, buildFrom: RESOURCE_SHARE }, { images, buildFrom: RESOURCE_SHARE })).toEqual(['Images/Two buildFrom.principals[0] OnePolicyPerGrant']);
    const own = [ImagePrincipal.account(Aws.ACCOUNT_ID)];
    expect(both({ launch: own }, { launch: own })).toEqual(['Images/Two launch[0] OnePolicyPerGrant']);
  });

  test('cannot have another policy beside one that writes its image policy', () => {
    const images = [ImageSelection.fromImageBuildVersionArn(BUILD)];
    expect(both({ images, buildFrom: IMAGE_POLICY }, { images })).toEqual(['Images/Two images[0] ImagePolicyAlone']);
    expect(both({ images }, { images, buildFrom: IMAGE_POLICY })).toEqual(['Images/Two images[0] ImagePolicyAlone']);
  });

  test('is shared with no more than its quota by both together', () => {
    const accounts = (count: number, first: number) => Array.from({ length: count }, (_, index) => ImagePrincipal.account(String(first + index)));
    const some = accounts(600, 100_000_000_000);
    expect(both({ launch: some }, { launch: accounts(400, 200_000_000_000) })).toEqual([]);
    expect(both({ launch: some }, { launch: accounts(401, 200_000_000_000) })).toEqual(['Images/Two launch SharingQuota']);
  });

  test.each<[string, boolean, (app: App) => [Stack, Stack]]>([
    ['two stacks of a Stage without an environment', true, twoStacks()],
    ['two stacks of one account and Region', true, twoStacks(ENV)],
    ['two Stages of one account and Region', true, twoStages(ENV)],
    ['two Stages without an environment', false, twoStages()],
    ['two Regions', false, twoStacks(ENV, LATER)],
    ['two accounts', false, twoStacks(ENV, { ...ENV, account: '222222222222' })],
  ])('in %s: %s', (_, same, at) => {
    expect(both(authoritative, {}, at)).toEqual(same ? [expect.stringContaining('AuthoritativePolicyAlone')] : []);
  });

  test('is the same in whichever way its Region is said', () => {
    const images = [ImageSelection.fromAmiId(AMI, { region: 'us-east-1' })];
    expect(both({ images, ...authoritative }, {}, twoStacks(ENV, LATER))).toEqual([expect.stringContaining('AuthoritativePolicyAlone')]);
    expect(both({ images, ...authoritative }, {}, twoStacks(ENV))).toEqual([]);
    expect(both({ images: [ImageSelection.fromAmiId(AMI, { region: Aws.REGION })], ...authoritative }, {})).toEqual([expect.stringContaining('AuthoritativePolicyAlone')]);
  });

  test('is the same behind tokens', () => {
    const same = (image: (stack: Stack) => ImageSelection, at = oneStack) => {
      const app = new App();
      const [first, second] = at(app);
      const images = [image(first)];
      share(first, { images, ...authoritative }, 'One');
      share(second, { images: at === oneStack ? [image(second)] : images }, 'Two');
      return errorsIn(app).length === 1;
    };
    const build = (stack: Stack) => (stack.node.tryFindChild('Image') ?? new CfnImage(stack, 'Image', {})) as CfnImage;
    const parameter = (stack: Stack) => (stack.node.tryFindChild('Ami') ?? new CfnParameter(stack, 'Ami')) as CfnParameter;
    expect(same(stack => ImageSelection.fromImageBuild(build(stack)))).toBe(true);
    expect(same(stack => ImageSelection.fromImageBuildVersionArn(build(stack).attrArn))).toBe(true);
    expect(same(stack => ImageSelection.fromImageBuild(build(stack)), twoStacks(ENV))).toBe(true);
    expect(same(stack => ImageSelection.fromAmiId(parameter(stack).valueAsString))).toBe(true);
    expect(same(() => ImageSelection.fromSsmParameter('/golden/linux'))).toBe(true);
    expect(same(() => ImageSelection.fromSsmParameter('/golden/linux'), twoStacks(ENV))).toBe(true);
    expect(same(() => ImageSelection.fromSsmParameter('/golden/linux'), twoStacks(ENV, LATER))).toBe(false);
    const arn = (stack: Stack) => stack.formatArn({ service: 'imagebuilder', resource: 'image', resourceName: 'golden/1.0.0/1' });
    expect(same(stack => ImageSelection.fromImageBuildVersionArn(arn(stack)), twoStacks(ENV))).toBe(true);
    expect(same(stack => ImageSelection.fromImageBuildVersionArn(arn(stack)))).toBe(true);
  });

  test('within one policy is a duplicate', () => {
    const stack = newStack({ env: ENV });
    const image = new CfnImage(stack, 'Image', {});
    share(stack, {
      images: [
        ImageSelection.fromImageBuild(image), ami,
        ImageSelection.fromImageBuildVersionArn(image.attrArn), ImageSelection.fromAmiId(AMI, { region: ENV.region }),
      ],
    });
    expect(errorsIn(stack)).toEqual(['Images/Share images[2] DuplicateImage', 'Images/Share images[3] DuplicateImage']);
  });
});

describe('where an image is', () => {
  const buildFrom = RESOURCE_SHARE;

  test('does not matter unless somebody builds from it', () => {
    const stack = newStack({ env: LATER });
    share(stack, { images: [ImageSelection.fromImageBuildVersionArn(BUILD)] });
    expect(errorsIn(stack)).toEqual([]);
  });

  test.each([[LATER, 'Region of the stack, us-east-1, to be built from, and is of eu-west-1'],
    [{ ...ENV, account: '222222222222' }, 'account of the stack, 222222222222, to be built from, and is of 111111111111']])('has to be where it is built from: %j', (env, message) => {
    const stack = newStack({ env });
    share(stack, { images: [ImageSelection.fromImageBuildVersionArn(BUILD)], buildFrom });
    expect(errorsOf(() => (stack.node.root as App).synth())).toEqual([expect.stringContaining(`images[0] must be of the ${message}`)]);
  });

  test('is where its stack is', () => {
    const app = new App();
    const image = new CfnImage(new Stack(app, 'Builds', { env: ENV, crossRegionReferences: true }), 'Image', {});
    const stack = new Stack(app, 'Images', { env: LATER, crossRegionReferences: true });
    share(stack, { images: [ImageSelection.fromImageBuild(image)], buildFrom });
    expect(errorsIn(stack)).toEqual(['Images/Share images[0] BuildFromWhereImageIs']);
    share(new Stack(app, 'Here', { env: ENV }), { images: [ImageSelection.fromImageBuild(image)], buildFrom: { ...buildFrom, principals: principals(ACCOUNT) }, launch: [one] });
    expect(errorsIn(stack)).toHaveLength(1);
  });

  test('an AMI of an SSM parameter is no image build', () => {
    const stack = newStack();
    share(stack, { images: [ami, ImageSelection.fromSsmParameter('/golden/linux')], buildFrom });
    expect(errorsIn(stack)).toEqual(['Images/Share buildFrom BuildFromNeedsImageBuild']);
  });
});

describe('the account of the stack', () => {
  const own = [ImagePrincipal.account(ENV.account)];

  test('needs no grant on what it owns', () => {
    const stack = newStack({ env: ENV });
    share(stack, { images: [ami], launch: own });
    expect(warningsBelow(stack)).toEqual(['OwnerNeedsNoGrant']);
  });

  test('may need one on what another account owns', () => {
    const stack = newStack({ env: ENV });
    share(stack, { images: [ImageSelection.fromAmiId(AMI, { role: Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::222222222222:role/share') })], launch: own });
    expect(warningsBelow(stack)).toEqual([]);
  });

  test('is not known without an environment', () => {
    const stack = newStack();
    share(stack, { images: [ami], launch: own });
    expect(warningsBelow(stack)).toEqual([]);
  });
});

describe('an image that is encrypted', () => {
  type Recipe = Omit<ConstructorParameters<typeof CfnImageRecipe>[2], 'name' | 'version'>;
  const build = (stack: Stack, ebs?: object, distribution?: (object | undefined)[]) => {
    const recipe = new CfnImageRecipe(stack, 'Recipe', {
      name: 'golden', version: '1.0.0', parentImage: 'parent', blockDeviceMappings: ebs && [{ deviceName: '/dev/xvda', ebs }],
    } as Recipe & { name: string; version: string });
    return new CfnImage(stack, 'Image', {
      imageRecipeArn: recipe.attrArn,
      distributionConfigurationArn: distribution && new CfnDistributionConfiguration(stack, 'Distribution', {
        name: 'golden', distributions: distribution.map((amiDistributionConfiguration, index) => ({ region: `eu-west-${index + 1}`, amiDistributionConfiguration })),
      }).attrArn,
    });
  };
  const told = (ebs?: object, distribution?: (object | undefined)[], declaration: Partial<Declaration> = {}) => {
    const stack = newStack({ env: ENV });
    share(stack, { images: [ImageSelection.fromImageBuild(build(stack, ebs, distribution))], ...declaration });
    return [...errorsIn(stack), ...errorsIn(stack).length > 0 ? [] : warningsBelow(stack)];
  };
  const refused = ['Images/Share images[0] AwsManagedKey'];
  const warned = ['EncryptedImageNeedsKey'];

  test.each(['alias/aws/ebs', 'arn:aws:kms:eu-west-1:111111111111:alias/aws/ebs', `arn:${Aws.PARTITION}:kms:eu-west-1:${Aws.ACCOUNT_ID}:alias/aws/ebs`])(
    'cannot be shared under the key that AWS manages: %s', kmsKeyId => {
      expect(told({ encrypted: true, kmsKeyId })).toEqual(refused);
      expect(told({ encrypted: true, kmsKeyId }, [{}])).toEqual(refused);
      expect(told(undefined, [{ kmsKeyId }])).toEqual(refused);
      expect(told({ encrypted: true, kmsKeyId: 'alias/mine' }, [{ kmsKeyId: 'alias/mine' }, { kmsKeyId }])).toEqual(refused);
    });

  test('can, if it is distributed with another key everywhere', () => {
    expect(told({ encrypted: true, kmsKeyId: 'alias/aws/ebs' }, [{ kmsKeyId: 'alias/mine' }], { encryptionKeys: 1 })).toEqual([]);
    expect(told({ encrypted: true, kmsKeyId: 'alias/aws/ebs' }, [{ kmsKeyId: 'alias/mine' }, {}], { encryptionKeys: 1 })).toEqual(refused);
  });

  test('needs its key', () => {
    expect(told({ encrypted: true, kmsKeyId: 'alias/mine' })).toEqual(warned);
    expect(told({ encrypted: true })).toEqual(warned);
    expect(told(undefined, [{ kmsKeyId: 'alias/mine' }])).toEqual(warned);
    expect(told({ encrypted: true }, undefined, { encryptionKeys: 1 })).toEqual([]);
    expect(told({ encrypted: false })).toEqual([]);
    expect(told({ encrypted: Aws.NO_VALUE, kmsKeyId: Aws.NO_VALUE }, [{ kmsKeyId: Aws.NO_VALUE }])).toEqual([]);
  });

  test('by a key of the app needs it as well', () => {
    const stack = newStack();
    share(stack, { images: [ImageSelection.fromImageBuild(build(stack, { encrypted: true, kmsKeyId: new Key(stack, 'Key').keyArn }))] });
    expect(warningsBelow(stack)).toEqual(warned);
  });

  test('cannot be public', () => {
    const everyone = { launch: [ImagePrincipal.everyone()], allowPublicLaunch: true };
    expect(told({ encrypted: true }, undefined, everyone)).toEqual(['Images/Share images[0] PublicImageUnencrypted']);
    expect(told({}, undefined, everyone)).toEqual([]);
  });

  test('and distributed by what is not of the app may have another key', () => {
    const stack = newStack();
    const image = build(stack, { encrypted: true, kmsKeyId: 'alias/aws/ebs' });
    image.distributionConfigurationArn = 'arn:aws:imagebuilder:eu-west-1:111111111111:distribution-configuration/golden';
    share(stack, { images: [ImageSelection.fromImageBuild(image)] });
    expect(errorsIn(stack)).toEqual([]);
    expect(warningsBelow(stack)).toEqual(warned);
  });

  test('is found by the name and version in its ARN, if it is certain which recipe made it', () => {
    const by = (version: string, image = BUILD, env: object = ENV) => {
      const stack = newStack({ env });
      new CfnImageRecipe(stack, 'Recipe', { name: 'Golden', version, parentImage: 'parent', blockDeviceMappings: [{ ebs: { encrypted: true } }] });
      share(stack, { images: [ImageSelection.fromImageBuildVersionArn(image)] });
      return warningsBelow(stack);
    };
    expect(by('1.0.0')).toEqual(warned);
    expect(by('1.0.x')).toEqual([]);
    expect(by('1.0.1')).toEqual([]);
    expect(by('1.0.0', BUILD.replace('golden', 'other'))).toEqual([]);
    expect(by('1.0.0', BUILD, LATER)).toEqual([]);
  });
});

test('an image with a watermark cannot be public, also where the core knows no watermarks', () => {
  const stack = newStack();
  const recipe = new CfnImageRecipe(stack, 'Recipe', { name: 'golden', version: '1.0.0', parentImage: 'parent' });
  recipe.addPropertyOverride('AmiWatermarks', ['golden']);
  const images = [ImageSelection.fromImageBuild(new CfnImage(stack, 'Image', { imageRecipeArn: recipe.attrArn }))];
  share(stack, { images, launch: [ImagePrincipal.everyone()], allowPublicLaunch: true });
  expect(errorsIn(stack)).toEqual(['Images/Share images[0] PublicImageWithoutWatermark']);
  recipe.addPropertyDeletionOverride('AmiWatermarks');
  expect(errorsIn(stack)).toEqual([]);
});

describe('a lifecycle policy that takes a shared image away', () => {
  const disable = LifecycleRule.disableAmis({ age: LifecycleAge.days(30) });
  const expire = (includeResources = LifecycleAmiDeletion.AMIS_AND_SNAPSHOTS) =>
    LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(60)), includeResources });
  const recipes = LifecycleResourceSelection.recipes;
  const warned = ['LifecycleTakesImageAway'];
  const stackWith = (version = '1.0.x', name?: string) => {
    const stack = newStack({ env: ENV });
    const recipe = new CfnImageRecipe(stack, 'Recipe', { name: name ?? 'Golden', version, parentImage: 'parent' });
    return { stack, recipe, image: new CfnImage(stack, 'Image', { imageRecipeArn: recipe.attrArn }) };
  };

  test('by its recipe is warned of on the share policy, with what comes of it', () => {
    const { stack, recipe, image } = stackWith();
    policy(stack, { rules: [disable, expire()], resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) }, 'Lifecycle');
    share(stack, { images: [ImageSelection.fromImageBuild(image)] });
    expect(warningsBelow(stack)).toEqual([...warned, ...warned]);
    const [first] = stack.node.root.node.findAll().flatMap(it => it.node.metadata).map(({ data }) => String(data)).filter(it => it.includes('LifecycleTakesImageAway'));
    expect(first).toContain('images[0] is disabled in time by Images/Lifecycle: pin shared images by a tag that the rule excludes: '
      + 'disabling an AMI removes all its launch permissions, and enabling it restores none');
  });

  test.each([
    ['golden', '1.0.x', warned], ['Golden', 'x.x.x', warned], ['golden', '1.0.0', warned], ['golden', '2.x.x', []], ['other', 'x.x.x', []],
  ])('by the name %s and the version %s', (name, version, expected) => {
    const { stack, image } = stackWith();
    policy(stack, { rules: [disable], resourceSelection: recipes(LifecycleRecipe.fromName(name, version)) }, 'Lifecycle');
    share(stack, { images: [ImageSelection.fromImageBuild(image)] });
    expect(warningsBelow(stack)).toEqual(expected);
  });

  test.each([['1.0.0', warned], ['1.x.x', warned], ['1.0.1', []]])('by the ARN of the build and the version %s', (version, expected) => {
    const stack = newStack({ env: ENV });
    policy(stack, { rules: [disable], resourceSelection: recipes(LifecycleRecipe.fromName('golden', version)) }, 'Lifecycle');
    share(stack, { images: [ImageSelection.fromImageBuildVersionArn(BUILD)] });
    expect(warningsBelow(stack)).toEqual(expected);
  });

  test('whose recipe has a name that only the deployment knows', () => {
    const stack = newStack({ env: ENV });
    const recipe = new CfnImageRecipe(stack, 'Recipe', { name: new CfnParameter(stack, 'Name').valueAsString, version: '1.0.0', parentImage: 'parent' });
    policy(stack, { rules: [disable], resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)) }, 'Lifecycle');
    share(stack, { images: [ImageSelection.fromImageBuild(new CfnImage(stack, 'Image', { imageRecipeArn: recipe.attrArn }))] });
    expect(warningsBelow(stack)).toEqual(warned);
  });

  test.each<[string, Parameters<typeof policy>[1]]>([
    ['does not run', { rules: [disable], status: LifecyclePolicyStatus.DISABLED }],
    ['only deprecates', { rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) })] }],
    ['deletes records only', { rules: [expire(LifecycleAmiDeletion.RECORD_ONLY)] }],
    ['selects by tags', { rules: [disable], resourceSelection: LifecycleResourceSelection.tags({ team: 'platform' }) }],
  ])('is not warned of, if it %s', (_, props) => {
    const { stack, recipe, image } = stackWith();
    policy(stack, { resourceSelection: recipes(LifecycleRecipe.fromImageRecipe(recipe)), ...props }, 'Lifecycle');
    share(stack, { images: [ImageSelection.fromImageBuild(image)] });
    expect(warningsBelow(stack)).toEqual([]);
  });

  test('of another environment is not warned of', () => {
    const app = new App();
    const stack = new Stack(app, 'Images', { env: ENV });
    policy(new Stack(app, 'Elsewhere', { env: LATER }), { rules: [disable], resourceSelection: recipes(LifecycleRecipe.fromName('golden', 'x.x.x')) }, 'Lifecycle');
    share(stack, { images: [ImageSelection.fromImageBuildVersionArn(BUILD)] });
    expect(warningsBelow(stack)).toEqual([]);
  });
});

describe('the construct itself', () => {
  test('lets no organization copy, if only the deployment knows its ARN', () => {
    const stack = newStack({ env: ENV });
    const arn = new CfnParameter(stack, 'Organization').valueAsString;
    new ImageSharePolicy(stack, 'Share', { images: [ami], copy: [ImagePrincipal.organization(arn)] });
    expect(errorsIn(stack)).toEqual(['Images/Share copy[0] CopyByAccountsOnly']);
  });

  test('takes an account at its word', () => {
    const stack = newStack({ env: ENV });
    new ImageSharePolicy(stack, 'Share', { images: [ami], launch: [ImagePrincipal.account('all')], allowPublicLaunch: true });
    expect(errorsIn(stack)).toEqual(['Images/Share launch[0] PrincipalFormat']);
  });

  test('tells of all mistakes at once, in its own words', () => {
    const stack = newStack({ env: ENV });
    new ImageSharePolicy(stack, 'Share', {
      images: [ami, ami, ImageSelection.fromAmiId('golden')],
      launch: [ImagePrincipal.organization('o-abcdefghij'), ImagePrincipal.everyone()],
      copy: [ImagePrincipal.organization(ORGANIZATION)],
      encryptionKeys: [Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000')],
      sharingQuota: 0,
    });
    expect(errorsIn(stack)).toEqual([
      'Images/Share copy[0] CopyByAccountsOnly', 'Images/Share encryptionKeys PublicImageUnencrypted', 'Images/Share images[1] DuplicateImage',
      'Images/Share images[2] ImageFormat', 'Images/Share launch[0] PrincipalFormat', 'Images/Share launch[1] PublicLaunchAllowed',
      'Images/Share sharingQuota SharingQuotaRange',
    ]);
  });

  test('is compared with others of its kind, and told what they grant', () => {
    const stack = newStack({ env: ENV });
    new ImageSharePolicy(stack, 'One', { images: [ami], launch: [one] });
    new ImageSharePolicy(stack, 'Two', { images: [ami], launch: [another] });
    expect(Object.values(sharesIn(stack)).map(({ SharedByOthers: others }) => others)).toEqual([
      [{ Image: AMI, Launch: principals(OTHER_ACCOUNT), Copy: [] }], [{ Image: AMI, Launch: principals(ACCOUNT), Copy: [] }],
    ]);
    const conflict = newStack({ env: ENV });
    new ImageSharePolicy(conflict, 'One', { images: [ami], launch: [one], mode: ImageShareMode.authoritative() });
    new ImageSharePolicy(conflict, 'Two', { images: [ami], launch: [another] });
    expect(errorsIn(conflict)).toEqual(['Images/Two images[0] AuthoritativePolicyAlone']);
  });

  test('warns where a warning can be acknowledged', () => {
    const warnings = (acknowledge: boolean) => {
      const stack = newStack({ env: ENV });
      new ImageSharePolicy(stack, 'Share', { images: [ami], launch: [ImagePrincipal.account(ENV.account)] });
      if (acknowledge) {
        Annotations.of(stack).acknowledgeWarning('cdk-image-governance:ImageSharePolicy.OwnerNeedsNoGrant');
      }
      return warningsBelow(stack);
    };
    expect(warnings(false)).toEqual(['OwnerNeedsNoGrant']);
    expect(warnings(true)).toEqual([]);
  });
});
