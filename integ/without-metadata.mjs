// Empties the metadata files of the snapshots: they name folders of the machine that wrote them. The runner only wants
// them to be there, and compares the templates.
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
for (const snapshot of readdirSync(here).filter(name => name.endsWith('.snapshot'))) {
  for (const file of readdirSync(join(here, snapshot)).filter(name => name.endsWith('.metadata.json'))) {
    writeFileSync(join(here, snapshot, file), '{}\n');
  }
}
