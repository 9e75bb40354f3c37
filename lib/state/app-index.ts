import { Lazy, Stack, Token } from 'aws-cdk-lib';
import { CfnContainerRecipe, CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import type { IConstruct } from 'constructs';
import { memoised } from '../model/collections';
import type { MadeBy, StateAppView } from '../model/state/app-facts';
import type { StateUpdateProperties } from '../model/state/properties';
import { AppIndexes, resourceTypeOf } from '../private/app-indexes';
import { readImageBuilderArn } from '../private/arns';
import { imageBehind, Recipe, Recipes } from '../private/recipes';
import { environmentOf } from '../private/references';
import { known, mayBe } from '../private/resolvable';
import { GovernedSharePolicy, isGoverned, SHARES } from '../sharing/governed';
import { ImageViews, keyOf } from '../sharing/image-views';

/** Marks the state updates of this library, and says what they declare. */
export const UPDATES = Symbol.for('cdk-image-governance.ImageStateUpdate');

/** A state update, of whichever copy of this library. */
export interface StateUpdate extends IConstruct {
  readonly [UPDATES]: () => StateUpdateProperties;
}

/** What an app says of the images of its state updates, looked up once per synthesis for all of them. */
export class StateIndex {
  /** The index of the app of an update. One that asks again starts another synthesis, and the app is looked at anew. */
  public static for(update: StateUpdate): StateIndex {
    return StateIndex.all.for(update);
  }

  private static readonly all = new AppIndexes((root: IConstruct) => new StateIndex(root));

  /** The updates that ask. */
  public readonly askers: readonly StateUpdate[];

  private readonly recipes: Recipes;
  private readonly views: ImageViews;

  /** The share policies of each image of one environment, in the order of the app. */
  private readonly sharers = new Map<string, GovernedSharePolicy[]>();

  /** The first update of each image. */
  private readonly first = new Map<string, StateUpdate>();

  private constructor(root: IConstruct) {
    const constructs = root.node.findAll();
    this.recipes = new Recipes(constructs.filter(isRecipe));
    this.views = new ImageViews(this.recipes, []);
    this.askers = constructs.filter(isUpdate);
    for (const update of this.askers) {
      memoised(this.first, this.keyOf(update, update[UPDATES]().Image), () => update);
    }
    constructs.filter(isGoverned).forEach(policy => this.addSharer(policy));
  }

  /** What the rules may know of the app around an update. */
  public viewFor(update: StateUpdate): StateAppView {
    const image = update[UPDATES]().Image;
    const { account, region } = Stack.of(update);
    const first = this.first.get(this.keyOf(update, image))!;
    return {
      account: known(account),
      region: known(region),
      image: typeof image === 'string' ? this.viewOf(image, update) : undefined,
      sharedBy: this.sharersOf(update).map(policy => ({ path: policy.node.path, launch: launchOf(policy).length > 0 })),
      otherUpdate: first === update ? undefined : first.node.path,
    };
  }

  /** Whom the share policies of the app let launch from an image. What only another stack's deployment knows is left out. */
  public sharedWith(update: StateUpdate): string[] {
    const isTold = (policy: IConstruct, value: string) => Stack.of(policy) === Stack.of(update) || !Token.isUnresolved(value);
    return [...new Map(this.sharersOf(update).flatMap(policy => launchOf(policy)
      .flatMap((value): [string, string][] => (isTold(policy, value) ? [[keyOf(value, Stack.of(policy)), value]] : [])))).values()];
  }

  private sharersOf(update: StateUpdate): readonly GovernedSharePolicy[] {
    return this.sharers.get(this.keyOf(update, update[UPDATES]().Image)) ?? [];
  }

  private addSharer(policy: GovernedSharePolicy): void {
    const images = (known(policy[SHARES]().properties.Images) ?? []).flatMap(entry => known(known(entry)) ?? []);
    for (const key of new Set(images.map(({ Image: image, Region: region }) => this.keyOf(policy, image, region)))) {
      memoised(this.sharers, key, () => []).push(policy);
    }
  }

  /** What tells an image from others, in the environment of a construct that names it. */
  private keyOf(construct: IConstruct, Image: StateUpdateProperties['Image'], Region?: StateUpdateProperties['Image']): string {
    // Of what is no text nobody can tell which image it is, so it is one of its own.
    return `${environmentOf(construct)}|${this.views.of({ Image, Region }, construct)?.identity ?? construct.node.addr}`;
  }

  private viewOf(image: string, update: StateUpdate): StateAppView['image'] {
    const { account, region } = this.views.of({ Image: image }, update)!;
    return { account, region, resource: imageBehind(image)?.node.path, recipe: this.recipeOf(image, update) };
  }

  /** The recipe that makes an image, as far as the app says what it makes. */
  private recipeOf(image: string, update: StateUpdate): MadeBy | undefined {
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

  private recipeOfName(image: string, update: StateUpdate): MadeBy | undefined {
    const { region, account, name, version } = readImageBuilderArn(image) ?? {};
    if (name === undefined || Token.isUnresolved(name) || !mayBe(region!, Stack.of(update).region) || !mayBe(account!, Stack.of(update).account)) {
      return undefined;
    }
    const recipes = this.recipes.thatMayMake(name, known(version), update).map(madeBy);
    return recipes.length > 0 && recipes.every(({ makes }) => makes === recipes[0].makes) ? recipes[0] : undefined;
  }
}

/** What `sharedWith` says when the template is written. */
export function sharedWith(update: StateUpdate): readonly string[] {
  return Lazy.any({ produce: () => StateIndex.for(update).sharedWith(update) }, { omitEmptyArray: true }) as unknown as readonly string[];
}

function launchOf(policy: GovernedSharePolicy): string[] {
  return (known(policy[SHARES]().properties.Launch) ?? []).filter(value => typeof value === 'string');
}

function madeBy(recipe: Recipe): MadeBy {
  return { path: recipe.node.path, makes: CfnContainerRecipe.isCfnContainerRecipe(recipe) ? 'CONTAINERS' : 'AMIS' };
}

function isUpdate(construct: IConstruct): construct is StateUpdate {
  return UPDATES in construct;
}

function isRecipe(construct: IConstruct): construct is Recipe {
  return ['AWS::ImageBuilder::ImageRecipe', 'AWS::ImageBuilder::ContainerRecipe'].includes(resourceTypeOf(construct) ?? '');
}
