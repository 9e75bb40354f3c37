import { principalInWords } from './images';
import { list } from './template';
import type { Call } from '../../../../test/local-aws/server';

/** What of the input of calls says what becomes of images. */
interface Input {
  readonly name?: string;
  readonly Name?: string;
  readonly StackName?: string;
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
  readonly ImageId?: string;
  readonly Filters?: readonly { readonly Values: readonly string[] }[];
  readonly LaunchPermission?: { readonly Add?: readonly object[]; readonly Remove?: readonly object[] };
  readonly Attribute?: string;
  readonly Description?: { readonly Value: string };
  readonly Resources?: readonly string[];
  readonly Tags?: readonly { readonly Key: string }[];
}

/** A call of a service, in the service's own words. */
export function callInWords({ operation, input, error }: Pick<Call, 'operation' | 'input' | 'error'>): string {
  const details = [...policyInWords(input), ...attributesInWords(input)];
  return [operation, subjectOf(input)].join(' ').trimEnd()
    + (details.length > 0 ? `: ${details.join(', ')}` : '')
    + (error === undefined ? '' : `. Refused with ${error}`);
}

/** What a call is about. */
function subjectOf(input: Input): string {
  const policy = (input.name ?? input.lifecyclePolicyArn)?.split('/').pop();
  const stack = input.StackName?.split('/')[1];
  const images = input.Resources ?? input.Filters?.flatMap(({ Values: values }) => values) ?? [];
  return policy ?? stack ?? input.Name ?? input.ImageId ?? list(images);
}

function policyInWords({ resourceType, policyDetails = [], resourceSelection }: Input): string[] {
  const selected = [
    ...(resourceSelection?.recipes ?? []).map(recipe => `the recipe ${recipe.name} ${recipe.semanticVersion}`),
    ...Object.entries(resourceSelection?.tagMap ?? {}).map(([key, value]) => `the tag ${key}=${value}`),
  ];
  const rules = policyDetails.map(({ action, filter: { type, value, unit } }) => (
    `${action.type} ${type === 'AGE' ? `after ${value} ${unit}` : `beyond ${value}`}`
  ));
  return resourceType ? [`${resourceType} by ${list(selected)}`, list(rules)] : [];
}

function attributesInWords({ Attribute: read, LaunchPermission: permission, Description: description, Tags: tags }: Input): string[] {
  const { Add = [], Remove = [] } = permission ?? {};
  const named = (permissions: readonly object[]) => list(permissions.flatMap(it => Object.values(it)).map(principalInWords));
  return [
    ...read === undefined ? [] : [read],
    ...Add.length > 0 ? [`launchPermission for ${named(Add)}`] : [],
    ...Remove.length > 0 ? [`no launchPermission for ${named(Remove)}`] : [],
    ...description === undefined ? [] : [`description "${description.Value}"`],
    ...tags === undefined ? [] : [list(tags.map(({ Key: key }) => key))],
  ];
}
