import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './support/markdown';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'lazy-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The sources of a small library. */
const LIBRARY = {
  'index.ts': 'export * from \'./shapes\';\nexport * from \'./types\';\nexport const own = 1;',
  'shapes/index.ts': 'export * from \'./square\';\nexport * from \'./rectangle\';',
  'shapes/rectangle.ts': `
    import { join } from 'node:path';
    import { area, Unit } from '../area';
    export class Rectangle {
      public readonly unit = Unit.METRE;
      constructor(public readonly a: number, public readonly b: number) {}
      public get area() { return area(this.a, this.b); }
      public get path() { return { join: join('area', Unit.METRE) }; }
    }`,
  'shapes/square.ts': `
    import { Rectangle } from './rectangle';
    export class Square extends Rectangle {
      constructor(a: number) { super(a, a); }
      public get twice() { return new Rectangle(this.a, 2 * this.a); }
    }`,
  'area.ts': 'export function area(a: number, b: number) { return a * b; }\nexport enum Unit { METRE = "m" }\nexport default area;',
  'types.ts': 'export interface Shape { readonly area: number }',
};

test('imports become functions, and re-exports getters', () => {
  compile(LIBRARY);
  makeLazy();
  expect(read('shapes/rectangle.js')).toBe(`"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Rectangle = void 0;
let node_path_1_module; const node_path_1 = () => node_path_1_module ??= require("node:path");
let area_1_module; const area_1 = () => area_1_module ??= require("../area");
class Rectangle {
    a;
    b;
    unit = (area_1()).Unit.METRE;
    constructor(a, b) {
        this.a = a;
        this.b = b;
    }
    get area() { return (0, (area_1()).area)(this.a, this.b); }
    get path() { return { join: (0, (node_path_1()).join)('area', (area_1()).Unit.METRE) }; }
}
exports.Rectangle = Rectangle;
`);
  expect(read('shapes/square.js')).toBe(`"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Square = void 0;
let rectangle_1_module; const rectangle_1 = () => rectangle_1_module ??= require("./rectangle");
class Square extends (rectangle_1()).Rectangle {
    constructor(a) { super(a, a); }
    get twice() { return new (rectangle_1()).Rectangle(this.a, 2 * this.a); }
}
exports.Square = Square;
`);
  expect(read('index.js').split('\n').slice(-6)).toEqual([
    'Object.defineProperty(exports, "__esModule", { value: true });',
    'exports.own = void 0;',
    'exports.Square = exports.Rectangle = void 0; { let loaded; for (const name of ["Square","Rectangle"]) { '
      + 'Object.defineProperty(exports, name, { enumerable: true, get: () => (loaded ??= require("./shapes"))[name] }); } }',
    '',
    'exports.own = 1;',
    '',
  ]);
});

test('a second run changes nothing', () => {
  compile(LIBRARY);
  makeLazy();
  const first = Object.keys(LIBRARY).map(file => read(file.replace('.ts', '.js')));
  makeLazy();
  expect(Object.keys(LIBRARY).map(file => read(file.replace('.ts', '.js')))).toEqual(first);
});

test('the library does the same, and a module is loaded when it is first used', () => {
  compile(LIBRARY);
  const uses = `
    const loaded = () => Object.keys(require.cache).map(path => path.slice(__dirname.length + 1)).filter(path => path !== 'main.js');
    const steps = [];
    const step = value => steps.push([value, loaded()]);
    const library = require('./index');
    step(Object.keys(library).sort());
    const rectangle = new library.Rectangle(2, 3);
    step(rectangle.area);
    const square = new library.Square(4);
    step([square.area, square.twice.area, square.path, square instanceof library.Rectangle, library.own, library.Square === require('./shapes').Square]);
    console.log(JSON.stringify(steps));`;
  const eager = run('main.js', uses);
  makeLazy();
  const lazy = run('main.js', uses);
  const values = (steps: [unknown, string[]][]) => steps.map(([value]) => value);
  expect(values(lazy)).toEqual(values(eager));
  expect(values(lazy)).toEqual([['Rectangle', 'Square', 'own'], 6, [16, 32, { join: 'area/m' }, true, 1, true]]);
  const all = ['index.js', 'shapes/index.js', 'shapes/rectangle.js', 'area.js', 'shapes/square.js'];
  expect(lazy.map(([, loaded]: [unknown, string[]]) => loaded)).toEqual([all.slice(0, 1), all.slice(0, 4), all]);
});

test('an ES module finds the names', () => {
  compile(LIBRARY);
  makeLazy();
  expect(run('main.mjs', `
    import { own, Square } from './index.js';
    import * as all from './index.js';
    console.log(JSON.stringify([new Square(own).area, Object.keys(all).sort()]));`)).toEqual([1, expect.arrayContaining(['Rectangle', 'Square', 'default', 'own'])]);
});

test('a use of a module as a whole is refused', () => {
  write('all.js', 'const area_1 = require("./area");\nexports.all = [area_1];');
  expect(() => makeLazy()).toThrow(`Error: ${join(folder, 'all.js')}: area_1 must be used as area_1.name, got [area_1]`);
});

/** Compiles sources as jsii does. */
function compile(sources: Record<string, string>): void {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  for (const [file, text] of Object.entries(sources)) {
    write(file.replace('.ts', '.js'), ts.transpileModule(text, { compilerOptions }).outputText);
  }
}

function makeLazy(): void {
  execFileSync(process.execPath, ['--import', 'tsx', 'projenrc/lazy-imports.ts', folder], { cwd: ROOT, stdio: 'pipe' });
}

/** What a program in the folder prints, as JSON. */
function run(file: string, text: string): any {
  write(file, text);
  return JSON.parse(execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' }));
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function read(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
