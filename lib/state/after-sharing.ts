import { Stack } from 'aws-cdk-lib';
import { Dependable, IConstruct, IDependable } from 'constructs';
import { StateUpdate, UPDATES } from './app-index';
import { amisOf } from './shared-amis';
import { imageBehind } from '../private/recipes';
import { known, Resolvable } from '../private/resolvable';
import { GovernedSharePolicy, isGoverned, SHARES } from '../sharing/governed';

/**
 * The share policies of the stack that share the image of an update, or may share an AMI of it, whenever they are made: an update comes
 * after them, and goes before them. So what a removal gives back to whom they declare, they can take away again when they go as well.
 */
export function sharePoliciesOf(update: StateUpdate): IDependable {
  const policies: IDependable = {};
  Dependable.implement(policies, {
    get dependencyRoots() {
      const { Image } = update[UPDATES]();
      return Stack.of(update).node.findAll().filter(isGoverned).filter(policy => Stack.of(policy) === Stack.of(update)
        && (imagesOf(policy).some(it => isSame(it, Image, update)) || amisOf(policy).length > 0) && !comesAfter(policy, update));
    },
  });
  return policies;
}

function imagesOf(policy: GovernedSharePolicy): Resolvable<string>[] {
  return (known(policy[SHARES]().properties.Images) ?? []).flatMap(entry => known(entry)?.Image ?? []);
}

/** Whether two texts name the same image, an L1 of the app by whichever of its attributes. */
function isSame(one: Resolvable<string> | undefined, other: Resolvable<string> | undefined, scope: IConstruct): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') {
    return false;
  }
  const [made, same] = [imageBehind(one), imageBehind(other)];
  const inTemplate = (image: string) => JSON.stringify(Stack.of(scope).resolve(image));
  return made !== undefined && same !== undefined ? made === same : inTemplate(one) === inTemplate(other);
}

/** Whether the app itself has a policy come after an update: then nothing can turn that round. */
function comesAfter(policy: IConstruct, update: IConstruct): boolean {
  return policy.node.findAll().some(({ node }) => node.dependencies.some(it => it === update || it.node.scopes.includes(update)));
}
