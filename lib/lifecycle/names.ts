import { Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ResourceType } from '../model/lifecycle/input';
import { LIMITS } from '../model/lifecycle/limits';

/**
 * A name for a policy that has none. It holds the resource type, which cannot change after creation:
 * a policy that governs something else is so another policy, and CloudFormation replaces it.
 */
export function generatedName(scope: IConstruct, resourceType: ResourceType): string {
  const suffix = resourceType === 'AMI_IMAGE' ? '-ami-image' : '-container-image';
  const prefix = Names.uniqueResourceName(scope, { maxLength: LIMITS.name.max - suffix.length, separator: '-', allowedSpecialCharacters: '-' });
  return (prefix + suffix).toLowerCase();
}
