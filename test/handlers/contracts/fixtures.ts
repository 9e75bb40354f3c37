import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Declared, sent } from './declared';
import { Shape, shapeOf } from './shape';
import { decode } from '../../../lib/model/contract';

const FOLDER = join(__dirname, 'fixtures');

/** What CloudFormation sends to a handler, and what that reads in it. */
export interface Sent {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly asks: object;
}

/** A version of a contract, as it was when that version came. Once released, it is never written again. */
export interface Fixture {
  readonly resourceType: string;
  readonly version: number;
  readonly shape: Shape;
  readonly least: Sent;
  readonly everything: Sent;
}

/** Properties of a version that is not there yet. */
export interface Future {
  readonly why: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The versions of the contract of a handler of which there are fixtures. */
export function versionsOf(handler: string): number[] {
  return readdirSync(join(FOLDER, handler)).filter(name => name !== 'future.json').map(name => Number(name.replace('.json', ''))).sort((a, b) => a - b);
}

export function fixtureOf(handler: string, version: number): Fixture {
  return read(fileOf(handler, String(version)));
}

export function futureOf(handler: string): Future {
  return read(fileOf(handler, 'future'));
}

/** What the constructs and the contract are today, in the form of a fixture. */
export function today(declared: Declared): Fixture {
  const as = (properties: Readonly<Record<string, unknown>>): Sent => ({ properties, asks: decode(declared.contract, properties) });
  return {
    resourceType: declared.contract.resourceType,
    version: declared.contract.version,
    shape: shapeOf(declared.contract),
    least: as(sent(declared, declared.least)),
    everything: as(sent(declared, declared.everything)),
  };
}

/** Writes the fixture of the present version of a contract, if there is none: what is there is history. */
export function writeMissing(handler: string, declared: Declared): string | undefined {
  const file = fileOf(handler, String(declared.contract.version));
  if (existsSync(file)) {
    return undefined;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(today(declared), undefined, 2)}\n`);
  return file;
}

function fileOf(handler: string, name: string): string {
  return join(FOLDER, handler, `${name}.json`);
}

function read(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
