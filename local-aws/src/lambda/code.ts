import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the code in a folder is, by its files and their content. */
export function hashOf(folder: string): string {
  const hash = createHash('sha256');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(it => it.isFile()).map(it => join(it.parentPath ?? it.path, it.name)).sort();
  files.forEach(file => hash.update(`${file.slice(folder.length)}\n`).update(readFileSync(file)).update('\n'));
  return hash.digest('hex').slice(0, 32);
}
