// Runs commands side by side, for the cores of a machine, and fails if any does:
// `node projenrc/side-by-side.mjs <command> <command> … [-- <more words of the first>]`.
// What the first says is seen as it comes, and what the others say when they are done.
import { spawn } from 'node:child_process';

const words = process.argv.slice(2);
const end = words.includes('--') ? words.indexOf('--') : words.length;
const [first, ...others] = words.slice(0, end);
const more = words.slice(end + 1);

const ended = child => new Promise(resolve => child.on('close', status => resolve(status ?? 1)));

/** A word as a shell takes it for one. */
const quoted = word => `'${word.replaceAll('\'', '\'\\\'\'')}'`;

async function runQuietly(command) {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]]) {
    from.on('data', bytes => said.push([to, bytes]));
  }
  const status = await ended(child);
  said.forEach(([to, bytes]) => to.write(bytes));
  return status;
}

const statuses = await Promise.all([
  ended(spawn([first, ...more.map(quoted)].join(' '), { shell: true, stdio: 'inherit' })), ...others.map(runQuietly),
]);
process.exitCode = statuses.find(status => status !== 0) ?? 0;
