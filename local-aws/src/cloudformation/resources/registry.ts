import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

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

const SPEC = '@aws-cdk/aws-service-spec';

/** As CDK's own diff finds it. */
const fromDiff = createRequire(require.resolve('@aws-cdk/cloudformation-diff'));

let loaded: SpecDatabase | undefined;

/** The registry, read out of the data that CDK's own diff comes with. Nothing of it is copied into this repository. */
function database(): SpecDatabase {
  return loaded ??= fromDiff(SPEC).loadAwsServiceSpecSync() as SpecDatabase;
}

/**
 * What the registry answered once. To load it takes two seconds, in each of the many test files that deploy something: so answers are kept
 * where other tools keep theirs, for as long as the registry is the same.
 */
const KEPT = join(__dirname, '..', '..', '..', '..', 'node_modules', '.cache', 'cdk-image-governance', `registry-${fromDiff(`${SPEC}/package.json`).version}.json`);

let answers: Record<string, unknown> | undefined;

function answer<T>(question: string, ask: () => T): T {
  answers ??= kept();
  if (!(question in answers)) {
    // Others may have asked something else in the meantime.
    answers = { ...kept(), ...answers, [question]: ask() };
    mkdirSync(dirname(KEPT), { recursive: true });
    writeFileSync(`${KEPT}.${process.pid}`, JSON.stringify(answers));
    renameSync(`${KEPT}.${process.pid}`, KEPT);
  }
  return answers[question] as T;
}

function kept(): Record<string, unknown> {
  return existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};
}

/** What the registry says of a type. */
export function registration(type: string): Registration {
  return answer(type, () => {
    const [found] = database().lookup('resource', 'cloudFormationType', 'equals', type);
    const { properties, attributes, tagInformation } = found;
    return { properties, attributes, tagInformation };
  });
}

const TAG: PropertyTypes = { Key: { type: { type: 'string' }, required: true }, Value: { type: { type: 'string' }, required: true } };

/** The properties of a value that is an object of known properties, if it is one. */
export function propertiesOf({ type, reference }: ValueType): PropertyTypes | undefined {
  return type === 'tag' ? TAG
    : type === 'ref' ? answer(reference!.$ref, () => database().get('typeDefinition', reference!.$ref).properties) : undefined;
}
