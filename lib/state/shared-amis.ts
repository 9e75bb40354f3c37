import { Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { StateUpdate, UPDATES } from './app-index';
import { memoised } from '../model/collections';
import type { ImageStateUpdateSpec } from '../model/state/image-state-update-contract';
import { AppIndexes } from '../private/app-indexes';
import { readImageBuilderArn } from '../private/arns';
import { imageBehind } from '../private/recipes';
import { environmentOf } from '../private/references';
import { known } from '../private/resolvable';
import { GovernedSharePolicy, isGoverned, SHARES } from '../sharing/governed';

/** An AMI that a share policy names by itself, and who may launch from it, on the wire. */
interface SharedAmi {
  readonly Image: string;
  readonly Launch: readonly string[];
}

/**
 * The AMIs that the share policies of an app name by their ids, or by SSM parameters, looked up once per synthesis for all state updates.
 * Which build made one, only the deployment knows.
 */
class SharedAmis {
  public static readonly all = new AppIndexes((root: IConstruct) => new SharedAmis(root));

  /** The updates that ask. */
  public readonly askers: readonly StateUpdate[];

  private readonly shared = new Map<string, { readonly policy: GovernedSharePolicy; readonly image: string }[]>();

  private constructor(root: IConstruct) {
    const constructs = root.node.findAll();
    this.askers = constructs.filter((it): it is StateUpdate => UPDATES in it);
    for (const policy of constructs.filter(isGoverned)) {
      amisOf(policy).forEach(image => memoised(this.shared, environmentOf(policy), () => []).push({ policy, image }));
    }
  }

  /** What is shared in the environment of an update. What only another stack's deployment knows is left out. */
  public around(update: StateUpdate): SharedAmi[] {
    return (this.shared.get(environmentOf(update)) ?? []).flatMap(({ policy, image }) => {
      const isTold = (text: string) => Stack.of(policy) === Stack.of(update) || !Token.isUnresolved(text);
      const Launch = (known(policy[SHARES]().properties.Launch) ?? []).filter(it => typeof it === 'string').filter(isTold);
      return isTold(image) && Launch.length > 0 ? [{ Image: image, Launch }] : [];
    });
  }
}

/** What `sharedAmis` says when the template is written. */
export function sharedAmis(update: StateUpdate): ImageStateUpdateSpec['sharedAmis'] {
  return Lazy.any({ produce: () => SharedAmis.all.for(update).around(update) }, { omitEmptyArray: true }) as unknown as ImageStateUpdateSpec['sharedAmis'];
}

/** The images of a policy that are AMIs, as far as can be told: all that are no builds. */
export function amisOf(policy: GovernedSharePolicy): string[] {
  const images = (known(policy[SHARES]().properties.Images) ?? []).flatMap(entry => known(entry)?.Image ?? []);
  return images.filter(it => typeof it === 'string').filter(it => readImageBuilderArn(it) === undefined && imageBehind(it) === undefined);
}
