import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The root of the project. */
export const ROOT = join(__dirname, '..', '..');

/** A page, by its path from the root. */
export function page(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The pages for people to read. */
export function pages(): string[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.md'))
    .map(entry => relative(ROOT, join(entry.parentPath, entry.name)));
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'integ/README.md', ...docs.sort()];
}

/** A block of code. */
export interface Block {
  /** `ts fixture=imports` */
  readonly info: string;
  readonly code: string;

  /** The line of its first line in the page. */
  readonly line: number;
}

/** The blocks of code of a page. */
export function blocksIn(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\S.*)\n([^]*?)^```$/gm)].map(match => ({
    info: match[1],
    code: match[2],
    line: markdown.slice(0, match.index).split('\n').length + 1,
  }));
}

/** A page without its code, in which nothing is a heading or a link. */
export function proseOf(markdown: string): string {
  return markdown.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, code => code.replace(/[[\]()#]/g, ' '));
}

/** Where the links of a page lead, those with a name of their own included. */
export function linksIn(markdown: string): string[] {
  const prose = proseOf(markdown);
  const inline = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  const named = [...prose.matchAll(/^\[[^\]]+\]: (\S+)$/gm)].map(([, target]) => target);
  return [...inline, ...named];
}

/** The names that links by reference use, each of which has to be defined. */
export function undefinedNamesIn(markdown: string): string[] {
  const prose = proseOf(markdown);
  const defined = new Set([...prose.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name]) => name));
  const used = [...prose.matchAll(/\[([^\]]+)\](?:\[([^\]]+)\])?(?![(:])/g)].map(([, text, name]) => name ?? text);
  return used.filter(name => !defined.has(name));
}

/** The anchors of a page, as GitHub makes them of its headings. */
export function anchorsIn(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of markdown.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)) {
    const plain = heading.toLowerCase().replace(/[^\p{L}\p{N}\-_ ]/gu, '').replace(/ /g, '-');
    let anchor = plain;
    for (let again = 1; anchors.has(anchor); again++) {
      anchor = `${plain}-${again}`;
    }
    anchors.add(anchor);
  }
  return anchors;
}
