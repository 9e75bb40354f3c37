import { Stack, Token } from 'aws-cdk-lib';
import { Dependable, IConstruct, IDependable } from 'constructs';
import { STATE_UPDATES } from './state-update-declaration';
import { memoised } from '../model/collections';
import { readImageBuilderArn } from '../model/images/image-names';
import { idOf } from '../model/sharing/principals';
import type { SharedAmi } from '../model/state/image-state-update-contract';
import { AppIndexes, Declaration } from '../private/declarations';
import { imageBehind } from '../private/recipes';
import { environmentOf } from '../private/references';
import { known, Resolvable } from '../private/tokens';
import { principalsOf, SHARE_POLICIES, SharePolicyDeclaration } from '../sharing/share-policy-declaration';

/**
 * The AMIs that the share policies of an app name by their ids, or by SSM parameters. Which build made one, only the deployment knows.
 */
class SharedAmisIndex {
  public static readonly all = new AppIndexes(STATE_UPDATES, constructs => new SharedAmisIndex(constructs));

  private readonly shared = new Map<string, { readonly policy: Declaration<SharePolicyDeclaration>; readonly image: string }[]>();

  private constructor(constructs: readonly IConstruct[]) {
    for (const policy of SHARE_POLICIES.among(constructs)) {
      amisOf(policy.declared).forEach(image => memoised(this.shared, environmentOf(policy.construct), () => []).push({ policy, image }));
    }
  }

  /** The shares in the environment of an update. What only another stack's deployment knows is left out. */
  public around(update: IConstruct): SharedAmi[] {
    return (this.shared.get(environmentOf(update)) ?? []).flatMap(({ policy: { construct, declared }, image }) => {
      const isTold = (text: string) => Stack.of(construct) === Stack.of(update) || !Token.isUnresolved(text);
      const launch = principalsOf(declared.properties.Launch).map(({ principal }) => principal).filter(principal => isTold(idOf(principal)));
      return isTold(image) && launch.length > 0 ? [{ image, launch }] : [];
    });
  }
}

/** The AMIs that share policies around an update share, of which some may be those of its image. */
export function sharedAmisAround(update: IConstruct): SharedAmi[] {
  return SharedAmisIndex.all.for(update).around(update);
}

/**
 * The share policies of the stack that share the image of an update, or may share an AMI of it, whenever they are made: an update comes
 * after them, and goes before them. So what a removal gives back to whom they declare, they can take away again when they go as well.
 */
export function sharePoliciesOf(update: IConstruct): IDependable {
  const policies: IDependable = {};
  Dependable.implement(policies, {
    get dependencyRoots() {
      const image = STATE_UPDATES.of(update)?.Image;
      return SHARE_POLICIES.among(Stack.of(update).node.findAll())
        .filter(({ construct: policy, declared }) => Stack.of(policy) === Stack.of(update)
          && (sharedImagesOf(declared).some(shared => isSame(shared, image, update)) || amisOf(declared).length > 0) && !comesAfter(policy, update))
        .map(({ construct }) => construct);
    },
  });
  return policies;
}

/** The images of a policy that are AMIs, as far as can be told: all that are no builds. */
function amisOf(policy: SharePolicyDeclaration): string[] {
  return sharedImagesOf(policy).filter(image => typeof image === 'string')
    .filter(image => readImageBuilderArn(image) === undefined && imageBehind(image) === undefined);
}

function sharedImagesOf({ properties }: SharePolicyDeclaration): Resolvable<string>[] {
  return (known(properties.Images) ?? []).flatMap(entry => known(entry)?.Image ?? []);
}

/** Tells whether two texts name the same image, an L1 of the app by whichever of its attributes. */
function isSame(one: Resolvable<string> | undefined, other: Resolvable<string> | undefined, scope: IConstruct): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') {
    return false;
  }
  const made = imageBehind(one);
  const same = imageBehind(other);
  const inTemplate = (image: string) => JSON.stringify(Stack.of(scope).resolve(image));
  return made !== undefined && same !== undefined ? made === same : inTemplate(one) === inTemplate(other);
}

/** Tells whether the app itself has a policy come after an update: then nothing can turn that round. */
function comesAfter(policy: IConstruct, update: IConstruct): boolean {
  return policy.node.findAll().some(({ node }) => node.dependencies.some(other => other === update || other.node.scopes.includes(update)));
}
