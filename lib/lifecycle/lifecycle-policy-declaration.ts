import { Stack, Token } from 'aws-cdk-lib';
import { CfnContainerRecipe, CfnDistributionConfiguration, CfnImage, CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import type { IConstruct } from 'constructs';
import { memoised } from '../model/collections';
import { looselyNormalisedName, mayMake, normalisedName, readImageBuilderArn } from '../model/images/image-names';
import type { AppView, ImageSource, RecipeView, SelectedRecipe, SharedName, TagView } from '../model/lifecycle/app-facts';
import type { LifecyclePolicyProperties } from '../model/lifecycle/properties';
import type { TagsTakenForFunction } from '../model/lifecycle/rules/tag-maps';
import { AppIndexes, DeclarationKind, resourceTypeOf } from '../private/declarations';
import { amiDistributionsOf, distributionOf, Recipe, recipeBehind, Recipes, Source } from '../private/recipes';
import { environmentOf, field, nameOf, referenced, templateProperties, isKnownRegion } from '../private/references';
import { known, mayBe, Resolvable, inTemplateShape, tagsTakenForFunctions, withUnknowns } from '../private/tokens';

/** The lifecycle policies of this library. Each validates the L1 below it. */
export const LIFECYCLE_POLICIES = new DeclarationKind<LifecyclePolicyProperties>('LifecyclePolicy');

/**
 * The properties of an L1 in the shape of a template, with `UNKNOWN` in place of its tokens.
 *
 * What an escape hatch overrides is not in them: overriding is how a user gets past a rule that is wrong or out of date.
 */
export function policyPropertiesOf(policy: CfnLifecyclePolicy): LifecyclePolicyProperties {
  return {
    ...withUnknowns<LifecyclePolicyProperties>({
      Name: policy.name,
      Description: policy.description,
      Status: policy.status,
      ExecutionRole: policy.executionRole,
      ResourceType: policy.resourceType,
      Tags: tagsOf(policy),
    }),
    ...inTemplateShape<LifecyclePolicyProperties>({ policyDetails: policy.policyDetails, resourceSelection: policy.resourceSelection }),
  };
}

/** The maps of tags that CloudFormation takes for a function. */
export function tagsTakenForFunctionsIn(policy: CfnLifecyclePolicy): TagsTakenForFunction[] {
  const { policyDetails, resourceSelection } = policy;
  return tagsTakenForFunctions({ policyDetails, resourceSelection, tags: tagsOf(policy) });
}

function tagsOf(policy: CfnLifecyclePolicy): object {
  return { ...policy.tags, ...policy.cdkTagManager.tagValues() };
}

/** The resources that say something about a lifecycle policy, by type. */
const LIFECYCLE_RESOURCES = {
  'AWS::ImageBuilder::LifecyclePolicy': 'policies',
  'AWS::ImageBuilder::ImageRecipe': 'recipes',
  'AWS::ImageBuilder::ContainerRecipe': 'recipes',
  'AWS::ImageBuilder::ImagePipeline': 'sources',
  'AWS::ImageBuilder::Image': 'sources',
  'AWS::RAM::ResourceShare': 'shares',
} as const satisfies Record<string, keyof LifecycleResources>;

/** The facts of an app about the images of its lifecycle policies. */
export class LifecycleIndex {
  /** The index of the app of a `LifecyclePolicy`. */
  public static for(policy: IConstruct): LifecycleIndex {
    return LifecycleIndex.all.for(policy);
  }

  private static readonly all = new AppIndexes(LIFECYCLE_POLICIES, constructs => new LifecycleIndex(constructs));

  private readonly recipes: Recipes;
  private readonly sources: readonly Source[];
  private readonly shares: readonly CfnResourceShare[];
  private readonly sourcesByEnvironment = new Map<string, readonly ImageSource[]>();
  private readonly recipeViews = new Map<Recipe, RecipeView>();
  private readonly sourceViews = new Map<Source, ImageSource>();
  private readonly namesakes = new Namesakes(normalisedName);
  private readonly nearNamesakes = new Namesakes(looselyNormalisedName);

  private constructor(constructs: readonly IConstruct[]) {
    const { policies, recipes, sources, shares } = lifecycleResourcesAmong(constructs);
    this.recipes = new Recipes(recipes);
    this.sources = sources;
    this.shares = shares;
    for (const policy of policies) {
      this.namesakes.add(policy);
      this.nearNamesakes.add(policy);
    }
  }

  /** The facts of the app around a policy, for its rules. */
  public viewFor(policy: CfnLifecyclePolicy): AppView {
    const namesake = this.namesakes.of(policy);
    return {
      account: known(Stack.of(policy).account),
      namesake,
      nearNamesake: namesake === undefined ? this.nearNamesakes.of(policy) : undefined,
      selectedRecipes: this.selectedRecipes(policy),
      sources: this.sourcesAround(policy),
      sharedNames: this.shares.flatMap(share => sharedNamesOf(share, Stack.of(policy))),
      isKnownRegion,
    };
  }

  private selectedRecipes(policy: CfnLifecyclePolicy): SelectedRecipe[] {
    const selection = known(policy.resourceSelection);
    return (known(selection?.recipes) ?? []).map(entry => {
      const recipe = known(entry);
      return recipe === undefined ? { candidates: [], isElsewhere: false } : this.selectedRecipe(recipe.name, known(recipe.semanticVersion), policy);
    });
  }

  private selectedRecipe(name: string, version: string | undefined, policy: CfnLifecyclePolicy): SelectedRecipe {
    if (Token.isUnresolved(name)) {
      const recipe = recipeBehind(name);
      return { candidates: recipe === undefined ? [] : [this.recipeView(recipe)], isElsewhere: false };
    }
    const views = this.recipes.withName(name, policy).map(recipe => this.recipeView(recipe));
    const ofType = views.filter(({ type }) => type === policy.resourceType);
    return {
      candidates: ofType.filter(view => mayMake(view.version, version)),
      // A recipe whose name only the deployment knows may be this one.
      isElsewhere: ofType.length === 0 && this.recipes.withName(undefined, policy).length === 0,
      otherType: ofType.length === 0 ? views[0] : undefined,
    };
  }

  private sourcesAround(policy: CfnLifecyclePolicy): readonly ImageSource[] {
    return memoised(this.sourcesByEnvironment, environmentOf(policy), environment => this.sources
      .filter(source => environmentOf(source) === environment)
      .map(source => this.sourceView(source)));
  }

  private recipeView(recipe: Recipe): RecipeView {
    return memoised(this.recipeViews, recipe, () => ({
      path: recipe.node.path,
      type: CfnContainerRecipe.isCfnContainerRecipe(recipe) ? 'CONTAINER_IMAGE' : 'AMI_IMAGE',
      version: known(recipe.version),
      amiTags: CfnContainerRecipe.isCfnContainerRecipe(recipe) ? new Map() : tagView(recipe.amiTags),
    }));
  }

  private sourceView(source: Source): ImageSource {
    return memoised(this.sourceViews, source, () => {
      const recipe = this.recipes.of(source);
      const distribution = distributionOf(source);
      const properties = templateProperties(source);
      return {
        path: source.node.path,
        recipe: recipe && this.recipeView(recipe),
        imageTags: tagView(CfnImage.isCfnImage(source) ? properties.Tags : properties.ImageTags),
        amiTags: distribution ? distributedTags(distribution) : new Map(),
        launchSharedBy: distribution && grantsLaunch(distribution) ? [distribution.node.path] : [],
        resourceSharedBy: this.shares
          .filter(share => known(share.resourceArns)?.some(arn => referenced(arn) === source))
          .map(share => share.node.path),
      };
    });
  }
}

interface LifecycleResources {
  readonly policies: CfnLifecyclePolicy[];
  readonly recipes: Recipe[];
  readonly sources: Source[];
  readonly shares: CfnResourceShare[];
}

function lifecycleResourcesAmong(constructs: readonly IConstruct[]): LifecycleResources {
  const resources: LifecycleResources = { policies: [], recipes: [], sources: [], shares: [] };
  for (const construct of constructs) {
    const type = resourceTypeOf(construct);
    if (type !== undefined && type in LIFECYCLE_RESOURCES) {
      (resources[LIFECYCLE_RESOURCES[type as keyof typeof LIFECYCLE_RESOURCES]] as IConstruct[]).push(construct);
    }
  }
  return resources;
}

/**
 * The policies of an app by name, where a name is taken in an account and Region; or, if these are not known, in a Stage.
 */
class Namesakes {
  private readonly byName = new Map<string, CfnLifecyclePolicy[]>();

  constructor(private readonly normalise: (name: string) => string) {}

  public add(policy: CfnLifecyclePolicy): void {
    const key = this.keyOf(policy);
    if (key !== undefined) {
      this.byName.set(key, [...this.byName.get(key) ?? [], policy]);
    }
  }

  /** The path of the namesake that a policy has to report: the later one reports the first, and reports for an L1 after it. */
  public of(policy: CfnLifecyclePolicy): string | undefined {
    const [first, ...later] = this.byName.get(this.keyOf(policy) ?? '') ?? [];
    if (policy !== first) {
      return first && shownPath(first);
    }
    return later.length === 0 || later.some(isOfConstruct) ? undefined : shownPath(later[0]);
  }

  private keyOf(policy: CfnLifecyclePolicy): string | undefined {
    const name = nameOf(policy);
    return name === undefined ? undefined : `${environmentOf(policy)}|${this.normalise(name)}`;
  }
}

/** Tells whether an L1 is that of a `LifecyclePolicy`. */
function isOfConstruct({ node: { scope } }: CfnLifecyclePolicy): boolean {
  return scope !== undefined && LIFECYCLE_POLICIES.isDeclaredBy(scope);
}

/** The path of what a user has written: of the construct around an L1, if it is of this library. */
export function shownPath(policy: CfnLifecyclePolicy): string {
  return (isOfConstruct(policy) ? policy.node.scope! : policy).node.path;
}

function grantsLaunch(distribution: CfnDistributionConfiguration): boolean {
  return amiDistributionsOf(distribution).some(ami => {
    const permission = field(ami, 'launchPermissionConfiguration');
    // A list behind a token may hold somebody.
    return Object.values(permission ?? {}).some(principals => known<unknown[]>(principals)?.length !== 0);
  });
}

function distributedTags(distribution: CfnDistributionConfiguration): TagView {
  // Of several, what one is known to set is set.
  const views = amiDistributionsOf(distribution).map(ami => tagView(field(ami, 'amiTags')));
  return new Map(views.flatMap(view => view === 'unknown' ? [] : [...view]));
}

function tagView(tags: unknown): TagView {
  if (tags === undefined) {
    return new Map();
  }
  const entries = known(tags as Resolvable<Record<string, string>>);
  return entries === undefined ? 'unknown' : new Map(Object.entries(entries).map(([key, value]) => [key, known(value)]));
}

function sharedNamesOf(share: CfnResourceShare, near: Stack): SharedName[] {
  return (known(share.resourceArns) ?? []).flatMap(arn => {
    const shared = readImageBuilderArn(arn);
    return shared?.resource === 'image' && !Token.isUnresolved(shared.name) && mayBe(shared.account, near.account) && mayBe(shared.region, near.region)
      ? [{ path: share.node.path, name: looselyNormalisedName(shared.name) }]
      : [];
  });
}
