/** A CloudFormation template, as far as the demo reads it. */
export interface Template {
  readonly Description?: string;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: unknown;
}

/** What a resource does, for a person. */
export interface Words {
  /** The sentence that the points complete, if there are any. */
  readonly lead: string;
  readonly points: readonly string[];

  /** Whole sentences that hold for all the points. */
  readonly notes: readonly string[];
}

/** A value of a template as text. What only the deployment knows is written as `${Resource.Attribute}`. */
export function shown(value: unknown): string {
  const [name, argument] = intrinsic(value) ?? [];
  switch (name) {
    case 'Ref':
      return `\${${argument}}`;
    case 'Fn::GetAtt':
      return `\${${[argument].flat().join('.')}}`;
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map(shown).join(separator);
    }
    case undefined:
      return typeof value === 'string' ? value : JSON.stringify(value);
    default:
      return `\${${name}}`;
  }
}

/** The intrinsic function that stands in the place of a value, with its argument. */
export function intrinsic(value: unknown): [string, unknown] | undefined {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 1 && /^(?:Ref$|Fn::)/.test(entries[0][0]) ? entries[0] : undefined;
}

/** `a, b and c` */
export function list(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? items.join() : `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1]}`;
}

/** `a=b or c=d` */
export function tagsInWords(tags: object, last = 'or'): string {
  return intrinsic(tags) ? shown(tags) : list(Object.entries(tags).map(([key, value]) => `${key}=${shown(value)}`), last);
}
