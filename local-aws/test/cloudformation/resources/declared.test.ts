import { asked, aws, begin, create, remove, request, typeNames, typeOf, update } from './deployment';
import BuildTools from '../../../../examples/golden-images/templates/BuildTools.template.json';
import Experiments from '../../../../examples/golden-images/templates/Experiments.template.json';
import GoldenLinux from '../../../../examples/golden-images/templates/GoldenLinux.template.json';
import type { ResourceState } from '../../../src/cloudformation/resource-type';
import { registration } from '../../../src/cloudformation/resources/registry';
import { imageBuilder } from '../../../src/services/image-builder';

// What is kept as it was declared; and the stacks of the example, resource by resource.

const IN_HOME = 'eu-west-1:111111111111';
const RECIPE = { Name: 'Golden Linux', Version: '1.0.x', ParentImage: 'arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x' };
const CONTAINER_RECIPE = { ...RECIPE, Name: 'Build Tools', ContainerType: 'DOCKER', TargetRepository: { Service: 'ECR', RepositoryName: 'tools' } };

const BUILT_FROM = (kind: string, name: string) => ({
  'Arn': `arn:aws:imagebuilder:${IN_HOME}:${kind}/${name}/1.0.0`,
  'Name': expect.any(String),
  'LatestVersion.Arn': `arn:aws:imagebuilder:${IN_HOME}:${kind}/${name}/x.x.x`,
  'LatestVersion.Major': `arn:aws:imagebuilder:${IN_HOME}:${kind}/${name}/1.x.x`,
  'LatestVersion.Minor': `arn:aws:imagebuilder:${IN_HOME}:${kind}/${name}/1.0.x`,
  'LatestVersion.Patch': `arn:aws:imagebuilder:${IN_HOME}:${kind}/${name}/1.0.0`,
});

test.each([
  ['AWS::ImageBuilder::ImageRecipe', RECIPE, `arn:aws:imagebuilder:${IN_HOME}:image-recipe/golden-linux/1.0.0`, BUILT_FROM('image-recipe', 'golden-linux')],
  ['AWS::ImageBuilder::ContainerRecipe', CONTAINER_RECIPE, `arn:aws:imagebuilder:${IN_HOME}:container-recipe/build-tools/1.0.0`,
    BUILT_FROM('container-recipe', 'build-tools')],
  ['AWS::ImageBuilder::ImagePipeline', { Name: 'My_Pipeline', InfrastructureConfigurationArn: 'arn' }, `arn:aws:imagebuilder:${IN_HOME}:image-pipeline/my-pipeline`,
    { Arn: `arn:aws:imagebuilder:${IN_HOME}:image-pipeline/my-pipeline`, Name: 'My_Pipeline' }],
  ['AWS::ImageBuilder::InfrastructureConfiguration', { Name: 'it', InstanceProfileName: 'profile' },
    `arn:aws:imagebuilder:${IN_HOME}:infrastructure-configuration/it`, { Arn: `arn:aws:imagebuilder:${IN_HOME}:infrastructure-configuration/it`, Name: 'it' }],
  ['AWS::ImageBuilder::DistributionConfiguration', { Name: 'it', Distributions: [] },
    `arn:aws:imagebuilder:${IN_HOME}:distribution-configuration/it`, { Arn: `arn:aws:imagebuilder:${IN_HOME}:distribution-configuration/it`, Name: 'it' }],
  ['AWS::Logs::LogGroup', { LogGroupName: '/logs' }, '/logs', { Arn: `arn:aws:logs:${IN_HOME}:log-group:/logs:*` }],
  ['AWS::ECR::Repository', { RepositoryName: 'tools' }, 'tools',
    { Arn: `arn:aws:ecr:${IN_HOME}:repository/tools`, RepositoryUri: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/tools' }],
  ['AWS::KMS::Alias', { AliasName: 'alias/images', TargetKeyId: 'key' }, 'alias/images', {}],
  ['AWS::SNS::Topic', { TopicName: 'news' }, `arn:aws:sns:${IN_HOME}:news`, { TopicArn: `arn:aws:sns:${IN_HOME}:news`, TopicName: 'news' }],
  ['AWS::Events::Rule', { Name: 'built' }, 'built', { Arn: `arn:aws:events:${IN_HOME}:rule/built`, RuleName: 'built' }],
  ['AWS::Events::Rule', { Name: 'built', EventBusName: 'bus' }, 'bus|built', { Arn: `arn:aws:events:${IN_HOME}:rule/bus/built`, RuleName: 'built' }],
])('%s has the identity and the attributes that are documented', async (type, properties, physicalId, attributes) => {
  const state = { physicalId, attributes };
  expect(await create(type, properties)).toEqual(state);
  expect(await update(type, physicalId, properties, properties)).toEqual(state);
  await remove(type, physicalId, properties);
  await remove(type, physicalId, properties);
  await expect(update(type, physicalId, properties, properties)).rejects.toThrow(new Error(
    `Resource handler returned message: "Resource of type '${type}' with identifier '${physicalId}' was not found." `
    + '(RequestToken: local, HandlerErrorCode: NotFound)'));
});

test.each<[string, RegExp, object?]>([
  ['AWS::Logs::LogGroup', /^Images-It-[0-9A-Z]{12}$/],
  ['AWS::ECR::Repository', /^images-it-[0-9a-z]{12}$/],
  ['AWS::KMS::Key', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['AWS::SNS::Topic', /^arn:aws:sns:eu-west-1:111111111111:Images-It-[0-9A-Z]{12}$/],
  ['AWS::SNS::TopicPolicy', /^Images-It-[0-9A-Z]{12}$/, { Topics: [], PolicyDocument: { Statement: [] } }],
  ['AWS::Events::Rule', /^Images-It-[0-9A-Z]{12}$/],
  ['AWS::CDK::Metadata', /^[0-9a-f-]{36}$/],
])('%s without a name gets one, another at each replacement', async (type, form, properties = {}) => {
  const ids = [(await create(type, { ...properties })).physicalId, (await create(type, { ...properties })).physicalId];
  expect(ids).toEqual([expect.stringMatching(form), expect.stringMatching(form)]);
  expect(ids[0]).not.toBe(ids[1]);
});

test('the name of a FIFO topic says so', async () => {
  expect((await create('AWS::SNS::Topic', { FifoTopic: 'true' })).attributes.TopicName).toMatch(/^Images-It-[0-9A-Z]{12}\.fifo$/);
});

test('a version with an x is the next one, and one without is there only once', async () => {
  const versions: string[] = [];
  for (const Version of ['1.0.x', '1.0.x', '1.x.x', 'x.x.x', '1.0.x', '7.0.0', 'x.x.x']) {
    versions.push((await create('AWS::ImageBuilder::ImageRecipe', { ...RECIPE, Version })).physicalId.split('/').at(-1)!);
  }
  expect(versions).toEqual(['1.0.0', '1.0.1', '1.1.0', '2.0.0', '1.0.2', '7.0.0', '8.0.0']);
  await expect(create('AWS::ImageBuilder::ImageRecipe', { ...RECIPE, Version: '7.0.0' })).rejects.toThrow(/golden-linux\/7\.0\.0' already exists/);
  await expect(create('AWS::ImageBuilder::ImageRecipe', { ...RECIPE, Version: '1.x.0' })).rejects.toThrow(new Error(
    'Resource handler returned message: "The version 1.x.0 has a number after a wildcard. (Service: Imagebuilder, Status Code: 400)" '
    + '(RequestToken: local, HandlerErrorCode: InvalidRequest)'));
});

/** Attributes that the registry has and nothing here returns: `Fn::GetAtt` of them has to fail. */
const NOT_RETURNED: Record<string, readonly string[]> = {
  'AWS::IAM::ManagedPolicy': ['AttachmentCount', 'CreateDate', 'DefaultVersionId', 'IsAttachable', 'PermissionsBoundaryUsageCount', 'UpdateDate'],
  'AWS::ImageBuilder::ContainerRecipe': ['LatestVersion'],
  'AWS::ImageBuilder::ImagePipeline': ['DeploymentId'],
  'AWS::ImageBuilder::ImageRecipe': ['LatestVersion'],
  'AWS::Lambda::Function': ['SnapStartResponse', 'SnapStartResponse.ApplyOn', 'SnapStartResponse.OptimizationStatus'],
};

test.each(Object.entries({
  'AWS::ECR::Repository': {},
  'AWS::Events::Rule': {},
  'AWS::IAM::InstanceProfile': { Roles: [] },
  'AWS::IAM::ManagedPolicy': { PolicyDocument: { Statement: [] } },
  'AWS::IAM::Policy': { PolicyName: 'p', PolicyDocument: { Statement: [] } },
  'AWS::IAM::Role': { AssumeRolePolicyDocument: { Statement: [] } },
  'AWS::ImageBuilder::ContainerRecipe': CONTAINER_RECIPE,
  'AWS::ImageBuilder::ImagePipeline': { Name: 'it', InfrastructureConfigurationArn: 'arn' },
  'AWS::ImageBuilder::ImageRecipe': RECIPE,
  'AWS::KMS::Key': {},
  'AWS::Lambda::Function': { Code: { ZipFile: '' }, Handler: 'index.handler', Role: 'arn', Runtime: 'nodejs22.x' },
  'AWS::Lambda::Permission': { FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: 'it' },
  'AWS::Logs::LogGroup': {},
  'AWS::SNS::Topic': {},
  'AWS::SNS::TopicPolicy': { Topics: [], PolicyDocument: { Statement: [] } },
}))('%s returns the attributes of the registry, or is known not to', async (type, properties) => {
  const { physicalId, attributes } = await create(type, properties);
  expect([...Object.keys(attributes), ...NOT_RETURNED[type] ?? []].sort()).toEqual(Object.keys(registration(type).attributes).sort());
  await remove(type, physicalId, properties);
});

describe('the stacks of the example that have no functions', () => {
  beforeEach(() => begin(clock => [imageBuilder(clock)]));

  test.each(Object.entries<{ readonly Resources: object }>({ BuildTools, Experiments, GoldenLinux }))('%s', async (stackName, template) => {
    const stack = { stackName, stackId: `arn:aws:cloudformation:${IN_HOME}:stack/${stackName}/1` };
    const left = new Map<string, any>(Object.entries(template.Resources));
    const there = new Map<string, ResourceState & { readonly type: string; readonly properties: object }>();
    while (left.size > 0) {
      const [logicalId, { Type: type, Properties }] = [...left].find(([, it]) => references(it.Properties).every(id => there.has(id)))!;
      const properties = resolved(Properties, there) as Record<string, unknown>;
      const state = await create(type, properties, { ...stack, logicalId });
      expect(await typeOf(type).update({
        ...request(type, properties, { ...stack, logicalId }), physicalId: state.physicalId, previousProperties: properties, previousStackTags: {},
      })).toEqual(state);
      there.set(logicalId, { ...state, type, properties });
      left.delete(logicalId);
    }
    for (const [logicalId, { type, properties, physicalId }] of [...there].reverse()) {
      await typeOf(type).delete({ ...request(type, properties, { ...stack, logicalId }), physicalId });
    }

    // Whatever was made is gone.
    const made = aws.calls.filter(({ operation }) => operation === 'CreateLifecyclePolicy').length;
    expect(aws.calls.map(({ error }) => error)).toEqual(aws.calls.map(() => undefined));
    expect(aws.calls.filter(({ operation }) => operation === 'DeleteLifecyclePolicy')).toHaveLength(made);
    const of = (what: string) => new Set(asked.filter(([name]) => name === what).map(([, arn]) => arn));
    expect(of('removeRole')).toEqual(of('putRole'));
    expect(of('putRole').size).toBeGreaterThan(0);
  });
});

test('every type is there once', () => {
  expect(new Set(typeNames()).size).toBe(typeNames().length);
});

function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const { Ref: ref, 'Fn::GetAtt': getAtt } = value as Record<string, any>;
  return ref !== undefined ? ref.startsWith('AWS::') ? [] : [ref] : getAtt !== undefined ? [getAtt[0]] : Object.values(value).flatMap(references);
}

function resolved(value: unknown, there: ReadonlyMap<string, ResourceState>): unknown {
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(it => resolved(it, there));
  }
  const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Join': join } = value as Record<string, any>;
  return ref !== undefined ? ref === 'AWS::Partition' ? 'aws' : there.get(ref)!.physicalId
    : getAtt !== undefined ? there.get(getAtt[0])!.attributes[getAtt[1]]
      : join !== undefined ? (resolved(join[1], there) as string[]).join(join[0])
        : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolved(part, there)]));
}
