import { Fn, interfaces, Token } from 'aws-cdk-lib';
import { CfnContainerRecipe, CfnImageRecipe, CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { IConstruct } from 'constructs';
import { readImageBuilderArn } from '../model/images/image-names';
import type { ResourceType } from '../model/lifecycle/properties';
import { recipeBehind } from '../private/recipes';
import { known } from '../private/tokens';

/**
 * A recipe whose images a lifecycle policy governs, with the versions that it means.
 *
 * Versions are `1.0.0`, `1.0.x`, `1.x.x` or `x.x.x`, each number of which is one from 0 to 1,073,741,823. Wildcards are looked up anew at
 * every run of the policy.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelectionRecipe.html
 */
export class LifecycleRecipe {
  /**
   * An image recipe of this app or an imported one, of any library.
   *
   * The policy is created after a recipe of the same app.
   *
   * @param recipe The recipe, an L1 `CfnImageRecipe` for example.
   * @param semanticVersion The versions that are meant; `x.x.x` for all of them, unless something else is said.
   */
  public static fromImageRecipe(recipe: interfaces.aws_imagebuilder.IImageRecipeRef, semanticVersion?: string): LifecycleRecipe {
    return LifecycleRecipe.ofConstruct(recipe.imageRecipeRef.imageRecipeArn, 'AMI_IMAGE', semanticVersion);
  }

  /**
   * A container recipe of this app or an imported one, of any library.
   *
   * The policy is created after a recipe of the same app.
   *
   * @param recipe The recipe, an L1 `CfnContainerRecipe` for example.
   * @param semanticVersion The versions that are meant; `x.x.x` for all of them, unless something else is said.
   */
  public static fromContainerRecipe(recipe: interfaces.aws_imagebuilder.IContainerRecipeRef, semanticVersion?: string): LifecycleRecipe {
    return LifecycleRecipe.ofConstruct(recipe.containerRecipeRef.containerRecipeArn, 'CONTAINER_IMAGE', semanticVersion);
  }

  /**
   * A recipe by its name.
   *
   * @param recipeName Such as `golden`: 3 to 128 letters, digits, hyphens and underscores, with spaces only inside.
   * @param semanticVersion The versions that are meant; `x.x.x` for all of them.
   */
  public static fromName(recipeName: string, semanticVersion: string): LifecycleRecipe {
    return new LifecycleRecipe({ name: recipeName, semanticVersion });
  }

  /**
   * A recipe by its ARN, which also says whether it makes AMIs or containers. Anything else is refused at once.
   *
   * This is the way to pass a recipe of a library that does not know references yet, `@aws-cdk/aws-imagebuilder-alpha` for
   * example: the ARN of a recipe of this app says all that the recipe itself would.
   *
   * @param recipeArn The ARN of an image recipe or a container recipe, with its version.
   * @param semanticVersion The versions that are meant, such as `1.0.x`; that of the recipe, unless something else is said.
   */
  public static fromArn(recipeArn: string, semanticVersion?: string): LifecycleRecipe {
    const recipe = recipeBehind(recipeArn);
    if (recipe !== undefined) {
      return LifecycleRecipe.ofResource(recipe, semanticVersion ?? known(recipe.version) ?? versionInArn(recipeArn));
    }
    const { resource = '', name, version } = readImageBuilderArn(recipeArn) ?? {};
    if (name !== undefined && version !== undefined && resource in RECIPE_TYPES) {
      return new LifecycleRecipe({ name, semanticVersion: semanticVersion ?? version }, RECIPE_TYPES[resource]);
    }
    if (mayBeAnyArn(recipeArn)) {
      return LifecycleRecipe.ofArnToken(recipeArn, semanticVersion ?? versionInArn(recipeArn));
    }
    throw new Error(`the ARN of a recipe must be like arn:aws:imagebuilder:us-east-1:123456789012:image-recipe/name/1.0.0, got ${JSON.stringify(recipeArn)}: `
      + 'give the ARN of an image recipe or a container recipe, or use LifecycleRecipe.fromName');
  }

  private static ofConstruct(arn: string, type: ResourceType, semanticVersion = 'x.x.x'): LifecycleRecipe {
    const resource = recipeBehind(arn);
    if (resource !== undefined) {
      return LifecycleRecipe.ofResource(resource, semanticVersion);
    }
    return mayBeAnyArn(arn) ? LifecycleRecipe.ofArnToken(arn, semanticVersion, type) : LifecycleRecipe.fromArn(arn, semanticVersion);
  }

  private static ofResource(resource: CfnImageRecipe | CfnContainerRecipe, semanticVersion: string): LifecycleRecipe {
    const type = CfnContainerRecipe.isCfnContainerRecipe(resource) ? 'CONTAINER_IMAGE' : 'AMI_IMAGE';
    // The name as written, where it is known, so that it can be checked and read in the template.
    return new LifecycleRecipe({ name: known(resource.name) ?? resource.attrName, semanticVersion }, type, resource);
  }

  private static ofArnToken(arn: string, semanticVersion: string, type?: ResourceType): LifecycleRecipe {
    return new LifecycleRecipe({ name: Fn.select(1, Fn.split('/', arn)), semanticVersion }, type);
  }

  /**
   * @internal
   */
  public readonly _resourceType?: ResourceType;

  /**
   * What the policy has to come after.
   *
   * @internal
   */
  public readonly _resource?: IConstruct;

  private constructor(private readonly properties: CfnLifecyclePolicy.RecipeSelectionProperty, resourceType?: ResourceType, resource?: IConstruct) {
    this._resourceType = resourceType;
    this._resource = resource;
  }

  /**
   * @internal
   */
  public _render(): CfnLifecyclePolicy.RecipeSelectionProperty {
    return this.properties;
  }
}

/** Tells whether only the deployment knows what a text is an ARN of: it is a token, or its service or resource is one. */
function mayBeAnyArn(text: string): boolean {
  const [prefix, , service, , , resource] = text.split(':');
  return Token.isUnresolved(text) && (prefix !== 'arn' || Token.isUnresolved(service) || Token.isUnresolved(resource));
}

function versionInArn(arn: string): string {
  return Fn.select(2, Fn.split('/', arn));
}

const RECIPE_TYPES: Record<string, ResourceType> = {
  'image-recipe': 'AMI_IMAGE',
  'container-recipe': 'CONTAINER_IMAGE',
};

/**
 * Which images a lifecycle policy governs: those of certain recipes, or those with certain tags.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html
 */
export class LifecycleResourceSelection {
  /**
   * The images of 1 to 50 recipes.
   *
   * @param recipes 1 to 50 recipes, all of them for AMIs or all for containers.
   */
  public static recipes(...recipes: LifecycleRecipe[]): LifecycleResourceSelection {
    return new LifecycleResourceSelection({ recipes: recipes.map(recipe => recipe._render()) }, recipes);
  }

  /**
   * The images with any of 1 to 50 tags, of which key and value match exactly.
   *
   * These are tags of the Image Builder image resource, and not of the AMI, the container image or the pipeline. A pipeline
   * sets them by its `ImageTags`, but not on builds that are started by hand.
   *
   * @param tags 1 to 50 tags. A key has 1 to 128 letters, digits, blanks and `_.:/=+-@`, and does not begin with `aws:`; a value has at most
   *   256 characters.
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html
   */
  public static tags(tags: { [key: string]: string }): LifecycleResourceSelection {
    return new LifecycleResourceSelection({ tagMap: tags }, []);
  }

  /**
   * @internal
   */
  public readonly _recipes: readonly LifecycleRecipe[];

  private constructor(private readonly properties: CfnLifecyclePolicy.ResourceSelectionProperty, recipes: readonly LifecycleRecipe[]) {
    this._recipes = recipes;
  }

  /**
   * @internal
   */
  public _render(): CfnLifecyclePolicy.ResourceSelectionProperty {
    return this.properties;
  }
}
