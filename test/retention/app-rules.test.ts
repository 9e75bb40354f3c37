import { Annotations as Acknowledgements, App, CfnParameter, CfnResource, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import { Construct } from 'constructs';
import type { RetentionRuleProperties as ModelProperties } from '../../lib/model/retention/properties';
import { withUnknowns } from '../../lib/private/tokens';
import { RetainedResourceType, RetentionRule, RetentionRuleLevel } from '../../lib/retention';
import { RETENTION_RULES, RetentionIndex } from '../../lib/retention/retention-rule-declaration';
import type { RetentionRuleProperties } from '../model/retention/properties';
import { ENV, newStack } from '../support/stacks';

const { EBS_SNAPSHOT, EBS_VOLUME, EC2_IMAGE } = RetainedResourceType;
const { region, regionExcluding, tags } = RetentionRuleLevel;
const ID = 'cdk-image-governance:RetentionRule.';
const GOLDEN = { key: 'golden', value: 'true' };
const TEAM = { key: 'team', value: 'platform' };
const ELSEWHERE = { ...ENV, region: 'us-east-1' };

/** A rule by its type, its days and its level. Ids are counted. */
function retain(scope: Construct, resourceType: RetainedResourceType, days: number, level?: RetentionRuleLevel): RetentionRule {
  return new RetentionRule(scope, `Rule${scope.node.children.length}`, { resourceType, retentionPeriod: Duration.days(days), level });
}

/** An L1 of the same. */
function l1(scope: Construct, properties: { [name: string]: unknown }): CfnResource {
  return new CfnResource(scope, `L1-${scope.node.children.length}`, {
    type: 'AWS::Rbin::Rule', properties: { ResourceType: 'EBS_SNAPSHOT', RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' }, ...properties },
  });
}

/** A construct that is a rule without an L1, as one that a custom resource makes. */
function retainer(scope: Construct, written: RetentionRuleProperties): Construct {
  const construct = new Construct(scope, `Retainer${scope.node.children.length}`);
  const properties = withUnknowns<ModelProperties>(written);
  RETENTION_RULES.declare(construct, () => ({ construct: 'LockedRetentionRule', properties }));
  return construct;
}

/** What is warned of in a stack: the construct, and what it is told, without the name of the library. */
function warningsIn(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .map(({ id, entry }) => `${id.replace('/Resource', '')} ${(entry.data as string).replace(/ \[ack: .*\]$/, '').replaceAll(ID, '')}`);
}

/** Which rules are warned of that the snapshots are gone first, and what for. */
const outlasting = (stack: Stack) => warningsIn(stack).map(warning => /^\S+\/(\S+) .* (than the .+? days|no rule)/.exec(warning)!.slice(1).join(': '));

describe('the snapshots of AMIs', () => {
  test('that no rule retains are gone before the AMIs can be restored', () => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30);
    expect(warningsIn(stack)).toEqual([
      '/Images/Rule0 retentionPeriod should not be that of AMIs alone: no rule of this app retains the snapshots of all AMIs that this one retains, got 30: '
      + 'retain snapshots with a rule of the same level, or of the whole Region, for at least 30 days, or acknowledge this if another app does: '
      + 'an AMI in the Recycle Bin cannot be restored once its snapshots are gone '
      + '(SnapshotsRetainedAsLong, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-factors.html)',
    ]);
  });

  test('that are retained for fewer days are as well', () => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30);
    retain(stack, EBS_SNAPSHOT, 7);
    retain(stack, EBS_SNAPSHOT, 14);
    retain(stack, EBS_VOLUME, 7);
    expect(warningsIn(stack)).toEqual([
      '/Images/Rule0 retentionPeriod should not be longer than the 14 days for which this app retains the snapshots of all these AMIs, got 30: '
      + 'retain snapshots with a rule of the same level, or of the whole Region, for at least 30 days, or acknowledge this if another app does: '
      + 'an AMI in the Recycle Bin cannot be restored once its snapshots are gone '
      + '(SnapshotsRetainedAsLong, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-factors.html)',
    ]);
  });

  test.each([30, 31])('that are retained for %i days can be', days => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30);
    retain(stack, EBS_SNAPSHOT, days);
    expect(warningsIn(stack)).toEqual([]);
  });

  test.each<[string, RetentionRuleLevel, RetentionRuleLevel[], string[]]>([
    ['all, by all', region(), [region()], []],
    ['all, by some', region(), [tags(GOLDEN)], ['Rule0: no rule']],
    ['all, by all but some', region(), [regionExcluding(GOLDEN)], ['Rule0: no rule']],
    ['some, by all', tags(GOLDEN), [region()], []],
    ['some, by the same', tags(GOLDEN, TEAM), [tags(TEAM, GOLDEN)], []],
    ['some, by more', tags(GOLDEN), [tags(TEAM, GOLDEN)], []],
    ['some, by fewer', tags(GOLDEN, TEAM), [tags(GOLDEN)], ['Rule0: no rule']],
    ['some, by several', tags(GOLDEN, TEAM), [tags(GOLDEN), tags(TEAM)], []],
    ['some, by others', tags(GOLDEN), [tags({ key: 'golden', value: 'false' })], ['Rule0: no rule']],
    ['some, by all but others', tags(GOLDEN), [regionExcluding(TEAM)], ['Rule0: no rule']],
    ['all but some, by all', regionExcluding(GOLDEN), [region()], []],
    ['all but some, by the same', regionExcluding(GOLDEN, TEAM), [regionExcluding(TEAM, GOLDEN)], []],
    ['all but some, by all but fewer', regionExcluding(GOLDEN, TEAM), [regionExcluding(GOLDEN)], []],
    ['all but some, by all but more', regionExcluding(GOLDEN), [regionExcluding(GOLDEN, TEAM)], ['Rule0: no rule']],
    ['all but some, by some', regionExcluding(GOLDEN), [tags(TEAM)], ['Rule0: no rule']],
  ])('of %s', (_, amis, snapshots, expected) => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30, amis);
    snapshots.forEach(level => retain(stack, EBS_SNAPSHOT, 30, level));
    expect(outlasting(stack)).toEqual(expected);
  });

  test('of each tag are retained for the longest that a rule says, and of all for the shortest of these', () => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30, tags(GOLDEN, TEAM));
    retain(stack, EBS_SNAPSHOT, 20, tags(GOLDEN));
    retain(stack, EBS_SNAPSHOT, 90, tags(TEAM));
    retain(stack, EBS_SNAPSHOT, 10);
    expect(outlasting(stack)).toEqual(['Rule0: than the 20 days']);
  });

  test('are told of once for each rule over AMIs', () => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30);
    retain(stack, EC2_IMAGE, 90);
    retain(stack, EBS_SNAPSHOT, 30);
    expect(outlasting(stack)).toEqual(['Rule1: than the 30 days']);
  });

  test.each<[string, { [name: string]: unknown }, string[]]>([
    ['for as long', {}, []],
    ['for as long, with the number as a text', { RetentionPeriod: { RetentionPeriodValue: '30', RetentionPeriodUnit: 'DAYS' } }, []],
    ['for fewer days', { RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' } }, ['Rule0: than the 7 days']],
    ['for a time that only the deployment knows', { RetentionPeriod: { RetentionPeriodValue: { Ref: 'Days' }, RetentionPeriodUnit: 'DAYS' } }, []],
    ['by tags that only the deployment knows', { ResourceTags: { Ref: 'Tags' } }, []],
    ['by tags of which the deployment knows one', { ResourceTags: [{ ResourceTagKey: 'golden', ResourceTagValue: { Ref: 'Value' } }] }, []],
    ['by tags', { ResourceTags: [{ ResourceTagKey: 'golden', ResourceTagValue: '' }] }, ['Rule0: no rule']],
    ['if they are of a type that only the deployment knows', { ResourceType: { Ref: 'Type' } }, []],
  ])('that an L1 retains %s', (_, properties, expected) => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30);
    l1(stack, properties);
    expect(outlasting(stack)).toEqual(expected);
  });

  test('that an L1 of the CDK retains', () => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30);
    new CfnRule(stack, 'L1', { resourceType: 'EBS_SNAPSHOT', retentionPeriod: { retentionPeriodValue: 30, retentionPeriodUnit: 'DAYS' } });
    expect(warningsIn(stack)).toEqual([]);
  });

  test('that a construct without an L1 retains', () => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30);
    retainer(stack, { ResourceType: 'EBS_SNAPSHOT', RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' } });
    expect(warningsIn(stack)).toEqual([]);
  });

  test('of AMIs that only the deployment knows for how long, or by which tags, to retain', () => {
    const stack = newStack();
    const days = new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber;
    const value = new CfnParameter(stack, 'Value').valueAsString;
    new RetentionRule(stack, 'Days-', { resourceType: EC2_IMAGE, retentionPeriod: Duration.days(days) });
    retain(stack, EC2_IMAGE, 30, tags({ key: 'golden', value }));
    expect(warningsIn(stack)).toEqual([]);
  });

  test('are not told of beside a tag-level rule that names no tag, which is a mistake of its own', () => {
    const stack = newStack();
    retain(stack, EC2_IMAGE, 30);
    l1(stack, { ResourceTags: [] });
    expect(warningsIn(stack)).toEqual([]);
  });
});

describe('rules elsewhere', () => {
  test.each([['region', ELSEWHERE], ['account', { ...ENV, account: '222222222222' }]])('in another %s retain nothing here', (_, env) => {
    const app = new App();
    const stack = new Stack(app, 'Images', { env: ENV });
    retain(stack, EC2_IMAGE, 30);
    retain(new Stack(app, 'Other', { env }), EBS_SNAPSHOT, 30);
    expect(outlasting(stack)).toEqual(['Rule0: no rule']);
  });

  test('in another stack of the account and Region do, and in another Stage of them', () => {
    for (const scope of [(app: App) => app, (app: App) => new Stage(app, 'Snapshots')]) {
      const app = new App();
      const stack = new Stack(app, 'Images', { env: ENV });
      retain(stack, EC2_IMAGE, 30);
      retain(new Stack(scope(app), 'Other', { env: ENV }), EBS_SNAPSHOT, 30);
      expect(warningsIn(stack)).toEqual([]);
    }
  });

  test('may be here, where only the deployment knows it', () => {
    for (const [env, other] of [[{}, ENV], [ENV, {}], [ENV, { region: ENV.region }], [{ account: ENV.account }, ENV]]) {
      const app = new App();
      const stack = new Stack(app, 'Images', { env });
      retain(stack, EC2_IMAGE, 30);
      retain(new Stack(app, 'Other', { env: other }), EBS_SNAPSHOT, 1);
      expect(warningsIn(stack)).toEqual([]);
    }
  });

  test('cannot be here, if a Region is known to differ', () => {
    const app = new App();
    const stack = new Stack(app, 'Images', { env: { region: 'us-east-1' } });
    retain(stack, EC2_IMAGE, 30);
    retain(new Stack(app, 'Other', { env: ENV }), EBS_SNAPSHOT, 30);
    expect(outlasting(stack)).toEqual(['Rule0: no rule']);
  });

  test('in another Stage that may be deployed anywhere retain nothing here', () => {
    const app = new App();
    const [first, second] = ['First', 'Second'].map(id => new Stack(new Stage(app, id), 'Images'));
    retain(first, EC2_IMAGE, 30);
    retain(first, EBS_SNAPSHOT, 30);
    retain(second, EC2_IMAGE, 30);
    expect([first, second].map(outlasting)).toEqual([[], ['Rule0: no rule']]);
  });
});

describe('a tag of resources', () => {
  const types = [EBS_SNAPSHOT, EBS_SNAPSHOT, EBS_VOLUME, EBS_VOLUME, EBS_SNAPSHOT];

  /** So many rules with a tag, of several types. */
  function crowd(stack: Stack, count = 5): void {
    types.slice(0, count).forEach(type => retain(stack, type, 7, tags(GOLDEN)));
  }

  test('can be in 5 rules of whatever types', () => {
    const stack = newStack();
    crowd(stack);
    retain(stack, EBS_SNAPSHOT, 7, tags(TEAM, { ...GOLDEN, value: 'false' }));
    retain(stack, EBS_SNAPSHOT, 7, regionExcluding(GOLDEN));
    expect(warningsIn(stack)).toEqual([]);
  });

  test('is told of by each that is one more', () => {
    const stack = newStack();
    crowd(stack);
    retain(stack, EBS_SNAPSHOT, 7, tags(TEAM, GOLDEN));
    expect(warningsIn(stack)).toEqual([
      '/Images/Rule5 level.tags[1] should be in at most 5 rules of an account and Region, and is in 6, got {"ResourceTagKey":"golden","ResourceTagValue":"true"}: '
      + 'remove it from one of the others: Images/Rule0, Images/Rule1, Images/Rule2, Images/Rule3, Images/Rule4 '
      + '(ResourceTagInTooManyRules, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html)',
    ]);

    const other = newStack();
    crowd(other);
    crowd(other, 2);
    expect(warningsIn(other).map(warning => warning.split(' ')[0])).toEqual(['/Images/Rule5', '/Images/Rule6']);
  });

  test('is told of by the last rule of this library, if the others are L1s', () => {
    const stack = newStack();
    crowd(stack, 4);
    for (const _ of [1, 2]) {
      l1(stack, { ResourceTags: [{ ResourceTagKey: 'golden', ResourceTagValue: 'true' }] });
    }
    expect(warningsIn(stack).map(warning => warning.split(': ')[0])).toEqual([
      '/Images/Rule3 level.tags[0] should be in at most 5 rules of an account and Region, and is in 6, got {"ResourceTagKey":"golden","ResourceTagValue":"true"}',
    ]);
    expect(warningsIn(stack)[0]).toContain('Images/Rule0, Images/Rule1, Images/Rule2, Images/L1-4, Images/L1-5');
  });

  test('of another account or Region does not count, nor does one that only the deployment knows', () => {
    const app = new App();
    const stack = new Stack(app, 'Images', { env: ENV });
    crowd(stack);
    retain(new Stack(app, 'Other', { env: ELSEWHERE }), EBS_SNAPSHOT, 7, tags(GOLDEN));
    const unknown = { ...GOLDEN, value: new CfnParameter(stack, 'Value').valueAsString };
    for (const _ of types) {
      retain(stack, EBS_SNAPSHOT, 7, tags(unknown));
    }
    retain(stack, EBS_SNAPSHOT, 7, tags(unknown));
    expect(warningsIn(stack)).toEqual([]);
  });

  test('that stands twice in a rule is in it once', () => {
    const stack = newStack();
    crowd(stack, 4);
    const twice = retain(stack, EBS_SNAPSHOT, 7, tags(GOLDEN, GOLDEN));
    expect(() => Template.fromStack(stack)).toThrow(`[${twice.node.path}] level.tags[1]`);
    expect(twice.node.metadata).toEqual([]);
  });
});

describe('a warning can be acknowledged by its id', () => {
  test.each([
    ['SnapshotsRetainedAsLong', (stack: Stack) => retain(stack, EC2_IMAGE, 30)],
    ['ResourceTagInTooManyRules', (stack: Stack) => [1, 2, 3, 4, 5, 6].map(() => retain(stack, EBS_SNAPSHOT, 7, tags(GOLDEN))).pop()!],
  ])('%s', (id, make) => {
    const warned = newStack();
    make(warned);
    expect(warningsIn(warned)).toHaveLength(1);
    for (const where of ['the rule', 'the stack']) {
      const stack = newStack();
      const rule = make(stack);
      Acknowledgements.of(where === 'the rule' ? rule : stack).acknowledgeWarning(`${ID}${id}`, 'reviewed');
      expect(warningsIn(stack)).toEqual([]);
    }
  });
});

test('an app that has changed is looked at anew', () => {
  const stack = newStack();
  const ofAmis = retainer(stack, { ResourceType: 'EC2_IMAGE', RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' } });
  expect(RetentionIndex.for(ofAmis).viewFor(ofAmis)).toEqual({ snapshotDays: 0, crowdedTags: [] });
  const ofSnapshots = retain(stack, EBS_SNAPSHOT, 7);
  expect(RetentionIndex.for(ofAmis).viewFor(ofAmis)).toEqual({ snapshotDays: 7, crowdedTags: [] });
  expect(RetentionIndex.for(ofSnapshots).viewFor(ofSnapshots)).toEqual({ snapshotDays: undefined, crowdedTags: [] });
});

test('an app of many rules is looked at once', () => {
  const app = new App();
  const stacks = Array.from({ length: 3 }, (_, index) => new Stack(app, `Stack${index}`, { env: { ...ENV, account: String(index).padStart(12, '0') } }));
  for (const stack of stacks) {
    for (let count = 0; count < 40; count++) {
      retain(stack, count % 2 === 0 ? EC2_IMAGE : EBS_SNAPSHOT, 30, tags({ key: `tag${count - (count % 2)}` }));
    }
  }
  expect(stacks.flatMap(warningsIn)).toEqual([]);
});
