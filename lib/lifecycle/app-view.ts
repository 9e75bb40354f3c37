import type { ResourceType } from './subject';

/**
 * What a policy's app says about the images around the policy. Plain data, so that the rules over it stay pure.
 */
export interface AppView {
  /** The path of the policy that has the same name already. */
  readonly namesake?: string;

  /** The path of the policy whose name differs by hyphens against underscores or spaces only. */
  readonly nearNamesake?: string;

  /** For each recipe that the policy selects: the recipe of the app, or what is known instead. */
  readonly selectedRecipes: readonly SelectedRecipe[];

  /** What makes images in the policy's environment: the pipelines and images of the app. */
  readonly sources: readonly ImageSource[];

  /** Image shares whose images the app does not make, by the name of the image. */
  readonly sharedNames: readonly SharedName[];
}

/** A selected recipe that the app defines, `elsewhere` for one that it does not, `unknown` for one behind a token. */
export type SelectedRecipe = RecipeView | 'elsewhere' | 'unknown';

/** A recipe of the app. */
export interface RecipeView {
  readonly path: string;
  readonly type: ResourceType;

  /** `1.0.x` for a recipe that counts its versions itself. */
  readonly version?: string;

  /** The tags that it puts on its AMIs. */
  readonly amiTags: TagView;
}

/** A pipeline or an image of the app. */
export interface ImageSource {
  readonly path: string;
  readonly recipe?: RecipeView;

  /** The tags that its image resources get; these, and not AMI tags, are what a policy selects by. */
  readonly imageTags: TagView;

  /** The tags that its distribution puts on AMIs. */
  readonly amiTags: TagView;

  /** The paths of whatever shares its images. */
  readonly sharedBy: readonly string[];
}

/** A share of an image by its ARN. */
export interface SharedName {
  readonly path: string;

  /** The normalised name of the image, which is that of its recipe. */
  readonly name: string;
}

/** Tags, of which any value may be unknown (`undefined`); `unknown` where not even the keys are known. */
export type TagView = ReadonlyMap<string, string | undefined> | 'unknown';
