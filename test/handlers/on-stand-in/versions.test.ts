import { join } from 'node:path';
import { begin, causes, Declared, deploy, deploymentOfStack, end, log, newRule, runs, send, tagsOf } from './world';
import type { Deployment } from '../../local-aws/cloudformation';

// An update brings new code before new properties, and a rollback old code before it shows it properties that are newer than itself.

beforeEach(() => begin());

afterEach(() => end());

const FOLDER = join(__dirname, '..', '.assets', 'retention-rule-tags-next');

/** The stack as the next version of the library makes it: another bundle, and a contract that calls tags labels. */
function byNextVersion(declared: Declared): Deployment {
  const deployment = deploymentOfStack(declared);
  const template = JSON.parse(JSON.stringify(deployment.template));
  for (const { Type: type, Properties: properties } of Object.values<any>(template.Resources)) {
    if (type === 'AWS::Lambda::Function') {
      properties.Code.S3Key = 'next.zip';
    } else if (type === 'Custom::RetentionRuleTags') {
      properties.ContractVersion = 3;
      properties.Labels = properties.Tags;
      delete properties.Tags;
    }
  }
  return { ...deployment, template, assetFolder: key => (key === 'next.zip' ? FOLDER : deployment.assetFolder(key)) };
}

/** The stack as a version made it that had one tag. */
function byFirstVersion(declared: Declared): Deployment {
  const deployment = deploymentOfStack(declared);
  const template = JSON.parse(JSON.stringify(deployment.template));
  for (const { Type: type, Properties: properties } of Object.values<any>(template.Resources)) {
    if (type === 'Custom::RetentionRuleTags') {
      properties.ContractVersion = 1;
      [[properties.TagKey, properties.TagValue]] = Object.entries(properties.Tags);
      delete properties.Tags;
    }
  }
  return { ...deployment, template };
}

test('an upgrade reads what older versions asked for, and takes back what they gave', async () => {
  expect((await send(byFirstVersion({ tags: { a: '1' } }))).status).toBe('CREATE_COMPLETE');
  expect((await deploy({ tags: { b: '2' } })).status).toBe('UPDATE_COMPLETE');
  expect(await tagsOf()).toEqual({ b: '2' });
  expect((await send(byNextVersion({ tags: { c: '3' } }))).status).toBe('UPDATE_COMPLETE');
  expect(await tagsOf()).toEqual({ c: '3' });
});

test('a failed upgrade that changes nothing else goes back without a trace', async () => {
  await deploy({ tags: { a: '1' } });
  runs();
  expect((await send(byNextVersion({ tags: { a: '1' }, breaks: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(runs()).toEqual(['Update', 'Update']);
  expect(causes()).toEqual(['creation', 'update', 'rollback']);
  expect(await tagsOf()).toEqual({ a: '1' });
});

test('old code lives through newer properties: what it asked for is back, and what it cannot know of stays', async () => {
  await deploy({ tags: { a: '1' } });
  expect((await send(byNextVersion({ tags: { b: '2' }, breaks: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await tagsOf()).toEqual({ a: '1', b: '2' });
  // The next deployment is an ordinary one.
  expect((await deploy({ tags: { a: '1', b: '3' } })).status).toBe('UPDATE_COMPLETE');
  expect(await tagsOf()).toEqual({ a: '1', b: '3' });
});

test('old code is asked to delete what newer code made, and says what it leaves', async () => {
  const andRule = await newRule();
  await deploy({ tags: { a: '1' } });
  expect((await send(byNextVersion({ tags: { a: '1' }, andRule, breaks: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await tagsOf(andRule)).toEqual({ team: 'platform' });
  expect(log().filter(({ step }) => step === 'note')).toEqual([expect.objectContaining({ requestType: 'Delete', note: expect.stringContaining(andRule) })]);
});

