// Writes the fixtures of contracts that have a new version: `npx projen contracts`.
import { DECLARED } from './declared';
import { writeMissing } from './fixtures';

const written = Object.entries(DECLARED).flatMap(([handler, declared]) => writeMissing(handler, declared) ?? []);
console.log(written.length > 0 ? written.join('\n') : 'Every version of every contract has a fixture.');
