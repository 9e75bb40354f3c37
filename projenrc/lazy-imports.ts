import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

// Makes the imports of compiled modules lazy, as those of the core are: `tsx projenrc/lazy-imports.ts <folder>`. Lines keep their numbers.

/** A part of a text, and the text that replaces it. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const files = readdirSync(process.argv[2], { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.js')).map(file => resolve(process.argv[2], file));
const modules = new Map(files.map(file => [file, parsed(file)]));
for (const [file, module] of modules) {
  const edits = [...module.statements.flatMap(statement => lazyExports(statement, file)), ...lazyImports(module)];
  if (edits.length > 0) {
    writeFileSync(file, edits.sort((one, other) => other.start - one.start)
      .reduce((text, { start, end, text: replacement }) => text.slice(0, start) + replacement + text.slice(end), module.text));
  }
}

function parsed(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
}

/**
 * The edits that turn each `const y_1 = require('./y')` into a function, and each `y_1.name` into a call of it.
 *
 * The compiler numbers such names, so that each is the only one in its module.
 */
function lazyImports(module: ts.SourceFile): Edit[] {
  const names = new Set<string>();
  const edits: Edit[] = [];
  for (const statement of module.statements) {
    const [{ name, initializer } = {}] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    if (name && ts.isIdentifier(name) && /_\d+$/.test(name.text) && initializer && pathRequiredBy(initializer) !== undefined) {
      names.add(name.text);
      edits.push(edit(statement, `let ${name.text}_module; const ${name.text} = () => ${name.text}_module ??= ${initializer.getText()};`));
    }
  }
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node) && names.has(node.text) && !(ts.isVariableDeclaration(node.parent) && node.parent.name === node)) {
      if (!ts.isPropertyAccessExpression(node.parent) || node.parent.expression !== node) {
        throw new Error(`${module.fileName}: ${node.text} must be used as ${node.text}.name, got ${node.parent.getText()}`);
      }
      // In brackets: `new y_1().Name()` would make an object of `y_1`.
      edits.push(edit(node, `(${node.text}())`));
    }
    ts.forEachChild(node, visit);
  };
  visit(module);
  return edits;
}

/**
 * The edits that turn `__exportStar(require('./z'), exports)` into a getter for each name.
 *
 * For `import { name }`, Node.js reads the text of the module: it finds the names in assignments to `exports`, unless the text has getters with these names.
 */
function lazyExports(statement: ts.Statement, file: string): Edit[] {
  const path = pathExportedBy(statement);
  if (path === undefined) {
    return [];
  }
  const own = ownNames(modules.get(file)!);
  const names = exportedNames(resolved(file, path)).filter(name => !own.includes(name));
  const assigned = names.map(name => `exports.${name} = `).join('');
  const getter = `(loaded ??= require("${path}"))[name]`;
  return [edit(statement, names.length === 0 ? '' : `${assigned}void 0; { let loaded; for (const name of ${JSON.stringify(names)}) { `
    + `Object.defineProperty(exports, name, { enumerable: true, get: () => ${getter} }); } }`)];
}

/** The names that a module exports, `default` aside. */
function exportedNames(file: string): string[] {
  const module = modules.get(file)!;
  const starred = module.statements.map(pathExportedBy).filter(path => path !== undefined).flatMap(path => exportedNames(resolved(file, path)));
  return [...new Set([...ownNames(module), ...starred])];
}

/** The names that a module exports itself: each is assigned once at least, `exports.name = …`. */
function ownNames(module: ts.SourceFile): string[] {
  const assigned = ({ left, right }: ts.BinaryExpression): string[] => [
    ...ts.isPropertyAccessExpression(left) && left.expression.getText() === 'exports' ? [left.name.text] : [],
    ...ts.isBinaryExpression(right) ? assigned(right) : [],
  ];
  return module.statements
    .flatMap(statement => ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) ? assigned(statement.expression) : [])
    .filter(name => name !== 'default');
}

function pathExportedBy(statement: ts.Statement): string | undefined {
  const [star, [module]] = ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression)
    ? [statement.expression.expression.getText(), statement.expression.arguments] : ['', []];
  return star === '__exportStar' ? pathRequiredBy(module) : undefined;
}

/** The path in `require('path')`. */
function pathRequiredBy(node: ts.Node): string | undefined {
  const [path] = ts.isCallExpression(node) && node.expression.getText() === 'require' ? node.arguments : [];
  return path && ts.isStringLiteral(path) ? path.text : undefined;
}

function resolved(file: string, path: string): string {
  const target = resolve(file, '..', path);
  return [`${target}.js`, join(target, 'index.js')].find(it => modules.has(it))!;
}

function edit(node: ts.Node, text: string): Edit {
  return { start: node.getStart(), end: node.getEnd(), text };
}
