import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App, Duration, Environment, Stack, Stage } from 'aws-cdk-lib';
import { AssetManifestArtifact, CloudAssembly } from 'aws-cdk-lib/cx-api';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import type { IConstruct } from 'constructs';
import { HANDLERS, oneOfEach } from './one-of-each';
import { resourcesIn, warningsIn } from './synthesised';
import { CrossAccountLifecycleRole, LockedRetentionRule, RetainedResourceType, RuleLock } from '../../lib';
import { ENV, errorsOf, policy } from '../support/stacks';

const OTHER = { ...ENV, account: '222222222222' };

/** A Stage with one of each construct in a stack. */
function stageOfAll(app: App, id: string, env?: Environment): Stage {
  const stage = new Stage(app, id, { env });
  oneOfEach(new Stack(stage, 'Images'));
  return stage;
}

/** A pipeline in a stack of its own. */
function pipelineIn(app: App): CodePipeline {
  const connectionArn = 'arn:aws:codeconnections:eu-west-1:111111111111:connection/11111111-2222-3333-4444-555555555555';
  return new CodePipeline(new Stack(app, 'Pipeline', { env: ENV }), 'Pipeline', {
    crossAccountKeys: true,
    synth: new ShellStep('Synth', { input: CodePipelineSource.connection('team/images', 'main', { connectionArn }), commands: ['npm ci', 'npx cdk synth'] }),
  });
}

/** The folders that are published for the stacks of a Stage. */
function assetsOf(assembly: CloudAssembly): string[] {
  return assembly.artifacts.filter(it => AssetManifestArtifact.isAssetManifestArtifact(it))
    .flatMap(({ contents }) => Object.values(contents.files ?? {})).map(({ source }) => source)
    .filter(({ packaging }) => packaging === 'zip').map(({ path }) => join(assembly.directory, path!));
}

describe('a pipeline with two Stages', () => {
  const app = new App();
  const pipeline = pipelineIn(app);
  const stages = [stageOfAll(app, 'Beta', ENV), stageOfAll(app, 'Prod', OTHER)];
  stages.forEach(stage => pipeline.addStage(stage));

  test('is synthesised without a warning: neither Stage is in the way of the other', () => {
    expect(warningsIn(app).filter(warning => !warning.includes(' @aws-cdk/'))).toEqual([]);
  });

  test('publishes the code of each handler for each Stage', () => {
    for (const stage of stages) {
      const folders = assetsOf(app.synth().getNestedAssembly(stage.artifactId));
      expect(folders.filter(folder => existsSync(join(folder, 'index.js')))).toHaveLength(HANDLERS.length);
      expect(folders).toHaveLength(HANDLERS.length);
    }
  });

  test('publishes each to both accounts at once', () => {
    const hashes = stages.map(stage => assetsOf(app.synth().getNestedAssembly(stage.artifactId)).map(folder => /asset\.([0-9a-f]+)/.exec(folder)![1]));
    expect(hashes[0]).toEqual(hashes[1]);
    const [{ Properties }] = resourcesIn(pipeline.node.scope as Stack, 'AWS::CodePipeline::Pipeline');
    const { Actions } = Properties.Stages.find(({ Name }: { Name: string }) => Name === 'Assets');
    expect(Actions.map(({ Name }: { Name: string }) => Name).sort()).toEqual(HANDLERS.map(kind => `cdk-image-governance.${kind}Handler_Function_Code`));
  });

  test('prepares and deploys each Stage', () => {
    const [{ Properties }] = resourcesIn(pipeline.node.scope as Stack, 'AWS::CodePipeline::Pipeline');
    expect(Properties.Stages.map(({ Name }: { Name: string }) => Name)).toEqual(['Source', 'Build', 'UpdatePipeline', 'Assets', 'Beta', 'Prod']);
  });
});

test('two Stages whose environments only the deployment knows may be deployed to one: nothing in them has the same name', () => {
  const app = new App();
  const stacks = ['Beta', 'Prod'].map(id => stageOfAll(app, id).node.findChild('Images') as Stack);
  const names = stacks.map(stack => resourcesIn(stack).flatMap(({ Properties: { Name, RoleName } }) => Name ?? RoleName ?? []));
  expect(names[0]).toHaveLength(3);
  // Image Builder prescribes the name of the role, which an account has once.
  expect(names[0].filter(name => names[1].includes(name))).toEqual([CrossAccountLifecycleRole.ROLE_NAME]);
  expect(warningsIn(app)).toEqual([]);
});

test('two Stages of one account and Region govern the same images, and are told so', () => {
  const app = new App();
  ['Beta', 'Prod'].forEach(id => stageOfAll(app, id, ENV));
  expect(errorsOf(() => app.synth()).map(error => /^\[(.+?)\].*\(cdk-image-governance:(.+?),/.exec(error)!.slice(1).join(' ')).sort()).toEqual([
    'Prod/Images/CrossAccountLifecycleRole CrossAccountLifecycleRole.OnePerAccount',
    'Prod/Images/ImageAttributes ImageAttributes.OneConstructPerAttribute',
    'Prod/Images/ImageSharePolicy ImageSharePolicy.OnePolicyPerGrant',
    'Prod/Images/ImageSharePolicy ImageSharePolicy.OnePolicyPerGrant',
    'Prod/Images/ImageSharePolicy ImageSharePolicy.OnePolicyPerGrant',
    'Prod/Images/ImageSharePolicyByAnImagePolicy ImageSharePolicy.ImagePolicyAlone',
    'Prod/Images/ImageStateUpdate ImageStateUpdate.OneUpdatePerImage',
  ]);
});

test('a warning is acknowledged on its stack or its Stage, and not on the app, whose path the core does not look at', () => {
  const warned = (acknowledgedOn: (stack: Stack) => IConstruct) => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Prod', { env: ENV }), 'Images');
    policy(stack);
    Annotations.of(acknowledgedOn(stack)).acknowledgeWarning('cdk-image-governance:LifecyclePolicy.ActsWithinADay', 'there are no old images');
    return warningsIn(app).length > 0;
  };
  expect([warned(stack => stack), warned(stack => Stage.of(stack)!), warned(stack => stack.node.root)]).toEqual([false, false, true]);
});

test('all mistakes of a Stage are told at once, each with its path from the app', () => {
  const app = new App();
  const pipeline = pipelineIn(app);
  const stage = new Stage(app, 'Prod', { env: ENV });
  policy(new Stack(stage, 'Images'), { description: '' });
  new LockedRetentionRule(new Stack(stage, 'Retention'), 'Rule', {
    resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(366), lock: RuleLock.locked(Duration.days(6)),
  });
  expect(errorsOf(() => pipeline.addStage(stage)).map(error => error.split(' ').slice(0, 2).join(' '))).toEqual([
    '[Prod/Images/Policy] description', '[Prod/Retention/Rule] lock', '[Prod/Retention/Rule] retentionPeriod',
  ]);
});
