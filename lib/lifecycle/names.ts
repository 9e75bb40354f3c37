import { Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { LIMITS } from './limits';
import type { ResourceType } from './subject';

/**
 * The form in which Image Builder compares names: without capitals, and with spaces and underscores alike.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html
 */
export function normalisedName(name: string): string {
  return name.toLowerCase().replace(/ /g, '_');
}

/**
 * As `normalisedName`, with hyphens alike as well. Whether Image Builder tells them apart is not documented.
 */
export function looselyNormalisedName(name: string): string {
  return normalisedName(name).replace(/_/g, '-');
}

/**
 * Whether a name stands in the ARN as it is. Of any other name it is not documented how the ARN spells it.
 */
export function isOwnNormalisedForm(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name);
}

/**
 * A name for a policy that has none. It holds the resource type, which cannot change after creation:
 * a policy that governs something else is so another policy, and CloudFormation replaces it.
 */
export function generatedName(scope: IConstruct, resourceType: ResourceType): string {
  const suffix = resourceType === 'AMI_IMAGE' ? '-ami-image' : '-container-image';
  const prefix = Names.uniqueResourceName(scope, { maxLength: LIMITS.name.max - suffix.length, separator: '-', allowedSpecialCharacters: '-' });
  return (prefix + suffix).toLowerCase();
}
