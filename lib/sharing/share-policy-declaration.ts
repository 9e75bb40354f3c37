import { Stack, Token } from 'aws-cdk-lib';
import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { IConstruct } from 'constructs';
import { ImageViews, keyOf } from './image-views';
import { grouped, memoised } from '../model/collections';
import type { ImageView, OtherSharePolicy, SharingAppView } from '../model/sharing/app-facts';
import type { SharedByOther } from '../model/sharing/image-share-policy-contract';
import { byId, idOf, isEveryone, keyOfKind, kindOf, PrincipalSpec } from '../model/sharing/principals';
import { inWordsOfTheConstruct, PrincipalListProperties, SharePolicyProperties } from '../model/sharing/properties';
import { forEachRight, inProperties, Right, RIGHT_NAMES } from '../model/sharing/rights';
import { IMAGE_SHARE_POLICY_RULES } from '../model/sharing/rules';
import { SharingIntent, SharingSubject, subjectOf } from '../model/sharing/share-policy-input';
import { AppIndexes, DeclarationKind, resourceTypeOf } from '../private/declarations';
import type { CrossStackUse } from '../private/handled-construct';
import { Recipe, Recipes } from '../private/recipes';
import { isKnownRegion } from '../private/references';
import { known, withUnknowns, Written } from '../private/tokens';
import { validateWith } from '../private/validation';

/** The declaration of a share policy, as the app has it. */
export type SharePolicyDeclaration = Written<SharePolicyInput>;

/** A declaration as its rules take it. */
interface SharePolicyInput {
  readonly properties: SharePolicyProperties;
  readonly intent: SharingIntent;
}

/** The share policies of this library. */
export const SHARE_POLICIES = new DeclarationKind<SharePolicyDeclaration>('ImageSharePolicy');

/** Makes a construct a share policy: its rules run when its app is synthesised, and those of other policies see it. */
export function declareSharePolicy(policy: IConstruct, declared: SharePolicyDeclaration, use?: CrossStackUse): void {
  SHARE_POLICIES.declare(policy, () => declared);
  validateWith<SharePolicyInput, SharingSubject>(policy, {
    rules: IMAGE_SHARE_POLICY_RULES,
    declared: () => withUnknowns({ ...declared, intent: withDocument(declared.intent, policy) }),
    inputOf: ({ properties, intent }, usedElsewhere) =>
      subjectOf(properties, intent, { ...SharingIndex.for(policy).viewFor(policy), usedElsewhere }),
    nameOf: inWordsOfTheConstruct,
    use,
  });
}

/** The intent with the policy of the images as the template has it: statements may have come to it since. */
function withDocument(intent: Written<SharingIntent>, scope: IConstruct): Written<SharingIntent> {
  const { buildFrom } = intent;
  return buildFrom?.document === undefined ? intent
    : { ...intent, buildFrom: { ...buildFrom, document: inPartition(Stack.of(scope).resolve(buildFrom.document)) } };
}

/** A document whose ARNs are of some partition: the CDK leaves that to the deployment, and no rule depends on it. */
function inPartition(part: unknown): unknown {
  if (Array.isArray(part)) {
    return part.map(inPartition);
  }
  if (typeof part !== 'object' || part === null) {
    return part;
  }
  const { Ref: ref, 'Fn::Join': join } = part as { 'Ref'?: unknown; 'Fn::Join'?: [string, unknown[]] };
  if (ref === 'AWS::Partition') {
    return 'aws';
  }
  const joined = join?.[1].map(inPartition);
  return joined?.every(text => typeof text === 'string') ? joined.join(join![0])
    : Object.fromEntries(Object.entries(part).map(([name, value]) => [name, inPartition(value)]));
}

/** The resources that say something about shared images, by type. */
const SHARING_RESOURCES = {
  'AWS::ImageBuilder::LifecyclePolicy': 'lifecyclePolicies',
  'AWS::ImageBuilder::ImageRecipe': 'recipes',
  'AWS::ImageBuilder::ContainerRecipe': 'recipes',
} as const satisfies Record<string, keyof SharingResources>;

/**
 * What an app says about its images, looked up once per synthesis for all its share policies.
 */
export class SharingIndex {
  /** The index of the app of a policy. */
  public static for(policy: IConstruct): SharingIndex {
    return SharingIndex.all.for(policy);
  }

  private static readonly all = new AppIndexes(SHARE_POLICIES, constructs => new SharingIndex(constructs));

  private readonly shared: ReadonlyMap<IConstruct, Shared>;

  /** The policies of each image, in the order of the app. */
  private readonly byImage: ReadonlyMap<string, readonly Shared[]>;

  private constructor(constructs: readonly IConstruct[]) {
    const { recipes, lifecyclePolicies } = sharingResourcesAmong(constructs);
    const views = new ImageViews(new Recipes(recipes), lifecyclePolicies);
    const all = SHARE_POLICIES.among(constructs).map(({ construct: policy, declared }, order): Shared => {
      const images = (known(declared.properties.Images) ?? []).map(entry => known(entry)).map(image => image && views.of(image, policy));
      return { policy, order, declared, images, grants: grantsOf(declared, Stack.of(policy)) };
    });
    this.shared = new Map(all.map(shared => [shared.policy, shared]));
    this.byImage = sharersOf(all);
  }

  /** The facts of the app around a policy, for its rules. */
  public viewFor(policy: IConstruct): SharingAppView {
    const own = this.shared.get(policy)!;
    const { account, region } = Stack.of(policy);
    return {
      account: known(account),
      region: known(region),
      images: own.images,
      isKnownRegion,
      others: [...this.othersOf(own)].filter(([other]) => other.order < own.order).map(([other, images]) => otherView(own, other, images)),
    };
  }

  /**
   * What other additive policies grant on the images of a policy, and the policy itself does not: whoever moves from one policy to
   * another in a deployment is not to lose anything.
   */
  public sharedByOthers(policy: IConstruct): SharedByOther[] {
    const own = this.shared.get(policy)!;
    const others = [...this.othersOf(own)].filter(([other]) => !takesUndeclared(other));
    return (known(own.declared.properties.Images) ?? []).flatMap((entry, index) => {
      const { Image: image, Region: region } = known(entry) ?? {};
      const sharers = others.filter(([, images]) => images.includes(index)).map(([other]) => other);
      const granted = forEachRight(right => [...byId(sharers.flatMap(other => grantedBesides(own, other, right))).values()]);
      const place = region === undefined ? {} : { region: region as string };
      return RIGHT_NAMES.every(right => granted[right].length === 0) ? [] : [{ image: image as string, ...place, ...granted }];
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

/** A policy, with what it shares looked up. */
interface Shared {
  readonly policy: IConstruct;
  readonly order: number;
  readonly declared: SharePolicyDeclaration;
  readonly images: readonly (ImageView | undefined)[];
  readonly grants: GrantsByRight;
}

/** The principals that have a right, by their identity in the app. */
type Grants = ReadonlyMap<string, { readonly path: string; readonly principal: PrincipalSpec }>;

/** The rights that EC2 keeps, and the right to build from the images. */
type GrantsByRight = Readonly<Record<Right | 'buildFrom', Grants>>;

interface SharingResources {
  readonly recipes: Recipe[];
  readonly lifecyclePolicies: CfnLifecyclePolicy[];
}

function sharingResourcesAmong(constructs: readonly IConstruct[]): SharingResources {
  const resources: SharingResources = { recipes: [], lifecyclePolicies: [] };
  for (const construct of constructs) {
    const type = resourceTypeOf(construct);
    if (type !== undefined && type in SHARING_RESOURCES) {
      (resources[SHARING_RESOURCES[type as keyof typeof SHARING_RESOURCES]] as IConstruct[]).push(construct);
    }
  }
  return resources;
}

function sharersOf(all: readonly Shared[]): ReadonlyMap<string, readonly Shared[]> {
  const pairs = all.flatMap(shared => [...new Set(shared.images.flatMap(image => image?.identity ?? []))].map(identity => ({ identity, shared })));
  return new Map([...grouped(pairs, ({ identity }) => identity)].map(([identity, of]) => [identity, of.map(({ shared }) => shared)]));
}

function grantsOf({ properties, intent: { buildFrom } }: SharePolicyDeclaration, stack: Stack): GrantsByRight {
  const granted = (list: string, principals: PrincipalList): Grants => new Map(principalsOf(principals).map(({ index, principal }) => [
    keyOf(idOf(principal), stack), { path: `${list}[${index}].${keyOfKind(kindOf(principal))}`, principal },
  ]));
  return {
    ...forEachRight(right => granted(inProperties(right), properties[inProperties(right)])),
    buildFrom: granted('BuildFrom.Principals', buildFrom?.via === 'RESOURCE_SHARE' ? buildFrom.principals : []),
  };
}

/** Principals as an app has them. */
type PrincipalList = Written<PrincipalListProperties> | undefined;

/** The principals of a list whose kinds are known, with their places in it. Their ids may be tokens. */
export function principalsOf(list: PrincipalList): { readonly index: number; readonly principal: PrincipalSpec }[] {
  return (known(list) ?? []).flatMap((entry, index) => {
    const principal = known(entry);
    return principal !== undefined && isWritten(principal) ? [{ index, principal }] : [];
  });
}

/** True if a principal is of one kind, and its id is a text. */
function isWritten(principal: object): principal is PrincipalSpec {
  return kindOf(principal) !== undefined && Object.values(principal).every(id => typeof id === 'string');
}

function otherView(own: Shared, other: Shared, images: readonly number[]): OtherSharePolicy {
  return {
    path: other.policy.node.path,
    images,
    sameGrants: (Object.keys(own.grants) as (keyof GrantsByRight)[]).flatMap(right => [...own.grants[right]]
      .flatMap(([key, { path }]) => (other.grants[right].has(key) ? [path] : []))),
    launch: [...other.grants.launch.values()].filter(({ principal }) => !isEveryone(principal)).map(({ principal }) => idOf(principal))
      .filter(id => known(id) !== undefined),
    isAuthoritative: takesUndeclared(other),
    hasImagePolicy: other.declared.intent.buildFrom?.via === 'IMAGE_POLICY',
  };
}

function takesUndeclared({ declared: { properties } }: Shared): boolean {
  return (known(properties.Mode) ?? 'ADDITIVE') !== 'ADDITIVE';
}

/** The principals to which another policy grants a right, and a policy itself does not. What only another stack's deployment knows is left out. */
function grantedBesides(own: Shared, other: Shared, right: Right): PrincipalSpec[] {
  const isSameStack = Stack.of(own.policy) === Stack.of(other.policy);
  return [...other.grants[right]]
    .filter(([key, { principal }]) => !own.grants[right].has(key) && (isSameStack || !Token.isUnresolved(idOf(principal))))
    .map(([, { principal }]) => principal);
}
