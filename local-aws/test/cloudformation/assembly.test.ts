import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnResource, NestedStack, Stack, StackProps, Stage, Tags } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { cloudFormation, HOME } from './stack-world';
import { deploymentOf } from '../../src/cloudformation/assembly';
import { StandInFault } from '../../src/service-error';

// From an app to what is deployed of it.

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assembly-test-'));
  writeFileSync(join(folder, 'index.js'), '');
});

afterEach(() => rmSync(folder, { recursive: true }));

const stackWith = (scope: App | Stage, props: StackProps = {}): { stack: Stack; asset: Asset } => {
  const stack = new Stack(scope, 'Stack', props);
  const asset = new Asset(stack, 'Asset', { path: folder });
  new CfnResource(stack, 'Thing', { type: 'Test::Thing', properties: { Value: asset.s3ObjectKey, Where: stack.region } });
  new CfnOutput(stack, 'Who', { value: stack.account });
  return { stack, asset };
};

test('a stack without an environment is deployed at home, with its tags, as an app is', async () => {
  const app = new App();
  const { stack, asset } = stackWith(app);
  Tags.of(stack).add('team', 'images');
  const deployment = deploymentOf(app.synth(), 'Stack', HOME);
  expect(deployment).toMatchObject({ stackName: 'Stack', ...HOME, tags: { team: 'images' }, terminationProtection: false });
  expect(deployment.assetFolder(asset.s3ObjectKey)).toBe(join(app.outdir, `asset.${asset.assetHash}`));
  expect(() => deployment.assetFolder('other.zip')).toThrow(new StandInFault('the assembly has no asset that is published as other.zip'));

  const deployed = await cloudFormation.deploy(deployment);
  expect(deployed).toMatchObject({ status: 'CREATE_COMPLETE', outputs: [{ key: 'Who', value: HOME.account }] });
  expect(deployed.resources.get('Thing')!.properties).toEqual({ Value: asset.s3ObjectKey, Where: HOME.region });
});

test('a stack of a stage with an environment has a name and a place of its own', () => {
  const app = new App();
  const stage = new Stage(app, 'Prod', { env: { account: '222222222222', region: 'us-east-1' } });
  const { asset } = stackWith(stage, { terminationProtection: true });
  const assembly = app.synth().getNestedAssembly('assembly-Prod');
  const deployment = deploymentOf(assembly, 'Prod-Stack', HOME);
  expect(deployment).toMatchObject({ stackName: 'Prod-Stack', account: '222222222222', region: 'us-east-1', terminationProtection: true });
  expect(deployment.assetFolder(asset.s3ObjectKey)).toMatch(new RegExp(`asset\\.${asset.assetHash}$`));
});

test('nested stacks are not modelled', () => {
  const app = new App();
  const nested = new NestedStack(new Stack(app, 'Stack'), 'Nested');
  new CfnResource(nested, 'Thing', { type: 'Test::Thing' });
  expect(() => deploymentOf(app.synth(), 'Stack', HOME)).toThrow(/^nested stacks are not modelled: Nested/);
});

test('a stack that is not there is told with those that are', () => {
  const app = new App();
  stackWith(app);
  expect(() => deploymentOf(app.synth(), 'Other', HOME)).toThrow('the assembly has 0 stacks Other: Stack');
});
