import { Stack, Token } from 'aws-cdk-lib';
import { CfnContainerRecipe, CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import type { IConstruct } from 'constructs';
import { memoised } from '../model/collections';
import { readImageBuilderArn } from '../model/images/image-names';
import { idOf, PrincipalSpec } from '../model/sharing/principals';
import type { MadeBy, StateAppView } from '../model/state/app-facts';
import { StateIntent, StateSubject, subjectOf } from '../model/state/input';
import type { StateUpdateProperties } from '../model/state/properties';
import { inWordsOfTheConstruct } from '../model/state/property-names';
import { IMAGE_STATE_UPDATE_RULES } from '../model/state/rules';
import { AppIndexes, Declaration, DeclarationKind, resourceTypeOf } from '../private/declarations';
import type { CrossStackUse } from '../private/handled-construct';
import { imageBehind, Recipe, Recipes } from '../private/recipes';
import { environmentOf, isKnownRegion } from '../private/references';
import { known, mayBe, Resolvable, Written, withUnknowns } from '../private/tokens';
import { validateWith } from '../private/validation';
import { ImageViews, keyOf } from '../sharing/image-views';
import { principalsOf, SHARE_POLICIES, SharePolicyDeclaration } from '../sharing/share-policy-declaration';

/** The state updates of this library. */
export const STATE_UPDATES: DeclarationKind<Written<StateUpdateProperties>> = new DeclarationKind('ImageStateUpdate');

/** A declaration as its rules take it. */
interface StateUpdateInput {
  readonly properties: StateUpdateProperties;
  readonly intent: StateIntent;
}

/** Lets the rules run over a state update, and shows it to the others of its app. */
export function declareStateUpdate(
  update: IConstruct, properties: Written<StateUpdateProperties>, intentOf: () => StateIntent, use: CrossStackUse,
): void {
  STATE_UPDATES.declare(update, () => properties);
  validateWith<StateUpdateInput, StateSubject>(update, {
    rules: IMAGE_STATE_UPDATE_RULES,
    declared: () => ({ properties: withUnknowns(properties), intent: intentOf() }),
    inputOf: (declared, usedElsewhere) =>
      subjectOf(declared.properties, declared.intent, { ...StateIndex.for(update).viewFor(update), usedElsewhere }),
    nameOf: inWordsOfTheConstruct,
    use,
  });
}

/** The facts of an app about the images of its state updates. */
export class StateIndex {
  /** The index of the app of an update. */
  public static for(update: IConstruct): StateIndex {
    return StateIndex.all.for(update);
  }

  private static readonly all = new AppIndexes(STATE_UPDATES, constructs => new StateIndex(constructs));

  private readonly recipes: Recipes;
  private readonly views: ImageViews;

  /** The share policies of each image of one environment, in the order of the app. */
  private readonly sharers = new Map<string, Sharer[]>();

  /** The first update of each image. */
  private readonly first = new Map<string, IConstruct>();

  private constructor(constructs: readonly IConstruct[]) {
    this.recipes = new Recipes(constructs.filter(isRecipe));
    this.views = new ImageViews(this.recipes, []);
    for (const { construct: update, declared } of STATE_UPDATES.among(constructs)) {
      memoised(this.first, this.keyOf(update, declared.Image), () => update);
    }
    SHARE_POLICIES.among(constructs).forEach(policy => this.addSharer(policy));
  }

  /** The facts of the app around an update, for its rules. */
  public viewFor(update: IConstruct): StateAppView {
    const image = imageOf(update);
    const { account, region } = Stack.of(update);
    const first = this.first.get(this.keyOf(update, image))!;
    return {
      account: known(account),
      region: known(region),
      image: typeof image === 'string' ? this.viewOf(image, update) : undefined,
      sharedBy: this.sharersOf(update).map(sharer => ({ path: sharer.construct.node.path, launch: launchOf(sharer).length > 0 })),
      isKnownRegion,
      otherUpdate: first === update ? undefined : first.node.path,
    };
  }

  /** The principals whom the share policies of the app let launch from an image. What only another stack's deployment knows is left out. */
  public sharedWith(update: IConstruct): PrincipalSpec[] {
    const isTold = (policy: IConstruct, value: string) => Stack.of(policy) === Stack.of(update) || !Token.isUnresolved(value);
    return [...new Map(this.sharersOf(update).flatMap(({ construct: policy, declared }) => launchOf({ declared })
      .filter(principal => isTold(policy, idOf(principal)))
      .map((principal): [string, PrincipalSpec] => [keyOf(idOf(principal), Stack.of(policy)), principal]))).values()];
  }

  private sharersOf(update: IConstruct): readonly Sharer[] {
    return this.sharers.get(this.keyOf(update, imageOf(update))) ?? [];
  }

  private addSharer(sharer: Sharer): void {
    const images = (known(sharer.declared.properties.Images) ?? []).flatMap(entry => known(known(entry)) ?? []);
    for (const key of new Set(images.map(({ Image: image, Region: region }) => this.keyOf(sharer.construct, image, region)))) {
      memoised(this.sharers, key, () => []).push(sharer);
    }
  }

  /** The identity of an image in the environment of a construct that names it. */
  private keyOf(construct: IConstruct, Image: Resolvable<string> | undefined, Region?: Resolvable<string>): string {
    // Of what is no text nobody can tell which image it is, so it is one of its own.
    return `${environmentOf(construct)}|${this.views.of({ Image, Region }, construct)?.identity ?? construct.node.addr}`;
  }

  private viewOf(image: string, update: IConstruct): StateAppView['image'] {
    const { account, region } = this.views.of({ Image: image }, update)!;
    return { account, region, resource: imageBehind(image)?.node.path, recipe: this.recipeOf(image, update) };
  }

  /** The recipe that makes an image, as far as the app says what it makes. */
  private recipeOf(image: string, update: IConstruct): MadeBy | undefined {
    const made = imageBehind(image);
    return made === undefined ? this.recipeOfName(image, update) : this.recipeOfMade(made);
  }

  private recipeOfMade(image: CfnImage): MadeBy | undefined {
    const recipe = this.recipes.of(image);
    // Of a recipe that the app does not have, the property says what it makes.
    return recipe !== undefined ? madeBy(recipe)
      : image.containerRecipeArn !== undefined ? { path: `the container recipe of ${image.node.path}`, makes: 'CONTAINERS' }
        : image.imageRecipeArn !== undefined ? { path: `the image recipe of ${image.node.path}`, makes: 'AMIS' } : undefined;
  }

  private recipeOfName(image: string, update: IConstruct): MadeBy | undefined {
    const { region, account, name, version } = readImageBuilderArn(image) ?? {};
    if (name === undefined || Token.isUnresolved(name) || !mayBe(region!, Stack.of(update).region) || !mayBe(account!, Stack.of(update).account)) {
      return undefined;
    }
    const recipes = this.recipes.thatMayMake(name, known(version), update).map(madeBy);
    return recipes.length > 0 && recipes.every(({ makes }) => makes === recipes[0].makes) ? recipes[0] : undefined;
  }
}

/** A share policy that shares an image. */
type Sharer = Declaration<SharePolicyDeclaration>;

function imageOf(update: IConstruct): Resolvable<string> | undefined {
  return STATE_UPDATES.of(update)?.Image;
}

function launchOf({ declared }: Pick<Sharer, 'declared'>): PrincipalSpec[] {
  return principalsOf(declared.properties.Launch).map(({ principal }) => principal);
}

function madeBy(recipe: Recipe): MadeBy {
  return { path: recipe.node.path, makes: CfnContainerRecipe.isCfnContainerRecipe(recipe) ? 'CONTAINERS' : 'AMIS' };
}

function isRecipe(construct: IConstruct): construct is Recipe {
  return ['AWS::ImageBuilder::ImageRecipe', 'AWS::ImageBuilder::ContainerRecipe'].includes(resourceTypeOf(construct) ?? '');
}
