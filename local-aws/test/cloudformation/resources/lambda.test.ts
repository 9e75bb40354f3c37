import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asked, create, remove, update } from './deployment';
import { StandInFault } from '../../../src/service-error';

// Functions as stacks have them: what the host of functions is told.

const FUNCTION = 'AWS::Lambda::Function';
const PROPERTIES = {
  FunctionName: 'govern',
  Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
  Handler: 'index.handler',
  Role: 'arn:aws:iam::111111111111:role/governor',
  Runtime: 'nodejs22.x',
};
const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:govern';
const DEFINITION = {
  arn: ARN,
  name: 'govern',
  account: '111111111111',
  region: 'eu-west-1',
  role: 'arn:aws:iam::111111111111:role/governor',
  handler: 'index.handler',
  timeoutSeconds: 3,
  environment: {},
  code: '/assets/abc.zip',
  logGroup: '/aws/lambda/govern',
};
const STATE = { physicalId: 'govern', attributes: { Arn: ARN } };

test('a function is put as Lambda has it by default', async () => {
  expect(await create(FUNCTION, PROPERTIES)).toEqual(STATE);
  expect(asked).toEqual([['put', DEFINITION]]);
});

test('an update puts everything that is declared', async () => {
  await create(FUNCTION, PROPERTIES);
  asked.splice(0);
  expect(await update(FUNCTION, 'govern', PROPERTIES, {
    ...PROPERTIES, Timeout: '60', Environment: { Variables: { LEVEL: 1 } }, LoggingConfig: { LogGroup: 'logs' }, MemorySize: 256, Code: { S3Key: 'def.zip' },
  })).toEqual(STATE);
  expect(asked).toEqual([['put', { ...DEFINITION, timeoutSeconds: 60, environment: { LEVEL: '1' }, logGroup: 'logs', code: '/assets/def.zip' }]]);
});

test('inline code lies in a folder as long as the function has it', async () => {
  const inline = { ...PROPERTIES, Code: { ZipFile: 'exports.handler = async () => 1;' } };
  const codeOf = () => (asked.at(-1)![1] as typeof DEFINITION).code;
  await create(FUNCTION, inline);
  const first = codeOf();
  expect(readFileSync(join(first, 'index.js'), 'utf8')).toBe('exports.handler = async () => 1;');
  await update(FUNCTION, 'govern', inline, { ...inline, Code: { ZipFile: '2' } });
  const second = codeOf();
  expect([existsSync(first), readFileSync(join(second, 'index.js'), 'utf8')]).toEqual([false, '2']);
  await update(FUNCTION, 'govern', inline, PROPERTIES);
  expect(existsSync(second)).toBe(false);
  await update(FUNCTION, 'govern', PROPERTIES, inline);
  const third = codeOf();
  expect(existsSync(third)).toBe(true);
  await remove(FUNCTION, 'govern', inline);
  expect(existsSync(third)).toBe(false);
});

test('a function without a name gets one of at most 64 characters, another at each replacement', async () => {
  const { FunctionName: _, ...nameless } = PROPERTIES;
  const long = { logicalId: 'L'.repeat(80) };
  const names = [(await create(FUNCTION, nameless, long)).physicalId, (await create(FUNCTION, nameless, long)).physicalId];
  expect(names).toEqual([expect.stringMatching(/^Images-L{44}-[0-9A-Z]{12}$/), expect.stringMatching(/^Images-L{44}-[0-9A-Z]{12}$/)]);
  expect(names[0]).not.toBe(names[1]);
  expect(asked.map(([, definition]) => (definition as typeof DEFINITION).logGroup)).toEqual(names.map(name => `/aws/lambda/${name}`));
});

test('a function is removed, and one that is gone is removed already', async () => {
  await create(FUNCTION, PROPERTIES);
  asked.splice(0);
  await remove(FUNCTION, 'govern', PROPERTIES);
  await remove(FUNCTION, 'govern', PROPERTIES);
  expect(asked).toEqual([['remove', ARN]]);
});

test('a permission has an id, and the configuration of events that of its function', async () => {
  const { physicalId, attributes } = await create('AWS::Lambda::Permission', {
    FunctionName: 'govern', Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com',
  });
  expect([physicalId, attributes]).toEqual([expect.stringMatching(/^Images-It-[0-9A-Z]{12}$/), { Id: physicalId }]);
  const config = { FunctionName: 'govern', Qualifier: '$LATEST', MaximumRetryAttempts: '2', MaximumEventAgeInSeconds: 3600 };
  expect(await create('AWS::Lambda::EventInvokeConfig', config)).toEqual({ physicalId: 'govern|$LATEST', attributes: {} });
  expect((await update('AWS::Lambda::EventInvokeConfig', 'govern|$LATEST', config, config)).physicalId).toBe('govern|$LATEST');
  for (const other of [{ ...config, MaximumRetryAttempts: 0 }, { ...config, DestinationConfig: { OnFailure: { Destination: 'arn' } } }]) {
    await expect(update('AWS::Lambda::EventInvokeConfig', 'govern|$LATEST', config, other)).rejects.toThrow(
      new StandInFault('events with other than two retries, or with destinations, are not modelled'));
  }
});

test.each([
  ['another runtime', { Runtime: 'python3.13' }, 'AWS::Lambda::Function of package type Zip and runtime python3.13 is not modelled'],
  ['an image', { PackageType: 'Image', Code: { ImageUri: 'it' }, Runtime: undefined },
    'AWS::Lambda::Function of package type Image and runtime none is not modelled'],
  ['a layer', { Layers: ['arn'] }, 'Layers of AWS::Lambda::Function are not modelled'],
  ['code from elsewhere', { Code: { S3ObjectVersion: '1' } }, 'AWS::Lambda::Function without ZipFile or S3Key is not modelled'],
])('%s is not modelled', async (_, changes, message) => {
  await expect(create(FUNCTION, { ...PROPERTIES, ...changes })).rejects.toThrow(new StandInFault(message));
  expect(asked).toEqual([]);
});
