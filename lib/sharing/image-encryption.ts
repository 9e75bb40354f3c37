import type { CfnDistributionConfiguration, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import type { ImageEncryption } from '../model/sharing/app-facts';
import { amiDistributionsOf } from '../private/recipes';
import { field, referenced, resolved } from '../private/references';
import { known } from '../private/tokens';

/** The alias of the key that AWS manages for EBS. No other key can have an alias that begins so. */
const AWS_MANAGED = 'alias/aws/ebs';

/** Where what is known of an image is written. `unknown` is a distribution that is not of the app. */
export interface Origin {
  readonly recipe?: CfnImageRecipe;
  readonly distribution?: CfnDistributionConfiguration | 'unknown';
}

/**
 * How the AMIs of an image are known to be encrypted. A distribution encrypts with its own key what the recipe has encrypted with another.
 */
export function encryptionBy({ recipe, distribution }: Origin): ImageEncryption | undefined {
  const byRecipe = recipe && inRecipe(recipe);
  if (distribution === 'unknown') {
    // With which key is not known then, but nothing takes an encryption away.
    return byRecipe?.key === 'AWS-managed key' ? { ...byRecipe, key: 'unknown key' } : byRecipe;
  }
  const byDistribution = distribution && inDistribution(distribution);
  return worst([byDistribution?.encryption, byDistribution?.isComplete ? undefined : byRecipe]);
}

function inRecipe(recipe: CfnImageRecipe): ImageEncryption | undefined {
  const mappings = known(resolved(recipe, recipe.blockDeviceMappings)) as unknown[] | undefined;
  return worst((mappings ?? []).map(mapping => {
    const ebs = known(field(part(mapping), 'ebs'));
    return encryptionIn(recipe, field(part(ebs), 'kmsKeyId')) ?? (field(part(ebs), 'encrypted') === true ? { key: 'unknown key', saidBy: recipe.node.path } : undefined);
  }));
}

function inDistribution(distribution: CfnDistributionConfiguration): { encryption?: ImageEncryption; isComplete: boolean } {
  const keys = amiDistributionsOf(distribution).map(ami => field(ami, 'kmsKeyId'));
  return {
    encryption: worst(keys.map(key => encryptionIn(distribution, key))),
    isComplete: keys.length > 0 && keys.every(key => key !== undefined),
  };
}

/** The encryption by a key, where a recipe or distribution names it. A key that only the deployment knows may be none, unless it is a key of this app. */
function encryptionIn(construct: IConstruct, key: unknown): ImageEncryption | undefined {
  const saidBy = construct.node.path;
  if (typeof key !== 'string' || key === '') {
    return undefined;
  }
  if (key.endsWith(AWS_MANAGED)) {
    return { key: 'AWS-managed key', saidBy, value: AWS_MANAGED };
  }
  const target = referenced(key);
  const isKey = known(key) !== undefined || CfnKey.isCfnKey(target) || CfnAlias.isCfnAlias(target);
  return isKey ? { key: 'customer managed key', saidBy, value: known(key) } : undefined;
}

/** The encryption that keeps an image from being shared most. */
function worst(encryptions: readonly (ImageEncryption | undefined)[]): ImageEncryption | undefined {
  const found = encryptions.flatMap(encryption => encryption ?? []);
  return found.find(({ key }) => key === 'AWS-managed key') ?? found.find(({ key }) => key === 'unknown key') ?? found[0];
}

function part(structure: unknown): Record<string, unknown> {
  return (known(structure) ?? {}) as Record<string, unknown>;
}
