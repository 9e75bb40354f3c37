import { App, Stack, Stage, Tags } from 'aws-cdk-lib';
import { oneOfEach } from './one-of-each';
import { resourcesIn, stackOfAll, tagsOf } from './synthesised';
import { ENV, errorsOf } from '../support/stacks';

const RULES = ['AWS::Rbin::Rule', 'Custom::LockedRetentionRule'];
const TAGGED = [
  'AWS::IAM::Role', 'AWS::ImageBuilder::LifecyclePolicy', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::RAM::ResourceShare', ...RULES,
];
const UNTAGGED = [
  'AWS::IAM::Policy', 'AWS::Lambda::EventInvokeConfig', 'Custom::ImageAttributes', 'Custom::ImagePolicy', 'Custom::ImageSharePolicy',
  'Custom::ImageStateUpdate', 'Custom::RetentionRuleLock',
];

describe('Tags.of', () => {
  const app = new App();
  const stack = new Stack(app, 'Images', { env: ENV });
  const stage = new Stage(app, 'Prod');
  const staged = new Stack(stage, 'Images');
  [stack, staged].forEach(oneOfEach);
  Tags.of(app).add('app', 'images');
  Tags.of(stack).add('team', 'platform');
  Tags.of(stage).add('stage', 'prod');
  Tags.of(stack).add('only', 'rules', { includeResourceTypes: ['AWS::Rbin::Rule'] });
  Tags.of(stack).add('all', 'else', { excludeResourceTypes: ['AWS::Rbin::Rule'] });

  /** The types of the resources of a stack that all have a tag, and of those that all have it not. */
  function tagged(scope: Stack, key: string): { with: string[]; without: string[] } {
    const [has, lacks] = [true, false].map(is => new Set(resourcesIn(scope).filter(it => (key in tagsOf(it)) === is).map(({ Type }) => Type)));
    return { with: [...has].sort(), without: [...lacks].sort() };
  }

  test.each<[string, Stack, string]>([
    ['an app', stack, 'app'], ['a stack', stack, 'team'], ['a Stage', staged, 'stage'],
  ])('%s reaches all that can have tags: a locked rule by its custom resource, and no other custom resource', (_, scope, key) => {
    expect(tagged(scope, key)).toEqual({ with: TAGGED, without: UNTAGGED });
  });

  test('an app reaches no Stage', () => {
    expect(tagged(staged, 'app').with).toEqual([]);
  });

  test('can be for rules of the Recycle Bin alone, whatever makes them, or for all else', () => {
    expect(tagged(stack, 'only').with).toEqual(RULES);
    expect(tagged(stack, 'all').with).toEqual(TAGGED.filter(type => !RULES.includes(type)));
  });
});

test('tags of the stack alone are CloudFormation\'s to give: no resource asks for them, so no custom resource is updated because of them', () => {
  const stacks = [undefined, { team: 'platform' }].map(tags => stackOfAll({ env: ENV, tags }));
  const [without, withTags] = stacks.map(stack => resourcesIn(stack));
  expect(withTags).toEqual(without);
  expect((stacks[1].node.root as App).synth().getStackByName('Images').tags).toEqual({ team: 'platform' });
});

test('a tag that a rule of the Recycle Bin cannot have is refused by all of them at once', () => {
  const stack = stackOfAll({ env: ENV });
  Tags.of(stack).add('team', 'a,b', { includeResourceTypes: ['AWS::Rbin::Rule'] });
  Tags.of(stack).add('cdk-image-governance:owner', 'me', { includeResourceTypes: ['AWS::Rbin::Rule'] });
  const where = errorsOf(() => resourcesIn(stack)).map(error => error.replace(/^\[(.+?)\] (\S+) .*\(cdk-image-governance:(.+?), .*$/, '$1 $2 $3'));
  expect(where.sort()).toEqual([
    'Images/LockedRetentionRule tags LockedRetentionRule.OwnTagKey',
    'Images/LockedRetentionRule tags["team"] LockedRetentionRule.TagValueFormat',
    'Images/LockedRetentionRuleByCloudFormation tags LockedRetentionRule.OwnTagKey',
    'Images/LockedRetentionRuleByCloudFormation tags["team"] LockedRetentionRule.TagValueFormat',
    'Images/RetentionRule tags["team"] RetentionRule.TagValueFormat',
  ]);
});
