import { attributeAsked, intrinsicIn, namesIn, textAndVariables } from './intrinsics';
import { refusal, Template } from './template';

/** The resources of a template that its conditions let be, each with everything that it depends on, also by way of others. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/**
 * Which resources there are, in the order of the template, and what they depend on.
 *
 * @param parameters The names of parameters and pseudo parameters.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
 */
export function dependenciesOf(template: Template, conditions: ReadonlyMap<string, boolean>, parameters: ReadonlyMap<string, unknown>): Dependencies {
  const there = Object.keys(template.Resources).filter(logicalId => isThere(template.Resources[logicalId], conditions));
  const outputs = Object.values(template.Outputs ?? {}).filter(output => isThere(output, conditions));
  refuseUnresolved(outputs.flatMap(output => referencesIn(output, conditions)), [...parameters.keys(), ...there], 'Outputs');

  const direct = new Map(there.map(logicalId => {
    const { Properties: properties, DependsOn: declared = [] } = template.Resources[logicalId];
    refuseUnresolved([declared].flat(), Object.keys(template.Resources), 'Resources');
    const references = referencesIn(properties, conditions).filter(name => !parameters.has(name));
    refuseUnresolved(references, there, 'Resources');
    // What a condition has left out is not waited for.
    return [logicalId, [...new Set([...references, ...[declared].flat().filter(name => there.includes(name))])]];
  }));

  const whole = new Map<string, readonly string[]>();
  const everything = (logicalId: string, behind: readonly string[]): readonly string[] => {
    if (behind.includes(logicalId)) {
      throw refusal(`Circular dependency between resources: [${behind.slice(behind.indexOf(logicalId)).sort().join(', ')}]`);
    }
    const all = whole.get(logicalId)
      ?? [...new Set(direct.get(logicalId)!.flatMap(name => [name, ...everything(name, [...behind, logicalId])]))];
    whole.set(logicalId, all);
    return all;
  };
  return new Map(there.map(logicalId => [logicalId, everything(logicalId, [])]));
}

/** Whether a condition lets something of a template be. */
export function isThere({ Condition: condition }: { readonly Condition?: string }, conditions: ReadonlyMap<string, boolean>): boolean {
  return condition === undefined || truth(condition, conditions);
}

/** The truth of a condition that has to be there. */
export function truth(condition: string, conditions: ReadonlyMap<string, boolean>): boolean {
  const holds = conditions.get(condition);
  if (holds === undefined) {
    throw refusal(`Template format error: Unresolved condition dependency ${condition} in the Conditions block of the template`);
  }
  return holds;
}

/** The names of resources and parameters that a value refers to, in the branches that conditions choose. */
function referencesIn(value: unknown, conditions: ReadonlyMap<string, boolean>): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const within = (parts: object) => Object.values(parts).flatMap(part => referencesIn(part, conditions));
  const call = Array.isArray(value) ? undefined : intrinsicIn(value);
  switch (call?.name) {
    case undefined:
      return within(value);
    case 'Ref':
      return [call!.argument as string];
    case 'Fn::GetAtt': {
      const [logicalId, name] = attributeAsked(call!.argument);
      return [logicalId, ...referencesIn(name, conditions)];
    }
    case 'Fn::Sub': {
      const [text, variables] = textAndVariables(call!.argument);
      const names = namesIn(text).filter(name => !(name in variables));
      return [...names.map(name => name.split('.')[0]), ...within(variables)];
    }
    case 'Fn::If': {
      const [condition, yes, no] = call!.argument as [string, unknown, unknown];
      return referencesIn(truth(condition, conditions) ? yes : no, conditions);
    }
    default:
      return referencesIn(call!.argument, conditions);
  }
}

function refuseUnresolved(names: readonly string[], known: readonly string[], block: string): void {
  const unresolved = [...new Set(names)].filter(name => !known.includes(name));
  if (unresolved.length > 0) {
    throw refusal(`Template format error: Unresolved resource dependencies [${unresolved.join(', ')}] in the ${block} block of the template`);
  }
}
