import { CfnContainerRecipe, CfnDistributionConfiguration, CfnImage, CfnImagePipeline, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import type { IConstruct } from 'constructs';
import { environmentOf, field, nameOf, referenced, resolved } from './references';
import { known } from './tokens';
import { grouped } from '../model/collections';
import { looselyNormalisedName, mayMake, readImageBuilderArn } from '../model/images/image-names';

export type Recipe = CfnImageRecipe | CfnContainerRecipe;

/** A resource that makes images. */
export type Source = CfnImagePipeline | CfnImage;

/** The recipes of an app, by where they are and how they are called. */
export class Recipes {
  private readonly byPlace: ReadonlyMap<string, readonly Recipe[]>;

  constructor(recipes: readonly Recipe[]) {
    this.byPlace = grouped(recipes, recipe => placeOf(recipe, nameOf(recipe)));
  }

  /** The recipes of a name where a construct is, or those whose names only the deployment knows. */
  public withName(name: string | undefined, near: IConstruct): readonly Recipe[] {
    return this.byPlace.get(placeOf(near, name)) ?? [];
  }

  /** The recipe of an ARN: of the recipe itself, or of an image that it makes. */
  public ofArn(arn: string, near: IConstruct): Recipe | undefined {
    const { name, version } = readImageBuilderArn(arn) ?? {};
    return name === undefined ? recipeBehind(arn) : this.thatMayMake(name, version, near)[0];
  }

  /** The recipes of a name that may make images of a version. */
  public thatMayMake(name: string, version: string | undefined, near: IConstruct): readonly Recipe[] {
    return this.withName(name, near).filter(recipe => mayMake(known(recipe.version), version));
  }

  /** The recipe by which something makes its images. */
  public of(source: Source): Recipe | undefined {
    const arn = source.imageRecipeArn ?? source.containerRecipeArn;
    return arn === undefined ? undefined : this.ofArn(arn, source);
  }
}

/** The recipe of this app that a name or an ARN behind a token refers to. */
export function recipeBehind(text: string): Recipe | undefined {
  const target = referenced(text);
  return CfnImageRecipe.isCfnImageRecipe(target) || CfnContainerRecipe.isCfnContainerRecipe(target) ? target : undefined;
}

/** The image of this app that an ARN behind a token refers to. */
export function imageBehind(text: string): CfnImage | undefined {
  const target = referenced(text);
  return CfnImage.isCfnImage(target) ? target : undefined;
}

/** The distribution of this app that something uses. */
export function distributionOf(source: Source): CfnDistributionConfiguration | undefined {
  const target = source.distributionConfigurationArn === undefined ? undefined : referenced(source.distributionConfigurationArn);
  return CfnDistributionConfiguration.isCfnDistributionConfiguration(target) ? target : undefined;
}

/** The AMI settings of a distribution, once for each Region where they are known. */
export function amiDistributionsOf(distribution: CfnDistributionConfiguration): Record<string, unknown>[] {
  // They may be a Lazy, as those of the alpha library are.
  const distributions = resolved(distribution, distribution.distributions) as Record<string, unknown>[] | undefined;
  return (distributions ?? []).flatMap(entry => {
    const ami = known(field(known(entry) ?? {}, 'amiDistributionConfiguration')) as Record<string, unknown> | undefined;
    return ami === undefined ? [] : [ami];
  });
}

/** Where and how something is called, in the words of `environmentOf`. */
function placeOf(construct: IConstruct, name: string | undefined): string {
  return `${environmentOf(construct)}|${name === undefined ? '' : looselyNormalisedName(name)}`;
}
