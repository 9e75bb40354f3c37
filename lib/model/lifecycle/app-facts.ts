import type { ResourceType } from './properties';

/**
 * What a policy's app says about the images around the policy. Plain data, so that the rules over it stay pure.
 */
export interface AppView {
  /** The account of the policy, if it is known. */
  readonly account?: string;

  /** The path of the policy that has the same name already. */
  readonly namesake?: string;

  /** The path of the policy whose name differs by hyphens against underscores or spaces only. */
  readonly nearNamesake?: string;

  /** What the app says of each recipe that the policy selects. */
  readonly selectedRecipes: readonly SelectedRecipe[];

  /** What makes images in the policy's environment: the pipelines and images of the app. */
  readonly sources: readonly ImageSource[];

  /** The names of images of the policy's environment that are shared by their ARN. */
  readonly sharedNames: readonly SharedName[];

  /** Tells whether a Region is one that the CDK knows. */
  readonly isKnownRegion?: (region: string) => boolean;
}

/** What the app says of a recipe that a policy selects. */
export interface SelectedRecipe {
  /** The recipes of the app that are meant, or may be: of the name, the type and one of the versions. */
  readonly candidates: readonly RecipeView[];

  /** Whether it is certain that no recipe of the app, in the policy's environment, is meant. */
  readonly isElsewhere: boolean;

  /** A recipe of the app of that name that makes the other type, where none of the right type has the name. */
  readonly otherType?: RecipeView;
}

/** A recipe of the app. */
export interface RecipeView {
  readonly path: string;
  readonly type: ResourceType;

  /** `1.0.x` for a recipe that counts its versions itself; absent if only the deployment knows it. */
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

  /** The paths of the distributions that let others launch its AMIs. */
  readonly launchSharedBy: readonly string[];

  /** The paths of the resource shares that let others build from its images. */
  readonly resourceSharedBy: readonly string[];
}

/** A resource share of an image by its ARN. */
export interface SharedName {
  readonly path: string;

  /** The normalised name of the image, which is that of its recipe. */
  readonly name: string;
}

/** Tags, of which any value may be unknown (`undefined`); `unknown` where not even the keys are known. */
export type TagView = ReadonlyMap<string, string | undefined> | 'unknown';

/**
 * The remedy against a rule that takes shared images away, and the consequence of it.
 *
 * @param launched True for images that are shared to be launched, and not only to be built from.
 * @param excludesByTag True for a rule that excludes images by a tag.
 */
export function remedyAgainst(action: string, launched: boolean, excludesByTag: boolean): string {
  return `${excludesByTag ? 'put a tag that the rule excludes on shared images' : 'pin shared images by a tag that the rule excludes'}: `
    + consequence(action, launched);
}

/** The consequence for those with whom images are shared. */
function consequence(action: string, launched: boolean): string {
  if (action === 'DISABLE') {
    return launched
      ? 'disabling an AMI removes all its launch permissions, and enabling it restores none'
      : 'nobody can build from an image whose AMI is disabled';
  }
  return launched ? 'whoever launches from a shared AMI fails once it is gone' : 'an image that is shared cannot be deleted, and the run fails';
}
