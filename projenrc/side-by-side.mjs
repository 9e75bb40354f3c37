// Runs commands side by side, for the cores of a machine, and fails if any does: `node projenrc/side-by-side.mjs <command> <command> …`.
import { spawn } from 'node:child_process';

const run = command => new Promise(resolve => {
  spawn(command, { shell: true, stdio: 'inherit' }).on('close', status => resolve(status ?? 1));
});

const statuses = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = statuses.find(status => status !== 0) ?? 0;
