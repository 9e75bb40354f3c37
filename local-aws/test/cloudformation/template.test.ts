import { a, calls, clock, cloudFormation, deploy, of, ref, things } from './stack-world';
import { parametersOf } from '../../src/cloudformation/parameters';
import { CloudFormation } from '../../src/cloudformation/runner';
import type { Template, TemplateParameter } from '../../src/cloudformation/template';
import { ServiceError, StandInFault } from '../../src/service-error';

// How templates are read: what their functions return, and what of them is refused.

type Sections = Partial<Omit<Template, 'Resources'>>;

const SECTIONS: Sections = {
  Parameters: {
    Name: { Type: 'String', Default: 'golden' },
    Count: { Type: 'Number', Default: 2 },
    Names: { Type: 'CommaDelimitedList', Default: 'a, b,c' },
  },
  Mappings: { Sizes: { 'eu-west-1': { small: 's', all: ['s', 'm'] } } },
  Conditions: {
    Yes: { 'Fn::Equals': [ref('Name'), 'golden'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Equals': [ref('Count'), 2] }] },
    Neither: { 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Equals': [{ 'Fn::Select': [0, ref('Names')] }, 'b'] }] },
    Mapped: { 'Fn::Equals': [{ 'Fn::FindInMap': ['Sizes', ref('AWS::Region'), 'small'] }, 's'] },
  },
};
const ID = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Stack/00000000-0000-4000-8000-000000000001';

/** The value of something in the properties of a resource. */
async function valueOf(value: unknown): Promise<unknown> {
  await deploy({ A: a({ Value: 'of A' }), B: a({ Value: value }, { DependsOn: 'A' }) }, SECTIONS);
  return things.get('B-2')?.properties.Value;
}

test.each([
  ['Ref of a parameter', ref('Name'), 'golden'],
  ['Ref of a number', ref('Count'), '2'],
  ['Ref of a list', ref('Names'), ['a', 'b', 'c']],
  ['Ref of a resource', ref('A'), 'A-1'],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['A', 'Value'] }, 'of A'],
  ['Fn::GetAtt as text, along a path', { 'Fn::GetAtt': 'A.Name.First' }, 'A-1'],
  ['Fn::Sub of text', { 'Fn::Sub': '${Name} ${A} ${A.Value} ${!Name} ${AWS::Region}' }, 'golden A-1 of A ${Name} eu-west-1'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${Own}-${Name}', { Own: { 'Fn::GetAtt': ['A', 'Value'] } }] }, 'of A-golden'],
  ['Fn::Join', { 'Fn::Join': ['-', ['x', ref('Name'), 1, ref('AWS::NoValue')]] }, 'x-golden-1'],
  ['Fn::Join of a list', { 'Fn::Join': ['', ref('Names')] }, 'abc'],
  ['Fn::Split and Fn::Select', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  ['Fn::If', [{ 'Fn::If': ['Yes', 1, 2] }, { 'Fn::If': ['No', 1, 2] }, { 'Fn::If': ['Neither', 1, ref('AWS::NoValue')] }], [1, 2]],
  ['Fn::And, Fn::Or and Fn::FindInMap in conditions', ['Both', 'Neither', 'Mapped'].map(it => ({ 'Fn::If': [it, true, false] })), [true, false, true]],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', ref('AWS::Region'), 'all'] }, ['s', 'm']],
  ['Fn::Base64', { 'Fn::Base64': { 'Fn::Sub': '${Name}' } }, Buffer.from('golden').toString('base64')],
  ['Fn::GetAZs', { 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b', 'eu-west-1c']],
  ['AWS::NoValue', { Left: ref('AWS::NoValue'), Right: 1 }, { Right: 1 }],
  ['what only looks like a function', { Ref: 'A', Other: 1 }, { Ref: 'A', Other: 1 }],
  ['pseudo parameters', ['AWS::AccountId', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::StackId', 'AWS::StackName', 'AWS::URLSuffix'].map(ref),
    ['111111111111', [], 'aws', ID, 'Stack', 'amazonaws.com']],
])('%s', async (_, value, expected) => {
  expect(await valueOf(value)).toEqual(expected);
});

test.each([
  ['Template error: Fn::Select cannot select nonexistent value at index 3', { 'Fn::Select': [3, ref('Names')] }],
  ['Template error: Unable to get mapping for Sizes::eu-west-1::large', { 'Fn::FindInMap': ['Sizes', 'eu-west-1', 'large'] }],
  ['Template error: ["a","b","c"] must be a string', { 'Fn::Sub': '${Names}' }],
  ['Template error: "golden" must be a list', { 'Fn::Join': ['', ref('Name')] }],
])('a function that fails makes the resource fail: %s', async (reason, value) => {
  expect(await valueOf(value)).toBeUndefined();
  expect(cloudFormation.events.find(({ status }) => status === 'CREATE_FAILED')).toMatchObject({ logicalId: 'B', reason });
});

test('the order follows only the branches that are taken', async () => {
  await deploy({ A: a({ Value: { 'Fn::If': ['Yes', 1, ref('B')] } }), B: a({ Value: ref('A') }, { DependsOn: 'C' }), C: a({}, { Condition: 'No' }) }, SECTIONS);
  expect(calls()).toEqual(['CREATE_IN_PROGRESS: create A {"Value":1}', 'CREATE_IN_PROGRESS: create B {"Value":"A-1"}']);
});

describe('refused as CloudFormation does:', () => {
  const unresolved = (name: string, block = 'Resources') => `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`;
  const condition = (name: string) => `Template format error: Unresolved condition dependency ${name} in the Conditions block of the template`;

  test.each<[string, Template['Resources'], Sections]>([
    [unresolved('X'), { A: a({ Value: ref('X') }) }, {}],
    [unresolved('X'), { A: a({ Value: { 'Fn::Sub': 'a ${X.Arn}' } }) }, {}],
    [unresolved('X'), { A: a({ Value: { 'Fn::GetAtt': ['X', 'Arn'] } }) }, {}],
    [unresolved('X'), { A: a({}, { DependsOn: ['X'] }) }, {}],
    [unresolved('C'), { A: a({ Value: ref('C') }), C: a({}, { Condition: 'No' }) }, SECTIONS],
    [unresolved('X', 'Outputs'), { A: a() }, { Outputs: { Out: { Value: ref('X') } } }],
    ['Circular dependency between resources: [A, B]', { A: a({ Value: ref('B') }), B: a({ Value: ref('A') }), C: a({ Value: ref('A') }) }, {}],
    [condition('Nope'), { A: a({}, { Condition: 'Nope' }) }, {}],
    [condition('Nope'), { A: a({ Value: { 'Fn::If': ['Nope', 1, 2] } }) }, {}],
    [condition('Nope'), { A: a() }, { Conditions: { C: { Condition: 'Nope' } } }],
    ['Template format error: Circular dependency between conditions: [C, C]', { A: a() }, { Conditions: { C: { Condition: 'C' } } }],
    ['Template format error: Conditions can depend only on parameters and mappings', { A: a() }, { Conditions: { C: { 'Fn::Equals': [ref('A'), 1] } } }],
    ['Template format error: At least one Resources member must be defined.', {}, {}],
    ["[/Resources/A/Properties/Value/0] 'null' values are not allowed in templates", { A: a({ Value: [null] }) }, {}],
  ])('%s', async (message, resources, sections) => {
    await expect(deploy(resources, sections)).rejects.toMatchObject({ code: 'ValidationError', message });
    expect(cloudFormation.events).toEqual([]);
  });
});

describe('not modelled, which is said aloud:', () => {
  test.each<[string, Template['Resources'], object]>([
    ['Fn::Cidr is not modelled', { A: a({ Value: { 'Fn::Cidr': [] } }) }, {}],
    ['Fn::Sub with Other is not modelled', { A: a({ Value: { 'Fn::Sub': '', 'Other': 1 } }) }, {}],
    ['Fn::Contains as a condition is not modelled', { A: a() }, { Conditions: { C: { 'Fn::Contains': [] } } }],
    ['CreationPolicy of the resource A is not modelled', { A: a({}, { CreationPolicy: {} } as object) }, {}],
    ['DeletionPolicy "Snapshot" of A is not modelled', { A: a({}, { DeletionPolicy: 'Snapshot' } as object) }, {}],
    ['MinLength of the parameter P is not modelled', { A: a() }, { Parameters: { P: { Type: 'String', MinLength: 1 } } }],
    ['the type Odd of the parameter P is not modelled', { A: a() }, { Parameters: { P: { Type: 'Odd', Default: 1 } } }],
    ['dynamic references to secretsmanager are not modelled', { A: a({ Value: '{{resolve:secretsmanager:x}}' }) }, {}],
  ])('%s', async (message, resources, sections) => {
    await expect(deploy(resources, sections)).rejects.toThrow(new StandInFault(message));
  });

  test('a section', async () => {
    const { template, ...others } = of({ A: a() });
    await expect(cloudFormation.deploy({ ...others, template: { ...template, Transform: 'x' } as Template })).rejects.toThrow('Transform of the template is not modelled');
    await cloudFormation.deploy({ ...others, template: { ...template, Rules: {}, AWSTemplateFormatVersion: '2010-09-09' } as Template });
  });
});

describe('parameters', () => {
  const read = async () => 'stored';
  const parameters = (P: TemplateParameter, given: Record<string, string> = {}) => parametersOf({ Parameters: { P }, Resources: {} }, given, read);

  test.each<[string, TemplateParameter, Record<string, string>]>([
    ['Parameters: [P] must have values', { Type: 'String' }, {}],
    ['Parameters: [Q] do not exist in the template', { Type: 'String' }, { P: 'x', Q: 'x' }],
    ["Parameter 'P' must be one of AllowedValues", { Type: 'Number', AllowedValues: [1, 2] }, { P: '3' }],
    ["Parameter 'P' must match pattern [a-z]+", { Type: 'String', AllowedPattern: '[a-z]+' }, { P: 'a1' }],
    ["Parameter 'P' must be a number.", { Type: 'Number' }, { P: 'x' }],
    ["Parameter 'P' must be a number.", { Type: 'Number' }, { P: '' }],
  ])('are refused: %s', async (message, parameter, given) => {
    await expect(parameters(parameter, given)).rejects.toMatchObject({ code: 'ValidationError', message });
  });

  test('have the given value before the default one', async () => {
    expect((await parameters({ Type: 'Number', Default: 1, AllowedValues: [1, 2] }, { P: '2' })).values).toEqual(new Map([['P', '2']]));
  });

  test('of the Parameter Store have the stored value, and show both', async () => {
    const stored = await parameters({ Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/names' });
    expect(stored).toEqual({
      values: new Map([['P', ['stored']]]), shown: [{ ParameterKey: 'P', ParameterValue: '/names', ResolvedValue: 'stored' }],
    });
  });

  describe('of the Parameter Store', () => {
    let asked: unknown[];
    let value: string | undefined;
    let runner: CloudFormation;
    const Parameters = { Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/name' } };
    const BootstrapVersion = { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' };

    beforeEach(() => {
      asked = [];
      value = 'v1';
      const call = async (...it: unknown[]) => {
        asked.push(it);
        if (value === undefined) {
          throw new ServiceError('ParameterNotFound', '');
        }
        return { Parameter: { Value: value } };
      };
      const type = {
        type: 'Test::Thing',
        replacedBy: [],
        create: async () => ({ physicalId: 'x', attributes: {} }),
        update: async ({ properties }: { properties: object }) => {
          asked.push(properties);
          return { physicalId: 'x', attributes: {} };
        },
        delete: async () => {},
      };
      runner = new CloudFormation({ clock, types: [type], server: () => ({ call }) });
    });

    test('are asked for in the place of the stack, and the bootstrap version is always there', async () => {
      const { parameters: shown } = await runner.deploy(of({ A: a() }, { Parameters: { ...Parameters, BootstrapVersion } }));
      expect(asked).toEqual([['ssm', 'GetParameter', { Name: '/name' }, { account: '111111111111', region: 'eu-west-1' }]]);
      expect(shown.map(({ ResolvedValue }) => ResolvedValue)).toEqual(['v1', '100']);
    });

    test('refuse a deployment if they are not there', async () => {
      value = undefined;
      const message = 'Unable to fetch parameters [/name] from parameter store for this account.';
      await expect(runner.deploy(of({ A: a() }, { Parameters }))).rejects.toMatchObject({ code: 'ValidationError', message });
    });

    test('are read by dynamic references when a resource changes otherwise, and a change of them alone is none', async () => {
      const Value = 'a {{resolve:ssm:/name:1}} b';
      await runner.deploy(of({ A: a({ Value }) }));
      value = 'v2';
      await runner.deploy(of({ A: a({ Value }), B: a() }));
      await runner.deploy(of({ A: a({ Value, Other: 1 }), B: a() }));
      expect(asked.filter(it => !Array.isArray(it))).toEqual([{ Value: 'a v2 b', Other: 1 }]);
    });
  });
});
