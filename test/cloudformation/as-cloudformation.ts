/** What CloudFormation makes of properties on their way to a handler: text of every scalar, and nothing of what is not there. */
export function asCloudFormation(properties: object): Readonly<Record<string, unknown>> {
  return textOf(JSON.parse(JSON.stringify(properties))) as Record<string, unknown>;
}

function textOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter(isThere).map(textOf);
  }
  return typeof value === 'object'
    ? Object.fromEntries(Object.entries(value as object).filter(([, part]) => isThere(part)).map(([key, part]) => [key, textOf(part)]))
    : String(value);
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}
