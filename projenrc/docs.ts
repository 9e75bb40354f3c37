import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from './docs-pages';

for (const [path, text] of Object.entries(generatedPages())) {
  writeFileSync(join(__dirname, '..', path), text);
}
