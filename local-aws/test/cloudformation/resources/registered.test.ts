import { create, typeNames, typeOf, update } from './deployment';

// What the registry says of properties is said before anything is done.

test.each([
  ['an unknown property', 'AWS::Rbin::Rule', { ResourceType: 'EC2_IMAGE', RetentionPeriod: { RetentionPeriodValue: 1, RetentionPeriodUnit: 'DAYS' }, Lock: {} },
    '#: extraneous key [Lock] is not permitted'],
  ['an unknown property within another', 'AWS::Rbin::Rule',
    { ResourceType: 'EC2_IMAGE', RetentionPeriod: { RetentionPeriodValue: 1, RetentionPeriodUnit: 'DAYS' }, LockConfiguration: { UnlockDelay: {} } },
    '#/LockConfiguration: extraneous key [UnlockDelay] is not permitted'],
  ['a required property that is missing', 'AWS::Rbin::Rule', { ResourceType: 'EC2_IMAGE' }, '#: required key [RetentionPeriod] not found'],
  ['everything that is wrong in a list', 'AWS::Rbin::Rule',
    { ResourceType: 'EC2_IMAGE', RetentionPeriod: { RetentionPeriodValue: 1, RetentionPeriodUnit: 'DAYS' }, ResourceTags: [{ ResourceTagKey: 'a' }, { ResourceTagValue: 'b', Key: 'b' }] },
    '#/ResourceTags/0: required key [ResourceTagValue] not found\n#/ResourceTags/1: required key [ResourceTagKey] not found\n'
    + '#/ResourceTags/1: extraneous key [Key] is not permitted'],
  ['tags of another form', 'AWS::SSM::Parameter', { Type: 'String', Value: 'a', Tags: [{ Key: 'a', Value: '1' }] },
    '#/Tags: expected type: JSONObject, found: JSONArray'],
  ['a tag without a value', 'AWS::SNS::Topic', { Tags: [{ Key: 'a' }] }, '#/Tags/0: required key [Value] not found'],
  ['text for a list', 'AWS::IAM::InstanceProfile', { Roles: 'role' }, '#/Roles: expected type: JSONArray, found: String'],
])('%s fails as in CloudFormation', async (_, type, properties, message) => {
  const error = new Error(`Properties validation failed for resource It with message:\n${message}`);
  await expect(create(type, properties)).rejects.toThrow(error);
  await expect(update(type, 'it', {}, properties)).rejects.toThrow(error);
});

test('what replaces a resource is what the template reference says', () => {
  expect(Object.fromEntries(typeNames().filter(name => !/Recipe$/.test(name)).map(name => [name, typeOf(name).replacedBy]))).toEqual({
    'AWS::CDK::Metadata': [],
    'AWS::ECR::Repository': ['EncryptionConfiguration', 'RepositoryName'],
    'AWS::Events::Rule': ['EventBusName', 'Name'],
    'AWS::IAM::InstanceProfile': ['Path', 'InstanceProfileName'],
    'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'Path', 'Description'],
    'AWS::IAM::Policy': [],
    'AWS::IAM::Role': ['Path', 'RoleName'],
    'AWS::ImageBuilder::DistributionConfiguration': ['Name'],
    'AWS::ImageBuilder::ImagePipeline': ['Name'],
    'AWS::ImageBuilder::InfrastructureConfiguration': ['Name'],
    'AWS::ImageBuilder::LifecyclePolicy': ['Name'],
    'AWS::KMS::Alias': ['AliasName'],
    'AWS::KMS::Key': [],
    'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
    'AWS::Lambda::Function': ['FunctionName', 'PackageType', 'TenancyConfig'],
    'AWS::Lambda::Permission': [
      'FunctionName', 'Action', 'EventSourceToken', 'FunctionUrlAuthType', 'SourceArn', 'SourceAccount', 'PrincipalOrgID', 'Principal', 'InvokedViaFunctionUrl',
    ],
    'AWS::Logs::LogGroup': ['LogGroupName'],
    'AWS::RAM::ResourceShare': [],
    'AWS::Rbin::Rule': ['ResourceType'],
    'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
    'AWS::SNS::TopicPolicy': [],
    'AWS::SSM::Parameter': ['Name'],
  });
});
