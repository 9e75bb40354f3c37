import { createRequire } from 'node:module';

/** The type of a value, as CloudFormation's registry has it. */
export interface ValueType {
  readonly type: string;

  /** The type of the items of a list, or of the values of a map. */
  readonly element?: ValueType;

  /** What a `ref` is to. */
  readonly reference?: { readonly $ref: string };
}

export interface Property {
  readonly type: ValueType;
  readonly required?: boolean;
  readonly causesReplacement?: 'yes' | 'no' | 'maybe';
}

export type PropertyTypes = Readonly<Record<string, Property>>;

/** A type of resource, as CloudFormation's registry has it. */
export interface Registration {
  readonly properties: PropertyTypes;
  readonly attributes: Readonly<Record<string, unknown>>;

  /** How it is tagged, if it is. */
  readonly tagInformation?: object;
}

interface SpecDatabase {
  lookup(entity: 'resource', index: 'cloudFormationType', by: 'equals', type: string): readonly Registration[];
  get(entity: 'typeDefinition', id: string): { readonly properties: PropertyTypes };
}

let loaded: SpecDatabase | undefined;

/** The registry, read out of the data that CDK's own diff comes with. Nothing of it is copied into this repository. */
function database(): SpecDatabase {
  const fromDiff = createRequire(require.resolve('@aws-cdk/cloudformation-diff'));
  return loaded ??= fromDiff('@aws-cdk/aws-service-spec').loadAwsServiceSpecSync() as SpecDatabase;
}

/** What the registry says of a type. */
export function registration(type: string): Registration {
  const [found] = database().lookup('resource', 'cloudFormationType', 'equals', type);
  return found;
}

const TAG: PropertyTypes = { Key: { type: { type: 'string' }, required: true }, Value: { type: { type: 'string' }, required: true } };

/** The properties of a value that is an object of known properties, if it is one. */
export function propertiesOf({ type, reference }: ValueType): PropertyTypes | undefined {
  return type === 'tag' ? TAG : type === 'ref' ? database().get('typeDefinition', reference!.$ref).properties : undefined;
}
