import { CfnElement, CfnResource, Reference, Stack, Stage, Token, Tokenization } from 'aws-cdk-lib';
import {
  CfnContainerRecipe, CfnDistributionConfiguration, CfnImage, CfnImagePipeline, CfnImageRecipe, CfnLifecyclePolicy,
} from 'aws-cdk-lib/aws-imagebuilder';
import type { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import type { IConstruct } from 'constructs';
import type { AppView, ImageSource, RecipeView, SelectedRecipe, SharedName, TagView } from './app-view';
import { readImageBuilderArn } from './arns';
import { looselyNormalisedName, normalisedName } from './names';
import type { TagMap } from './properties';
import { mayMake } from './versions';
import { known, Resolvable } from '../private/resolvable';

type Recipe = CfnImageRecipe | CfnContainerRecipe;
type Source = CfnImagePipeline | CfnImage;

/** The resources that say something about a lifecycle policy, by type. */
const INDEXED = {
  'AWS::ImageBuilder::LifecyclePolicy': 'policies',
  'AWS::ImageBuilder::ImageRecipe': 'recipes',
  'AWS::ImageBuilder::ContainerRecipe': 'recipes',
  'AWS::ImageBuilder::ImagePipeline': 'sources',
  'AWS::ImageBuilder::Image': 'sources',
  'AWS::RAM::ResourceShare': 'shares',
} as const satisfies Record<string, string>;

/**
 * What an app says about its images, looked up once per synthesis for all its lifecycle policies.
 */
export class AppIndex {
  /**
   * The index of the app of a policy. A policy that asks again starts another synthesis, and the app is looked at anew.
   */
  public static forPolicy(policy: CfnLifecyclePolicy): AppIndex {
    const root = policy.node.root;
    let index = AppIndex.current.get(root);
    if (index === undefined || !index.toAsk.delete(policy)) {
      index = new AppIndex(root);
      index.toAsk.delete(policy);
      AppIndex.current.set(root, index);
    }
    return index;
  }

  private static readonly current = new WeakMap<IConstruct, AppIndex>();

  /** The policies that have not asked yet in this synthesis. */
  private readonly toAsk: Set<CfnLifecyclePolicy>;

  private readonly policies: CfnLifecyclePolicy[] = [];
  private readonly recipes: Recipe[] = [];
  private readonly sources: Source[] = [];
  private readonly shares: CfnResourceShare[] = [];

  /** By where they are and how they are called. */
  private readonly recipesByName: ReadonlyMap<string, readonly Recipe[]>;
  private readonly sourcesByEnvironment = new Map<string, readonly ImageSource[]>();
  private readonly recipeViews = new Map<Recipe, RecipeView>();
  private readonly sourceViews = new Map<Source, ImageSource>();
  private readonly namesakes = new Namesakes(normalisedName);
  private readonly nearNamesakes = new Namesakes(looselyNormalisedName);

  private constructor(root: IConstruct) {
    this.collect(root);
    this.recipesByName = grouped(this.recipes, recipe => placeOf(recipe, nameOf(recipe)));
    this.toAsk = new Set(this.policies);
    for (const policy of this.policies) {
      this.namesakes.add(policy);
      this.nearNamesakes.add(policy);
    }
  }

  /** What the rules may know of the app around a policy. */
  public viewFor(policy: CfnLifecyclePolicy): AppView {
    const namesake = this.namesakes.of(policy);
    return {
      account: known(Stack.of(policy).account),
      namesake,
      nearNamesake: namesake === undefined ? this.nearNamesakes.of(policy) : undefined,
      selectedRecipes: this.selectedRecipes(policy),
      sources: this.sourcesAround(policy),
      sharedNames: this.shares.flatMap(share => sharedNamesOf(share, Stack.of(policy))),
    };
  }

  private collect(construct: IConstruct): void {
    const type = CfnResource.isCfnResource(construct) ? construct.cfnResourceType : undefined;
    if (type !== undefined && type in INDEXED) {
      (this[INDEXED[type as keyof typeof INDEXED]] as unknown[]).push(construct);
    }
    for (const child of construct.node.children) {
      this.collect(child);
    }
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
    const views = this.recipesWithName(name, policy).map(recipe => this.recipeView(recipe));
    const ofType = views.filter(({ type }) => type === policy.resourceType);
    return {
      candidates: ofType.filter(view => mayMake(view.version, version)),
      // A recipe whose name only the deployment knows may be this one.
      isElsewhere: ofType.length === 0 && this.recipesWithName(undefined, policy).length === 0,
      otherType: ofType.length === 0 ? views[0] : undefined,
    };
  }

  /** The recipes of a name where a construct is, or those whose names only the deployment knows. */
  private recipesWithName(name: string | undefined, near: IConstruct): readonly Recipe[] {
    return this.recipesByName.get(placeOf(near, name)) ?? [];
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
      const recipeArn = source.imageRecipeArn ?? source.containerRecipeArn;
      const recipe = recipeArn === undefined ? undefined : this.recipeOfArn(recipeArn, source);
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

  private recipeOfArn(arn: string, source: Source): Recipe | undefined {
    const { name, version } = readImageBuilderArn(arn) ?? {};
    return name === undefined
      ? recipeBehind(arn)
      : this.recipesWithName(name, source).find(recipe => mayMake(known(recipe.version), version));
  }
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
    return later.length === 0 || later.some(isGoverned) ? undefined : shownPath(later[0]);
  }

  private keyOf(policy: CfnLifecyclePolicy): string | undefined {
    const name = nameOf(policy);
    return name === undefined ? undefined : `${environmentOf(policy)}|${this.normalise(name)}`;
  }
}

/** Marks the constructs of this library that validate the L1 below them. */
export const GOVERNS = Symbol.for('cdk-image-governance.LifecyclePolicy');

function isGoverned(policy: CfnLifecyclePolicy): boolean {
  return policy.node.scope !== undefined && GOVERNS in policy.node.scope;
}

/** The path of what a user has written: of the construct around an L1, if it is of this library. */
function shownPath(policy: CfnLifecyclePolicy): string {
  return (isGoverned(policy) ? policy.node.scope! : policy).node.path;
}

/** Where a name is taken: an account and Region; or, if these are not known, a Stage. */
function environmentOf(construct: IConstruct): string {
  const stack = Stack.of(construct);
  const isConcrete = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  return `${isConcrete ? '' : Stage.of(construct)?.node.addr}|${stack.environment}`;
}

/** Where and how something is called, in the words of `environmentOf`. */
function placeOf(construct: IConstruct, name: string | undefined): string {
  return `${environmentOf(construct)}|${name === undefined ? '' : looselyNormalisedName(name)}`;
}

/** The name as the template has it: other libraries generate names only when it is written. `undefined` if only the deployment knows it. */
function nameOf(resource: Recipe | CfnLifecyclePolicy): string | undefined {
  const name = resolved(resource, resource.name);
  return typeof name === 'string' ? name : undefined;
}

/** A value as its template will have it. Only what is a token needs the look. */
function resolved(scope: IConstruct, value: unknown): unknown {
  return Token.isUnresolved(value) ? known<unknown>(Stack.of(scope).resolve(value)) : value;
}

/** The construct that a text behind a token refers to. */
function referenced(text: string): IConstruct | undefined {
  return Tokenization.reverseString(text).tokens.find(token => Reference.isReference(token))?.target;
}

/**
 * The recipe of this app that a name or an ARN behind a token refers to.
 */
export function recipeBehind(text: string): Recipe | undefined {
  const target = referenced(text);
  return CfnImageRecipe.isCfnImageRecipe(target) || CfnContainerRecipe.isCfnContainerRecipe(target) ? target : undefined;
}

function distributionOf(source: Source): CfnDistributionConfiguration | undefined {
  const target = source.distributionConfigurationArn === undefined ? undefined : referenced(source.distributionConfigurationArn);
  return CfnDistributionConfiguration.isCfnDistributionConfiguration(target) ? target : undefined;
}

function amiDistributionsOf(distribution: CfnDistributionConfiguration): Record<string, unknown>[] {
  // They may be a Lazy, as those of the alpha library are.
  const distributions = resolved(distribution, distribution.distributions) as Record<string, unknown>[] | undefined;
  return (distributions ?? []).flatMap(entry => {
    const ami = known(field(known(entry) ?? {}, 'amiDistributionConfiguration')) as Record<string, unknown> | undefined;
    return ami === undefined ? [] : [ami];
  });
}

/** A field of a property that the L1 takes as written, in either spelling. */
function field(structure: Record<string, unknown>, name: string): unknown {
  return structure[name] ?? structure[name[0].toUpperCase() + name.slice(1)];
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
  const entries = known(tags as Resolvable<TagMap>);
  return entries === undefined ? 'unknown' : new Map(Object.entries(entries).map(([key, value]) => [key, known(value)]));
}

/** The properties of a resource as its template has them, with what the L1 of an older core can only take as an override. */
function templateProperties(resource: CfnElement): Record<string, unknown> {
  const { Resources: resources } = Stack.of(resource).resolve(resource._toCloudFormation());
  return (Object.values(resources)[0] as { Properties?: Record<string, unknown> }).Properties ?? {};
}

function sharedNamesOf(share: CfnResourceShare, near: Stack): SharedName[] {
  return (known(share.resourceArns) ?? []).flatMap(arn => {
    const shared = readImageBuilderArn(arn);
    return shared?.resource === 'image' && !Token.isUnresolved(shared.name) && mayBe(shared.account, near.account) && mayBe(shared.region, near.region)
      ? [{ path: share.node.path, name: looselyNormalisedName(shared.name) }]
      : [];
  });
}

/** Whether two texts are equal, or one is not known. */
function mayBe(one: string, other: string): boolean {
  return one === other || Token.isUnresolved(one) || Token.isUnresolved(other);
}

function memoised<K, V>(map: Map<K, V>, key: K, make: (key: K) => V): V {
  if (!map.has(key)) {
    map.set(key, make(key));
  }
  return map.get(key)!;
}

function grouped<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    memoised(groups, keyOf(value), () => []).push(value);
  }
  return groups;
}
