// Installs test/newest/, which has a lock of its own, unless it is there already as its lock says.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const lock = readFileSync(join(here, 'package-lock.json'), 'utf8');
const installed = join(here, 'node_modules', '.installed-lock.json');

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
  execFileSync('npm', ['ci', '--no-fund', '--no-audit'], { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' });
  writeFileSync(installed, lock);
}
