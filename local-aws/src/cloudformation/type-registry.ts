import type { ResourceType } from './resource-type';
import { StandInFault } from '../service-error';

/** The types that resources can have. */
export class TypeRegistry {
  constructor(private readonly types: readonly ResourceType[]) {
  }

  /** The type with a name; one that ends in `*` has every name that begins like it. */
  public named(name: string): ResourceType {
    const found = this.types.find(({ type }) => type === name)
      ?? this.types.find(({ type }) => type.endsWith('*') && name.startsWith(type.slice(0, -1)));
    if (found === undefined) {
      throw new StandInFault(`the resource type ${name} is not modelled`);
    }
    return found;
  }
}

/** Whether a type is carried out by somebody's function. */
export function isCustom(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}
