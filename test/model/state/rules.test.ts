import { Token } from 'aws-cdk-lib';
import { APP, BUILD, CONTAINERS, DELETION, DEPRECATION, findings, INTENT, messages, RECORD, ROLE } from './properties';
import { CASES } from './rule-cases';
import { MESSAGES } from './rule-messages';
import type { StateUpdateProperties } from '../../../lib/model/state/properties';
import { inWordsOfTheConstruct } from '../../../lib/model/state/property-names';
import { IMAGE_STATE_UPDATE_RULES } from '../../../lib/model/state/rules';
import { put } from '../../support/properties';
import { testCatalogue, testUnknownParts } from '../../support/rule-catalogue';

const EXAMPLES = [
  ['a deprecation with everything', DEPRECATION], ['an update of a record', RECORD], ['a deletion', DELETION], ['a deletion of containers', CONTAINERS],
] as const;

describe.each(EXAMPLES)('%s without mistakes breaks no rule', (_, properties) => {
  test('by itself, or with all that is known besides', () => {
    expect(messages(properties)).toEqual([]);
    expect(messages(properties, { app: APP, intent: INTENT })).toEqual([]);
  });
});

testCatalogue({ construct: 'ImageStateUpdate', rules: IMAGE_STATE_UPDATE_RULES, cases: CASES, messages: MESSAGES, findings: it => findings(it.properties, it) });

describe('what is unknown breaks no rule', () => {
  testUnknownParts(EXAMPLES.map(([name, properties]) => [name, properties, (it: StateUpdateProperties) => messages(it, { app: APP })]));

  test.each([
    ['a role that may not be there', { ...RECORD, ExecutionRole: { 'Fn::If': ['A', ROLE, { Ref: 'AWS::NoValue' }] } as never }],
    ['resources that may not be', { ...RECORD, IncludeResources: { 'Fn::If': ['A', {}, { Ref: 'AWS::NoValue' }] } as never }],
    ['what it is brought to, with all that there is', { ...DEPRECATION, State: Token.asString({ Ref: 'State' }) }],
    ['what is deleted, or not', { ...DELETION, State: Token.asString({ Ref: 'State' }) }],
  ])('%s', (_, properties) => {
    expect(messages(properties, { app: { ...APP, sharedBy: [{ path: 'App/Share', launch: true }] } })).toEqual([]);
  });
});

test('a role that only the deployment knows is there all the same', () => {
  const ids = findings({ ...RECORD, ExecutionRole: Token.asString({ 'Fn::GetAtt': ['Role', 'Arn'] }) }, { intent: INTENT }).map(({ id }) => id);
  expect(ids).toEqual(['cdk-image-governance:ImageStateUpdate.RoleWithResources']);
});

describe('nothing is said of', () => {
  test.each(['2028-02-29T00:00:00Z', '2028-12-31T23:59:59.9Z', '9999-01-01T00:00:00.000Z', '2000-01-01T00:00:00Z'])('the time %s, be it past or not', at => {
    expect(messages(put(DEPRECATION, 'UpdateAt', at))).toEqual([]);
  });

  test.each([BUILD.replace('arn:aws:', 'arn:aws-cn:'), BUILD.replace('111111111111', 'aws'), BUILD.replace('golden', 'a_b-c0')])('the image %s', image => {
    expect(messages(put(RECORD, 'Image', image))).toEqual([]);
  });

  test.each([1, 365])('a last launch %d years ago', value => {
    expect(messages(put(DEPRECATION, 'ExclusionRules.Amis.LastLaunched', { Value: value, Unit: 'YEARS' }))).toEqual([]);
  });

  test('exclusions that exclude nothing', () => {
    expect(messages({ ...RECORD, ExclusionRules: { Amis: { IsPublic: false } } })).toEqual([]);
    expect(messages({ ...DELETION, ExclusionRules: { Amis: { IsPublic: false } } })).toEqual([]);
  });

  test('an image that share policies share, and that is neither disabled with its AMIs nor deleted', () => {
    const app = { ...APP, sharedBy: [{ path: 'App/Share', launch: true }, { path: 'App/BuildFrom', launch: false }] };
    for (const properties of [DEPRECATION, RECORD, { ...DEPRECATION, State: 'AVAILABLE', UpdateAt: undefined }]) {
      expect(messages(properties, { app })).toEqual([]);
    }
    expect(messages({ ...DEPRECATION, State: 'DISABLED', UpdateAt: undefined }, { app: { ...app, sharedBy: [app.sharedBy[1]] } })).toEqual([]);
  });

  test('a deletion of what the recipe makes', () => {
    expect(messages(DELETION, { app: { ...APP, image: { recipe: { path: 'App/Recipe', makes: 'AMIS' } } } })).toEqual([]);
    expect(messages(CONTAINERS, { app: { ...APP, image: { recipe: { path: 'App/Recipe', makes: 'CONTAINERS' } } } })).toEqual([]);
  });
});

describe('the remedy fits the mistake', () => {
  const remedies = (image: string) => findings(put(RECORD, 'Image', image)).map(({ message, remedy }) => `${message}: ${remedy}`);

  test.each([
    [BUILD.replace(/\/1$/, ''), 'must be the ARN of an image build, and is that of a version: add the number of the build, as in 1.0.0/1'],
    [BUILD.replace('1.0.0/1', '1.x.x'), 'must be the ARN of an image build, and has a wildcard: write the version and the number of one build: an update is of one image'],
    [BUILD.replace('0/1', '0/x'), 'must be the ARN of an image build, and has a wildcard: write the version and the number of one build: an update is of one image'],
    ['ami-01234567', 'must be the ARN of an image build, and is an AMI: name the build that made the AMI: Image Builder knows no other images'],
    ['an/x/x', 'must be the ARN of an image build such as arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1: '
      + 'copy the ARN of the build from Image Builder, or name an image of the app by ImageBuild.fromImage'],
  ])('of the image %s', (image, remedy) => {
    expect(remedies(image)).toEqual([remedy]);
  });

  test('of an image of another account', () => {
    expect(findings(RECORD, { app: { ...APP, account: '222222222222' } }).map(({ message }) => message))
      .toEqual(['must be of the account of the stack, 222222222222, and is of 111111111111']);
  });

  test('of a role that is missing', () => {
    expect(findings({ ...DELETION, ExecutionRole: undefined }).map(({ message, remedy }) => `${message}: ${remedy}`)).toEqual([
      'is required where AMIs, snapshots or containers are included: give a role with which Image Builder changes them, or include nothing',
    ]);
  });
});

test.each([
  ['Image', 'image'], ['State', 'state'], ['UpdateAt', 'state.at'], ['IncludeResources', 'state.includeResources'], ['IncludeResources.Amis', 'state.includeResources'],
  ['IncludeResources.Snapshots', 'state.includeResources'], ['IncludeResources.Containers', 'state'], ['ExecutionRole', 'state.executionRole'],
  ['RoleArns', 'image.roles'], ['OnRemoval', 'onRemoval'], ['ExclusionRules.Amis', 'state.amiExclusions'],
  ['ExclusionRules.Amis.SharedAccounts[1]', 'state.amiExclusions.sharedAccounts[1]'], ['ExclusionRules.Amis.LastLaunched.Value', 'state.amiExclusions.lastLaunched'],
  ['ExclusionRules.Amis.TagMap["a"]', 'state.amiExclusions.tags["a"]'],
])('in the words of the construct %s is %s', (path, words) => {
  expect(inWordsOfTheConstruct(path)).toBe(words);
});
