import { list } from './template';
import type { Call } from '../../../../test/local-aws/server';

/** What of the input of calls says what becomes of images. */
interface LifecycleInput {
  readonly name?: string;
  readonly lifecyclePolicyArn?: string;
  readonly resourceType?: string;
  readonly policyDetails?: readonly {
    readonly action: { readonly type: string };
    readonly filter: { readonly type: string; readonly value: number; readonly unit?: string };
  }[];
  readonly resourceSelection?: {
    readonly recipes?: readonly { readonly name: string; readonly semanticVersion: string }[];
    readonly tagMap?: Readonly<Record<string, string>>;
  };
}

/** A call of a service, in the service's own words. */
export function callInWords({ operation, input, error }: Pick<Call, 'operation' | 'input' | 'error'>): string {
  const { name, lifecyclePolicyArn: arn, resourceType, policyDetails = [], resourceSelection } = input as LifecycleInput;
  const selected = [
    ...(resourceSelection?.recipes ?? []).map(recipe => `the recipe ${recipe.name} ${recipe.semanticVersion}`),
    ...Object.entries(resourceSelection?.tagMap ?? {}).map(([key, value]) => `the tag ${key}=${value}`),
  ];
  const rules = policyDetails.map(({ action, filter: { type, value, unit } }) => (
    `${action.type} ${type === 'AGE' ? `after ${value} ${unit}` : `beyond ${value}`}`
  ));
  return [operation, ...name ?? arn ? [(name ?? arn!).split('/').pop()] : []].join(' ')
    + (resourceType ? `: ${resourceType} by ${list(selected)}, ${list(rules)}` : '')
    + (error === undefined ? '' : `. Refused with ${error}`);
}
