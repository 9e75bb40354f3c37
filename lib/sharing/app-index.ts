import { Lazy, Stack, Token } from 'aws-cdk-lib';
import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { IConstruct } from 'constructs';
import { DeclaredShares, GovernedSharePolicy, isGoverned, SHARES } from './governed';
import { ImageViews, keyOf } from './image-views';
import { grouped, memoised } from '../model/collections';
import { EVERYONE } from '../model/images/image-forms';
import type { ImageView, OtherSharePolicy, SharingAppView } from '../model/sharing/app-facts';
import type { ImageSharePolicySpec, SharedByOther } from '../model/sharing/image-share-policy-contract';
import { AppIndexes, resourceTypeOf } from '../private/app-indexes';
import { Recipe, Recipes } from '../private/recipes';
import { known, Resolvable } from '../private/resolvable';

/** The resources that say something about shared images, by type. */
const INDEXED = {
  'AWS::ImageBuilder::LifecyclePolicy': 'lifecyclePolicies',
  'AWS::ImageBuilder::ImageRecipe': 'recipes',
  'AWS::ImageBuilder::ContainerRecipe': 'recipes',
} as const satisfies Record<string, keyof Collected>;

/**
 * What an app says about its images, looked up once per synthesis for all its share policies.
 */
export class SharingIndex {
  /**
   * The index of the app of a policy. A policy that asks again starts another synthesis, and the app is looked at anew.
   */
  public static forPolicy(policy: GovernedSharePolicy): SharingIndex {
    return SharingIndex.all.for(policy);
  }

  private static readonly all = new AppIndexes((root: IConstruct) => new SharingIndex(root));

  /** The policies that ask. */
  public readonly askers: readonly GovernedSharePolicy[];

  private readonly shared: ReadonlyMap<IConstruct, Shared>;

  /** The policies of each image, in the order of the app. */
  private readonly byImage: ReadonlyMap<string, readonly Shared[]>;

  private constructor(root: IConstruct) {
    const { sharePolicies, recipes, lifecyclePolicies } = collect(root);
    const views = new ImageViews(new Recipes(recipes), lifecyclePolicies);
    const all = sharePolicies.map((policy, order): Shared => {
      const declared = policy[SHARES]();
      const images = (known(declared.properties.Images) ?? []).map(entry => known(entry)).map(it => it && views.of(it, policy));
      return { policy, order, declared, images, grants: grantsOf(declared, Stack.of(policy)) };
    });
    this.askers = sharePolicies;
    this.shared = new Map(all.map(it => [it.policy, it]));
    this.byImage = sharersOf(all);
  }

  /** What the rules may know of the app around a policy. */
  public viewFor(policy: GovernedSharePolicy): SharingAppView {
    const own = this.shared.get(policy)!;
    const { account, region } = Stack.of(policy);
    return {
      account: known(account),
      region: known(region),
      images: own.images,
      others: [...this.othersOf(own)].filter(([other]) => other.order < own.order).map(([other, images]) => otherView(own, other, images)),
    };
  }

  /**
   * What other additive policies grant on the images of a policy, and the policy itself does not: whoever moves from one policy to
   * another in a deployment is not to lose anything.
   */
  public sharedByOthers(policy: GovernedSharePolicy): SharedByOther[] {
    const own = this.shared.get(policy)!;
    const others = [...this.othersOf(own)].filter(([other]) => !isAuthoritative(other));
    return (known(own.declared.properties.Images) ?? []).flatMap((entry, index) => {
      const { Image: image, Region: region } = known(entry) ?? {};
      const sharers = others.filter(([, images]) => images.includes(index)).map(([other]) => other);
      const [launch, copy] = (['Launch', 'Copy'] as const).map(right => [...new Set(sharers.flatMap(other => grantedBesides(own, other, right)))]);
      const place = region === undefined ? {} : { region: region as string };
      return launch.length + copy.length === 0 ? [] : [{ image: image as string, ...place, launch, copy }];
    });
  }

  /** The other policies that share images of a policy, with the numbers of these. */
  private othersOf(own: Shared): Map<Shared, number[]> {
    const others = new Map<Shared, number[]>();
    own.images.forEach((image, index) => {
      for (const other of image === undefined ? [] : this.byImage.get(image.identity)!) {
        if (other !== own) {
          memoised(others, other, () => []).push(index);
        }
      }
    });
    return new Map([...others].sort(([one], [two]) => one.order - two.order));
  }
}

/** What `sharedByOthers` says when the template is written, on the wire. */
export function sharedByOthers(policy: GovernedSharePolicy): ImageSharePolicySpec['sharedByOthers'] {
  return Lazy.any({
    produce: () => SharingIndex.forPolicy(policy).sharedByOthers(policy)
      .map(({ image: Image, region: Region, launch: Launch, copy: Copy }) => ({ Image, Region, Launch, Copy })),
  }, { omitEmptyArray: true }) as unknown as ImageSharePolicySpec['sharedByOthers'];
}

/** A policy, with what it shares looked up. */
interface Shared {
  readonly policy: GovernedSharePolicy;
  readonly order: number;
  readonly declared: DeclaredShares;
  readonly images: readonly (ImageView | undefined)[];
  readonly grants: Grants;
}

type Right = 'Launch' | 'Copy' | 'BuildFrom.Principals';

/** Those who have a right, by what tells them from others. */
type Grants = Readonly<Record<Right, ReadonlyMap<string, { readonly path: string; readonly value: string }>>>;

interface Collected {
  readonly sharePolicies: GovernedSharePolicy[];
  readonly recipes: Recipe[];
  readonly lifecyclePolicies: CfnLifecyclePolicy[];
}

function collect(root: IConstruct): Collected {
  const collected: Collected = { sharePolicies: [], recipes: [], lifecyclePolicies: [] };
  for (const construct of root.node.findAll()) {
    const type = resourceTypeOf(construct);
    if (type !== undefined && type in INDEXED) {
      (collected[INDEXED[type as keyof typeof INDEXED]] as IConstruct[]).push(construct);
    } else if (isGoverned(construct)) {
      collected.sharePolicies.push(construct);
    }
  }
  return collected;
}

function sharersOf(all: readonly Shared[]): ReadonlyMap<string, readonly Shared[]> {
  const pairs = all.flatMap(shared => [...new Set(shared.images.flatMap(image => image?.identity ?? []))].map(identity => ({ identity, shared })));
  return new Map([...grouped(pairs, ({ identity }) => identity)].map(([identity, of]) => [identity, of.map(({ shared }) => shared)]));
}

function grantsOf({ properties, intent: { buildFrom } }: DeclaredShares, stack: Stack): Grants {
  const granted = (path: Right, list: Resolvable<readonly Resolvable<string>[]> | undefined) => new Map((known(list) ?? [])
    .flatMap((value, index) => (typeof value === 'string' ? [[keyOf(value, stack), { path: `${path}[${index}]`, value }] as const] : [])));
  return {
    'Launch': granted('Launch', properties.Launch),
    'Copy': granted('Copy', properties.Copy),
    'BuildFrom.Principals': granted('BuildFrom.Principals', buildFrom?.via === 'RESOURCE_SHARE' ? buildFrom.principals : []),
  };
}

function otherView(own: Shared, other: Shared, images: readonly number[]): OtherSharePolicy {
  return {
    path: other.policy.node.path,
    images,
    sameGrants: (Object.keys(own.grants) as Right[]).flatMap(right => [...own.grants[right]]
      .flatMap(([key, { path }]) => (other.grants[right].has(key) ? [path] : []))),
    launch: [...other.grants.Launch.values()].map(({ value }) => value).filter(value => known(value) !== undefined && value !== EVERYONE),
    isAuthoritative: isAuthoritative(other),
    hasImagePolicy: other.declared.intent.buildFrom?.via === 'IMAGE_POLICY',
  };
}

function isAuthoritative({ declared: { properties } }: Shared): boolean {
  return (known(properties.Mode) ?? 'ADDITIVE') !== 'ADDITIVE';
}

/** Whom another policy grants a right, and a policy itself does not. What only another stack's deployment knows is left out. */
function grantedBesides(own: Shared, other: Shared, right: 'Launch' | 'Copy'): string[] {
  const isSameStack = Stack.of(own.policy) === Stack.of(other.policy);
  return [...other.grants[right]]
    .filter(([key, { value }]) => !own.grants[right].has(key) && (isSameStack || !Token.isUnresolved(value)))
    .map(([, { value }]) => value);
}
