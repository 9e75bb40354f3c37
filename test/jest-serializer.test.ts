import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App, DefaultStackSynthesizer, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import * as asModule from '../lib/jest-serializer';
import serializer from '../lib/jest-serializer';
import { everyHandler } from './package/every-handler';
import { ROOT } from './support/markdown';

expect.addSnapshotSerializer(serializer);

const { format } = jest.requireActual<{ format(value: unknown, options?: object): string }>('pretty-format');
const printed = (value: unknown, ...plugins: object[]) => format(value, { plugins: [serializer, ...plugins] });

const HANDLERS = readdirSync(join(ROOT, 'assets'));
const HASH = /[0-9a-f]{64}/;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

afterEach(() => jest.restoreAllMocks());

/** The template of a stack that has every handler, with what the CDK can write of an asset, and two functions that are not of the library. */
function template(): any {
  const app = new App({ context: { 'aws:cdk:enable-asset-metadata': true } });
  const stack = everyHandler(new Stack(app, 'Images', { synthesizer: new DefaultStackSynthesizer({ bucketPrefix: 'images' }) }));
  const runtime = Runtime.NODEJS_24_X;
  new LambdaFunction(stack, 'Own', { description: 'Carries out what I need', code: Code.fromAsset(join(ROOT, 'rosetta')), handler: 'index.handler', runtime });
  new CfnFunction(stack, 'Written', { code: { s3Bucket: 'own', s3Key: `${'0'.repeat(64)}.zip` }, role: 'own' });
  return Template.fromStack(stack).toJSON();
}

/** The same template with other bundles: what becomes of it at another version of the library. */
function templateOfAnotherVersion(): any {
  const fromAsset = Code.fromAsset.bind(Code);
  jest.spyOn(Code, 'fromAsset').mockImplementation(path => {
    const copy = join(folder, basename(path));
    cpSync(path, copy, { recursive: true });
    if (HANDLERS.includes(basename(path))) {
      writeFileSync(join(copy, 'index.js'), 'exports.handler = async () => {};');
    }
    return fromAsset(copy);
  });
  return template();
}

/** The places of all values in a template that are no structures. */
function leavesOf(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, it]) => leavesOf(it, [...at, name]))
    : [at];
}

const valueAt = (value: any, place: readonly string[]) => place.reduce((it, name) => it[name], value);

/** A copy that differs in one place. */
function changed(value: object, place: readonly string[], change: (leaf: unknown) => unknown): object {
  const copy = structuredClone(value);
  const last = place[place.length - 1];
  valueAt(copy, place.slice(0, -1))[last] = change(valueAt(value, place));
  return copy;
}

/** Another value of the same kind, which has a hash where this one has. */
function another(leaf: unknown): unknown {
  if (typeof leaf === 'string') {
    return HASH.test(leaf) ? leaf.replace(HASH, 'f'.repeat(64)) : `${leaf}x`;
  }
  return typeof leaf === 'number' ? leaf + 1 : !leaf;
}

test('templates that differ in the bundles of the library alone are printed the same', () => {
  const [one, other] = [template(), templateOfAnotherVersion()];
  const differing = leavesOf(one).filter(place => valueAt(one, place) !== valueAt(other, place));
  expect(differing).toHaveLength(2 * HANDLERS.length);
  expect(printed(other)).toBe(printed(one));
});

test('templates that differ in one place, whichever it is, are printed differently, unless it is such a hash', () => {
  const one = template();
  const places = leavesOf(one);
  const same = places.filter(([section, name, ...place]) => {
    const resource = { [name]: one[section][name] };
    return printed(changed(resource, [name, ...place], another)) === printed(resource);
  });
  const ofHandlers = places.filter(([, logicalId, ...place]) => /^cdkimagegovernance\w+HandlerFunction[0-9A-F]{8}$/.test(logicalId)
    && ['Properties.Code.S3Key', 'Metadata.aws:asset:path'].includes(place.join('.')));
  expect(ofHandlers).toHaveLength(2 * HANDLERS.length);
  expect(same).toEqual(ofHandlers);
});

test('all is printed as without it, but for the hash', () => {
  const one = template();
  const hidden = leavesOf(one).reduce((it, place) => (place[1].includes('HandlerFunction') && HASH.test(valueAt(one, place))
    ? changed(it, place, leaf => (leaf as string).replace(HASH, '<hash of the handler>')) : it), one);
  expect(printed(one)).toBe(format(hidden));
  // As part of something else, and of itself.
  const within = (it: object) => {
    const around: Record<string, unknown> = { templates: [it], named: new Map([['it', it]]) };
    return Object.assign(around, { around });
  };
  expect(printed(within(one))).toBe(format(within(hidden)));
});

test('a function reads as it is, with the hash hidden', () => {
  const { Type, Properties: { Code: code, Handler, Runtime: runtime }, Metadata } = functionOf(template());
  expect({ Type, Properties: { Code: code, Description: 'Carries out Custom::ImageAttributes', Handler, Runtime: runtime }, Metadata }).toMatchInlineSnapshot(`
{
  "Metadata": {
    "aws:asset:is-bundled": false,
    "aws:asset:path": "asset.<hash of the handler>",
    "aws:asset:property": "Code",
  },
  "Properties": {
    "Code": {
      "S3Bucket": {
        "Fn::Sub": "cdk-hnb659fds-assets-\${AWS::AccountId}-\${AWS::Region}",
      },
      "S3Key": "images<hash of the handler>.zip",
    },
    "Description": "Carries out Custom::ImageAttributes",
    "Handler": "index.handler",
    "Runtime": "nodejs24.x",
  },
  "Type": "AWS::Lambda::Function",
}
`);
});

test('what other serializers are for, inside of a function, is still theirs', () => {
  const regions = { test: (value: unknown) => value === 'index.handler', serialize: () => 'HANDLER' };
  const one = functionOf(template());
  for (const text of [printed(one, regions), format(one, { plugins: [regions, serializer] })]) {
    expect(text).toContain('"Handler": HANDLER');
    expect(text).toContain('"S3Key": "images<hash of the handler>.zip"');
  }
});

test.each([undefined, null, 0, '', 'AWS::Lambda::Function', [], {}, Object.create(null), () => {}, new Map(), { Type: 'AWS::Lambda::Function' }])('%p is not its concern', value => {
  expect(serializer.test(value)).toBe(false);
});

test('the hash of a nested template stays, as it tells of all that is in there', () => {
  const stack = new Stack(new App(), 'Images');
  everyHandler(new NestedStack(stack, 'Nested'));
  expect(printed(Template.fromStack(stack).toJSON())).toMatch(/\/[0-9a-f]{64}\.json"/);
});

test('it is the same for whoever takes the module, and for whoever takes its default', () => {
  expect([asModule.test, asModule.serialize]).toEqual([serializer.test, serializer.serialize]);
});

/** One function of the library. */
const functionOf = ({ Resources: resources }: { Resources: Record<string, any> }) =>
  Object.values(resources).find(({ Properties: properties }) => properties.Description === 'Carries out Custom::ImageAttributes');
