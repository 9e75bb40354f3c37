import { CfnParameter, Stack, Stage, Token } from 'aws-cdk-lib';
import { CfnImage, CfnImageRecipe, CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { IConstruct } from 'constructs';
import { encryptionBy, Origin } from './image-encryption';
import { policyPropertiesOf, shownPath } from '../lifecycle/lifecycle-policy-declaration';
import { memoised } from '../model/collections';
import { AMI_ID } from '../model/images/image-forms';
import { looselyNormalisedName, mayMake, readImageBuilderArn } from '../model/images/image-names';
import { subjectOf } from '../model/lifecycle/input';
import type { ImageView, TakingAway } from '../model/sharing/app-facts';
import type { ImageProperties } from '../model/sharing/properties';
import { distributionOf, imageBehind, recipeBehind, Recipes } from '../private/recipes';
import { environmentOf, nameOf, referenced, templateProperties } from '../private/references';
import { known, mayBe, Written } from '../private/tokens';

/** The type of a parameter of CloudFormation that holds the AMI whose id an SSM parameter holds. */
const AMI_IN_SSM = 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>';

/** The facts of an app about its images, each looked up once. */
export class ImageViews {
  private readonly views = new Map<string, ImageView>();
  private readonly takingAway = new Map<string, SelectedForTakingAway[]>();

  constructor(private readonly recipes: Recipes, policies: readonly CfnLifecyclePolicy[]) {
    policies.forEach(policy => this.addTakingAway(policy));
  }

  /** The facts of the app about an image that a construct shares. */
  public of({ Image: image, Region: region }: Written<ImageProperties>, sharer: IConstruct): ImageView | undefined {
    if (typeof image !== 'string') {
      return undefined;
    }
    const identity = identityOf(image, region, sharer);
    // Of an image of another Region the app says less.
    return memoised(this.views, `${environmentOf(sharer)}|${identity}`, () => ({ identity, ...this.viewOf(image, sharer) }));
  }

  private viewOf(image: string, sharer: IConstruct): Omit<ImageView, 'identity'> {
    const made = imageBehind(image);
    if (made !== undefined) {
      return this.viewOfMade(made);
    }
    const arn = readImageBuilderArn(image);
    if (arn === undefined) {
      return { kind: AMI_ID.test(image) || parameterBehind(image) !== undefined ? 'AMI' : undefined, takenAwayBy: [] };
    }
    const { region, account, name, version } = arn;
    const isHere = mayBe(region, Stack.of(sharer).region) && mayBe(account, Stack.of(sharer).account);
    const recipes = isHere && !Token.isUnresolved(name) ? this.recipes.thatMayMake(name, version, sharer) : [];
    // What a recipe with a wildcard says now, it may not have said when the image was built.
    const recipe = recipes.length === 1 && known(recipes[0].version) === version ? recipes[0] : undefined;
    return {
      kind: arn.resource === 'image' ? 'IMAGE_BUILD' : undefined,
      account: known(account),
      region: known(region),
      ...factsOf({ recipe: CfnImageRecipe.isCfnImageRecipe(recipe) ? recipe : undefined, distribution: 'unknown' }),
      takenAwayBy: isHere ? this.takenAway(nameKey(sharer, name), version) : [],
    };
  }

  private viewOfMade(image: CfnImage): Omit<ImageView, 'identity'> {
    const stack = Stack.of(image);
    const recipe = this.recipes.of(image);
    const arn = image.imageRecipeArn === undefined ? undefined : readImageBuilderArn(image.imageRecipeArn);
    const [name, version] = recipe === undefined ? [arn?.name, arn?.version] : [nameOf(recipe), known(recipe.version)];
    return {
      kind: 'IMAGE_BUILD',
      account: known(stack.account),
      region: known(stack.region),
      ...factsOf({
        recipe: CfnImageRecipe.isCfnImageRecipe(recipe) ? recipe : undefined,
        distribution: distributionOf(image) ?? (image.distributionConfigurationArn === undefined ? undefined : 'unknown'),
      }),
      takenAwayBy: this.takenAway(name === undefined ? recipe?.node.addr : nameKey(image, name), version),
    };
  }

  private takenAway(key: string | undefined, version: string | undefined): TakingAway[] {
    return (this.takingAway.get(key ?? '') ?? []).filter(selected => mayMake(known(version), selected.version)).flatMap(({ rules }) => rules);
  }

  private addTakingAway(policy: CfnLifecyclePolicy): void {
    if (policy.resourceType === 'CONTAINER_IMAGE' || policy.status === 'DISABLED') {
      return;
    }
    const rules = rulesThatTakeAway(policy);
    for (const entry of rules.length === 0 ? [] : known(known(policy.resourceSelection)?.recipes) ?? []) {
      const { name, semanticVersion } = known(entry) ?? {};
      const recipe = name === undefined ? undefined : recipeBehind(name);
      const called = recipe === undefined ? known(name) : nameOf(recipe);
      const key = called === undefined ? recipe?.node.addr : nameKey(policy, called);
      if (key !== undefined) {
        memoised(this.takingAway, key, () => []).push({ version: known(semanticVersion), rules });
      }
    }
  }
}

/** The rules that take away images of a recipe, in some of its versions. */
interface SelectedForTakingAway {
  readonly version?: string;
  readonly rules: readonly TakingAway[];
}

function rulesThatTakeAway(policy: CfnLifecyclePolicy): TakingAway[] {
  return subjectOf(policyPropertiesOf(policy)).details.flatMap(({ action, exclusionTags, includes }) => (action === 'DISABLE' || action === 'DELETE'
    ? [{ path: shownPath(policy), action, touchesAmis: includes('Amis') !== false, excludesByTag: exclusionTags !== undefined }] : []));
}

function factsOf(origin: Origin): Pick<ImageView, 'encryption' | 'watermarkedBy'> {
  const { recipe } = origin;
  return { encryption: encryptionBy(origin), watermarkedBy: recipe !== undefined && hasWatermark(recipe) ? recipe.node.path : undefined };
}

/** Older cores know no watermarks, and so can take them as an override only. */
function hasWatermark(recipe: CfnImageRecipe): boolean {
  return (known(templateProperties(recipe).AmiWatermarks as string[] | undefined) ?? []).length > 0;
}

function nameKey(near: IConstruct, name: string): string {
  return `${environmentOf(near)}|${looselyNormalisedName(name)}`;
}

/** The identity of an image: the resource of this app that makes it, or else its text and place. */
function identityOf(image: string, region: Written<ImageProperties>['Region'], sharer: IConstruct): string {
  const stack = Stack.of(sharer);
  const made = imageBehind(image);
  if (made !== undefined) {
    return made.node.addr;
  }
  const [, inAnyPartition = image] = /^arn:[^:]+:(imagebuilder:.+)$/.exec(image) ?? [];
  const parameter = parameterBehind(image);
  const what = parameter === undefined ? keyOf(inAnyPartition, stack) : `ssm:${parameter.default}`;
  // The ARN of a build says where it is.
  const where = inAnyPartition === image ? JSON.stringify(stack.resolve(region ?? stack.region)) : '';
  const owner = Token.isUnresolved(stack.account) ? `${Stage.of(sharer)?.node.addr}|${stack.environment}` : stack.account;
  return `${owner}|${what}|${where}`;
}

/** A text, or what tells its token from others of the app. */
export function keyOf(text: string, stack: Stack): string {
  return Token.isUnresolved(text) ? `${stack.node.addr}|${JSON.stringify(stack.resolve(text))}` : text;
}

function parameterBehind(image: string): CfnParameter | undefined {
  const target = referenced(image);
  return target instanceof CfnParameter && target.type === AMI_IN_SSM ? target : undefined;
}
