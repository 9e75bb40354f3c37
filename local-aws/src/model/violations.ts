import type { ServiceModel } from './service-model';

/**
 * Everything in which a value breaks a shape of a service model: what is missing, unknown, of the wrong type, too long or too
 * short, not of the form, or not among the values.
 *
 * @param shapeName The shape that the value has to have.
 * @param value The value, with dates as numbers of seconds, as the JSON protocols carry them.
 * @param path Where the value is, for the messages.
 */
export function violations(model: ServiceModel, shapeName: string, value: unknown, path = shapeName): string[] {
  const shape = model.shapes[shapeName];
  switch (shape.type) {
    case 'structure': {
      if (!isObject(value)) {
        return [`${path} must be a structure`];
      }
      const members = shape.members ?? {};
      return [
        ...Object.keys(value).filter(name => !(name in members)).map(name => `${path}.${name} is unknown`),
        ...(shape.required ?? []).filter(name => value[name] === undefined).map(name => `${path}.${name} is missing`),
        ...Object.entries(members).flatMap(([name, member]) =>
          value[name] === undefined ? [] : violations(model, member.shape, value[name], `${path}.${name}`)),
      ];
    }
    case 'list':
      return Array.isArray(value)
        ? [...outOfBounds(shape, value.length, `${path} has`), ...value.flatMap((part, index) => violations(model, shape.member!.shape, part, `${path}[${index}]`))]
        : [`${path} must be a list`];
    case 'map':
      return isObject(value)
        ? [
          ...outOfBounds(shape, Object.keys(value).length, `${path} has`),
          ...Object.entries(value).flatMap(([key, part]) => [
            ...violations(model, shape.key!.shape, key, `${path} key ${JSON.stringify(key)}`),
            ...violations(model, shape.value!.shape, part, `${path}[${JSON.stringify(key)}]`),
          ]),
        ]
        : [`${path} must be a map`];
    case 'string':
      return typeof value === 'string'
        ? [
          ...outOfBounds(shape, value.length, `${path} has`),
          ...shape.enum && !shape.enum.includes(value) ? [`${path} must be one of ${shape.enum.join(', ')}`] : [],
          ...shape.pattern !== undefined && !compiled(shape.pattern).test(value) ? [`${path} must match ${shape.pattern}`] : [],
        ]
        : [`${path} must be a string`];
    case 'integer':
    case 'long':
      return typeof value === 'number' && Number.isInteger(value) ? outOfBounds(shape, value, `${path} is`) : [`${path} must be a whole number`];
    case 'float':
    case 'double':
    case 'timestamp':
      return typeof value === 'number' ? outOfBounds(shape, value, `${path} is`) : [`${path} must be a number`];
    case 'blob':
      return typeof value === 'string' ? [] : [`${path} must be text`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path} must be true or false`];
    default:
      throw new Error(`the stand-in does not know shapes of type ${shape.type} (${shapeName})`);
  }
}

const patterns = new Map<string, RegExp>();

/** A pattern of a model, which is written for other engines than this one. */
function compiled(pattern: string): RegExp {
  // The pattern of a rule's ARN ends in {11}{0,1011}: a count of a count, at which this engine throws.
  const expression = patterns.get(pattern) ?? new RegExp(pattern.replace(/\}\{[0-9]+,[0-9]+\}/, '}'), 'u');
  patterns.set(pattern, expression);
  return expression;
}

function outOfBounds({ min, max }: { min?: number; max?: number }, count: number, has: string): string[] {
  return [
    ...min !== undefined && count < min ? [`${has} ${count}, less than ${min}`] : [],
    ...max !== undefined && count > max ? [`${has} ${count}, more than ${max}`] : [],
  ];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
