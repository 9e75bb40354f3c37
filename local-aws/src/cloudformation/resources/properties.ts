import { propertiesOf, PropertyTypes, ValueType } from './registry';

type Properties = Readonly<Record<string, unknown>>;

/**
 * Everything in which properties have other names than they may, lack what they must have, or are no list or object where one has
 * to be.
 */
export function violations(types: PropertyTypes, given: Properties, path = '#'): string[] {
  return [
    ...Object.keys(types).filter(name => types[name].required && given[name] === undefined).map(name => `${path}: required key [${name}] not found`),
    ...Object.keys(given).filter(name => !(name in types)).map(name => `${path}: extraneous key [${name}] is not permitted`),
    ...Object.keys(given).filter(name => name in types && given[name] !== undefined)
      .flatMap(name => violationsOfValue(types[name].type, given[name], `${path}/${name}`)),
  ];
}

function violationsOfValue(type: ValueType, value: unknown, path: string): string[] {
  if (type.type === 'array') {
    return Array.isArray(value)
      ? value.flatMap((item, index) => violationsOfValue(type.element!, item, `${path}/${index}`))
      : [`${path}: expected type: JSONArray, found: ${nameOf(value)}`];
  }
  const types = propertiesOf(type);
  if (types === undefined && type.type !== 'map') {
    return [];
  }
  if (!isObject(value)) {
    return [`${path}: expected type: JSONObject, found: ${nameOf(value)}`];
  }
  return types === undefined
    ? Object.entries(value).flatMap(([key, part]) => violationsOfValue(type.element!, part, `${path}/${key}`))
    : violations(types, value, path);
}

/** What the validator calls a value's type. */
function nameOf(value: unknown): string {
  return Array.isArray(value) ? 'JSONArray' : isObject(value) ? 'JSONObject'
    : { string: 'String', boolean: 'Boolean', number: Number.isInteger(value) ? 'Integer' : 'Double' }[typeof value as string] ?? 'Null';
}

/**
 * Properties with numbers, truths and texts as the registry has them: whatever comes from a parameter of the template is text (user
 * guide, "Parameters").
 */
export function typed(types: PropertyTypes, given: Properties): Properties {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, name in types ? typedValue(types[name].type, value) : value]));
}

function typedValue(type: ValueType, value: unknown): unknown {
  switch (type.type) {
    case 'array':
      return Array.isArray(value) ? value.map(item => typedValue(type.element!, item)) : value;
    case 'map':
      return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, typedValue(type.element!, part)])) : value;
    case 'ref':
    case 'tag':
      return isObject(value) ? typed(propertiesOf(type)!, value) : value;
    case 'integer':
    case 'number':
      return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)) ? Number(value) : value;
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : value;
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    default:
      return value;
  }
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
