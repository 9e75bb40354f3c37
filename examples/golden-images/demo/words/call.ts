import { principalInWords } from './images';
import { list } from './template';
import type { Call } from '../../../../local-aws/src/server';

/** What of the input of calls says what becomes of images, and of what retains them. */
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
  readonly Description?: string | { readonly Value: string };
  readonly Value?: string;
  readonly Identifier?: string;
  readonly ResourceArn?: string;
  readonly resourceArn?: string;
  readonly imageBuildVersionArn?: string;
  readonly lifecycleExecutionId?: string;
  readonly parentResourceId?: string;
  readonly state?: { readonly status: string };
  readonly includeResources?: { readonly amis?: boolean; readonly snapshots?: boolean; readonly containers?: boolean };
  readonly ResourceType?: string;
  readonly RetentionPeriod?: { readonly RetentionPeriodValue: number; readonly RetentionPeriodUnit: string };
  readonly LockConfiguration?: { readonly UnlockDelay: { readonly UnlockDelayValue: number; readonly UnlockDelayUnit: string } };
  readonly TagKeys?: readonly string[];
  readonly Resources?: readonly string[];
  readonly Tags?: readonly { readonly Key: string }[];
}

/** A call of a service, in the service's own words. */
export function callInWords({ operation, input, error }: Pick<Call, 'operation' | 'input' | 'error'>): string {
  const details = [...policyInWords(input), ...stateInWords(input), ...attributesInWords(input), ...retentionInWords(input), ...tagsInWords(input)];
  return [operation, subjectOf(input)].join(' ').trimEnd()
    + (details.length > 0 ? `: ${details.join(', ')}` : '')
    + (error === undefined ? '' : `. Refused with ${error}`);
}

/** What a call is about. */
function subjectOf(input: Input): string {
  const policy = (input.name ?? input.lifecyclePolicyArn)?.split('/').pop();
  const stack = input.StackName?.split('/')[1];
  const images = input.Resources ?? input.Filters?.flatMap(({ Values: values }) => values) ?? [];
  const rule = input.Identifier ?? input.ResourceArn?.split('/').pop() ?? input.ResourceType;
  const build = (input.resourceArn ?? input.imageBuildVersionArn)?.split(':image/').pop();
  return policy ?? build ?? input.lifecycleExecutionId ?? stack ?? input.Name ?? input.ImageId ?? rule ?? list(images);
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

function stateInWords({ state, includeResources: { amis, snapshots, containers } = {}, parentResourceId: parent }: Input): string[] {
  const included = [...amis ? ['AMIs'] : [], ...snapshots ? ['snapshots'] : [], ...containers ? ['containers'] : []];
  return [
    ...state === undefined ? [] : [`${state.status}${included.length > 0 ? `, with its ${list(included)}` : ''}`],
    ...parent === undefined ? [] : [`what belongs to ${parent.split(':image/').pop()}`],
  ];
}

function attributesInWords({ Attribute: read, LaunchPermission: permission, Description: description }: Input): string[] {
  const { Add = [], Remove = [] } = permission ?? {};
  const named = (permissions: readonly object[]) => list(permissions.map(principalInWords));
  return [
    ...read === undefined ? [] : [read],
    ...Add.length > 0 ? [`launchPermission for ${named(Add)}`] : [],
    ...Remove.length > 0 ? [`no launchPermission for ${named(Remove)}`] : [],
    ...description === undefined ? [] : [`description "${typeof description === 'string' ? description : description.Value}"`],
  ];
}

function retentionInWords({ RetentionPeriod: period, LockConfiguration: lock, Value: value }: Input): string[] {
  return [
    ...period === undefined ? [] : [`${period.RetentionPeriodValue} ${period.RetentionPeriodUnit}`],
    ...lock === undefined ? [] : [`unlock delay of ${lock.UnlockDelay.UnlockDelayValue} ${lock.UnlockDelay.UnlockDelayUnit}`],
    ...value === undefined ? [] : [`"${value}"`],
  ];
}

function tagsInWords({ Tags: tags = [], TagKeys: removed = [] }: Input): string[] {
  return [
    ...tags.length > 0 ? [list(tags.map(({ Key: key }) => key))] : [],
    ...removed.length > 0 ? [`no ${list(removed)}`] : [],
  ];
}
