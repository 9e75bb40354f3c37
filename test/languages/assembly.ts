import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** What an app synthesised, as far as it has to be the same in every language. */
export interface Assembly {
  /** By the names of the stacks. */
  readonly templates: Record<string, Template>;

  /** The text of each file that is deployed beside the templates, by path: the functions of the library. */
  readonly assets: Record<string, string>;

  /** What else is said of each construct, by stack and path: its logical id, and the warnings that nobody acknowledged. */
  readonly metadata: Record<string, Record<string, unknown[]>>;
}

export interface Template {
  readonly Resources: Record<string, object>;
}

/** Where in the sources of the app something was made: of all that is in an assembly, this alone has to be different. */
const IN_SOURCES = 'aws:cdk:creationStack';

/** Reads what an app has written. */
export function readAssembly(folder: string): Assembly {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const parsed = (suffix: string) => Object.fromEntries(files.filter(file => file.endsWith(suffix) && !file.includes(sep))
    .map(file => [file.slice(0, -suffix.length), JSON.parse(read(file))]));

  return {
    templates: parsed('.template.json'),
    assets: Object.fromEntries(files.filter(file => file.startsWith('asset.')).map(file => [file.replaceAll(sep, '/'), read(file)])),
    metadata: Object.fromEntries(Object.entries(parsed('.metadata.json')).map(([stack, entries]) => [stack, withoutSources(entries)])),
  };
}

function withoutSources(entries: Record<string, { type: string; data?: unknown }[]>): Record<string, unknown[]> {
  return Object.fromEntries(Object.entries(entries).map(([path, said]) => [
    path, said.filter(({ type }) => type !== IN_SOURCES).map(({ type, data }) => ({ type, data })),
  ]));
}

/** How much there is of it, in words. */
export function extent({ templates, assets }: Assembly): string {
  const resources = Object.values(templates).flatMap(({ Resources }) => Object.keys(Resources));
  const functions = new Set(Object.keys(assets).map(path => path.split('/')[0]));
  return `${Object.keys(templates).length} stacks, ${resources.length} resources, ${functions.size} functions`;
}

/** Where two values are different, and how. Objects have no order, lists have one. */
export function differences(wanted: unknown, found: unknown, path = ''): string[] {
  if (isObject(wanted) && isObject(found) && Array.isArray(wanted) === Array.isArray(found)) {
    const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
    return keys.flatMap(key => differences(wanted[key], found[key], path === '' ? key : `${path}.${key}`));
  }
  return Object.is(wanted, found) ? [] : [`${path}: ${shown(wanted)} is wanted, and ${shown(found)} is found`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
