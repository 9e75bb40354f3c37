import { resolve, Scope } from './intrinsics';
import type { Template } from './template';
import { refusal } from './template';
import { StandInFault } from '../service-error';

/**
 * The conditions of a template, by name: functions of its parameters and mappings alone.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
 */
export function conditionsOf({ Conditions: conditions = {} }: Template, { parameters, mappings }: Pick<Scope, 'parameters' | 'mappings'>): ReadonlyMap<string, boolean> {
  const decided = new Map<string, boolean>();
  const decide = (name: string, behind: readonly string[] = []): boolean => {
    if (!(name in conditions)) {
      throw refusal(`Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`);
    }
    if (behind.includes(name)) {
      throw refusal(`Template format error: Circular dependency between conditions: [${[...behind, name].join(', ')}]`);
    }
    const truth = decided.get(name) ?? holds(conditions[name], [...behind, name]);
    decided.set(name, truth);
    return truth;
  };
  const resource = (): never => {
    throw refusal('Template format error: Conditions can depend only on parameters and mappings');
  };
  const valueOf = (value: unknown, behind: readonly string[]) =>
    resolve(value, { parameters, mappings, condition: name => decide(name, behind), ref: resource, attribute: resource, importValue: resource });

  const holds = (value: unknown, behind: readonly string[]): boolean => {
    const [[name, argument]] = Object.entries(value as Record<string, any>);
    switch (name) {
      case 'Condition':
        return decide(argument, behind);
      case 'Fn::Equals':
        return JSON.stringify(asText(valueOf(argument[0], behind))) === JSON.stringify(asText(valueOf(argument[1], behind)));
      case 'Fn::Not':
        return !holds(argument[0], behind);
      case 'Fn::And':
        return argument.every((part: unknown) => holds(part, behind));
      case 'Fn::Or':
        return argument.some((part: unknown) => holds(part, behind));
      default:
        throw new StandInFault(`${name} as a condition is not modelled`);
    }
  };

  Object.keys(conditions).forEach(name => decide(name));
  return decided;
}

/** A value as it is compared: numbers and booleans as text. */
function asText(value: unknown): unknown {
  return Array.isArray(value) ? value.map(asText) : String(value);
}
