import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { decide } from './cloudformation/decide';
import { event, ours, planFor, spec } from './handlers/locked-retention-rule/specs';
import { ID, inState, lockedFor, NOW, OTHER_ID, rule, THEY, UNLOCKED } from './handlers/retention-rules/rules';
import { messages, RetentionRuleProperties } from './model/retention/properties';
import { blocksIn, page } from './support/markdown';
import { ENV } from './support/stacks';
import { logic as lockLogic } from '../lib/handlers/retention-rule-lock/logic';
import type { ObservedRule } from '../lib/handlers/retention-rules/observed';
import type { LockedRetentionRuleSpec } from '../lib/model/retention/locked-retention-rule-contract';
import { RETENTION_RULE_LOCK } from '../lib/model/retention/retention-rule-lock-contract';
import { OWN_TAGS, OWNER } from '../lib/model/retention/rule-lock-contract';
import { LockedRetentionRule, LockedRetentionRuleProps, LockMechanism, RetainedResourceType, RetentionRule, RetentionRuleLevel, RuleLock } from '../lib/retention';

// The pages on retention show messages, ids and tags: they are those of the library.

const newStack = () => new Stack(new App(), 'Images', { env: ENV });

/** The blocks of text of a page. */
const textsOf = (path: string) => blocksIn(page(path)).filter(({ info }) => info === 'text').map(({ code }) => code.trimEnd());

/** What a synthesis says. */
function errorsOf(stack: Stack): string[] {
  try {
    Template.fromStack(stack);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1).map(line => line.trim()).sort();
  }
}

const inLines = (text: string) => text.split('\n').sort();

/** A rule as AWS has it, for what a test changes of it. */
type There = Partial<ObservedRule>;

/** What an update of a locked rule is refused for. */
function refusal(desired: Partial<LockedRetentionRuleSpec>, there?: There, cause: 'creation' | 'update' = 'update'): string {
  const plan = planFor({ cause, desired: spec(desired), ...cause === 'update' ? { previous: spec() } : {} }, there ? { named: rule(there) } : {});
  return 'refuse' in plan ? plan.refuse : `not refused: ${JSON.stringify(plan)}`;
}

describe('docs/retention-rule.md', () => {
  const [warning, errors] = textsOf('docs/retention-rule.md');
  const props = { resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30) };

  test('shows the warning as the library words it', () => {
    const stack = newStack();
    new RetentionRule(stack, 'Amis', { resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(90) });
    new RetentionRule(stack, 'Snapshots', props);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data)).toEqual([expect.stringContaining(warning)]);
  });

  test('shows errors as the library words them', () => {
    const stack = newStack();
    new RetentionRule(stack, 'Volumes', { ...props, resourceType: RetainedResourceType.EBS_VOLUME });
    new RetentionRule(stack, 'Golden', { ...props, description: 'Golden\nimages', level: RetentionRuleLevel.tags({ key: 'golden' }) });
    expect(errorsOf(stack)).toEqual(inLines(errors));
  });
});

describe('docs/locked-retention-rule.md', () => {
  const [forbidden, foreignLock, undeclared, renamed, , synthesis, example] = textsOf('docs/locked-retention-rule.md');

  /** A locked rule of an app, and the owner that its rule has. */
  function locked(id: string, props: Partial<LockedRetentionRuleProps> = {}): [Stack, string] {
    const stack = newStack();
    const it = new LockedRetentionRule(stack, id, {
      resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30), lock: RuleLock.locked(Duration.days(7)), ...props,
    });
    return [stack, `Images/${stack.getLogicalId(it.node.defaultChild as CfnResource)}`];
  }

  test('shows refusals as the handler words them', () => {
    const [[, owner], [, another]] = [locked('Snapshots'), locked('AllSnapshots')];
    const refused = (by: string, message: string) => `This run changed nothing. ${by}: ${message}`;
    expect(forbidden).toBe(refused(owner, refusal({ retentionDays: 60 }, inState('locked'))));
    expect(undeclared).toBe(refused(owner, refusal({}, inState('pending'))));
    expect(renamed).toBe(refused(another, refusal({ existingRuleId: ID }, { tags: { [OWNER]: owner } }, 'creation')));
    expect(page('docs/locked-retention-rule.md')).toContain(`overrideLogicalId('${owner.split('/')[1]}')`);
  });

  test('shows a note as the handler words it', () => {
    const plan = planFor({ cause: 'update', desired: spec({ lock: UNLOCKED }), previous: spec({ lock: UNLOCKED }) }, { named: rule(inState('locked')) });
    expect(plan).toEqual({ done: true, notes: [foreignLock] });
  });

  test('shows errors as the library words them', () => {
    expect(errorsOf(locked('Snapshots', { retentionPeriod: Duration.days(366), lock: RuleLock.locked(Duration.days(31)) })[0])).toEqual(inLines(synthesis));
  });

  test('shows what is wrong with the example of AWS, all of it', () => {
    const [yaml] = blocksIn(page('docs/locked-retention-rule.md')).filter(({ info }) => info === 'yaml').map(({ code }) => code);
    const properties: object = {
      ResourceType: 'EBS_SNAPSHOT',
      RetentionPeriod: { RetentionPeriodUnit: 'DAYS', RetentionPeriodValue: 7 },
      ResourceTags: [{ Key: 'environment', Value: 'testing' }],
      LockConfiguration: { UnlockDelayUnit: 'DAYS', UnlockDelayValue: 15 },
      Status: 'available',
    };
    expect(yaml).toBe(['Type: AWS::Rbin::Rule', 'Properties:', ...Object.entries(properties).map(([name, value]) => `  ${name}: ${inYaml(value)}`), ''].join('\n'));
    expect(messages(properties as RetentionRuleProperties).map(it => it.replace(/^error /, ''))).toEqual(example.split('\n'));
  });

  test('lists the tags of the library', () => {
    const [, section] = /\n## The tags of the library\n([^]*?)\n## /.exec(page('docs/locked-retention-rule.md'))!;
    expect([...section.matchAll(/^\| `(.*?)` \|/gm)].map(([, tag]) => tag)).toEqual(OWN_TAGS);
  });

  test('lists what only a custom resource can do', () => {
    const [stack] = locked('Snapshots', {
      lockMechanism: LockMechanism.CLOUDFORMATION, existingRuleId: 'abCD1234567', reconcile: '1', serviceTimeout: Duration.minutes(5), lock: RuleLock.locked(Duration.days(7), { relock: true }),
    });
    const named = errorsOf(stack).map(it => /^\[Images\/Snapshots\] (?:lock\.)?(\w+) must not be set with/.exec(it)![1]);
    const [, row] = /^\| (An existing rule is taken over.*) \| Refused at synthesis\. \|$/m.exec(page('docs/locked-retention-rule.md'))!;
    expect(named.filter(it => it !== 'existingRuleId' && !row.includes(`\`${it}\``))).toEqual([]);
    expect(named).toHaveLength(4);
  });
});

/** Flow style, as short as it can be. */
function inYaml(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(inYaml).join(', ')}]`
    : typeof value === 'object' ? `{ ${Object.entries(value!).map(([key, it]) => `${key}: ${inYaml(it)}`).join(', ')} }` : String(value);
}

describe('docs/failure-modes.md', () => {
  /** The messages of a table, by the beginning of its head. */
  function listedUnder(head: string): string[] {
    const [, rows] = new RegExp(`^\\| message of ${head}.*\\n\\|---\\|\\n((?:\\|.*\\n)+)`, 'm').exec(page('docs/failure-modes.md'))!;
    return rows.trimEnd().split('\n').map(row => /^\| `(.*)` \|$/.exec(row)![1]);
  }

  test('lists everything that a locked rule is refused for', () => {
    expect(listedUnder('a locked rule')).toEqual([
      refusal({ retentionDays: 60 }, inState('locked')),
      refusal({ description: 'new', lock: UNLOCKED }, inState('pending')),
      refusal({ lock: lockedFor(14) }, inState('locked')),
      refusal({ lock: lockedFor(14) }, inState('pending')),
      refusal({}, inState('pending')),
      refusal({ lock: UNLOCKED, existingRuleId: ID }, { ...inState('locked'), tags: {} }, 'creation'),
      refusal({ resourceType: 'EBS_SNAPSHOT' }, {}),
      refusal({}, { isForAll: false }),
      refusal({}, { tags: { [OWNER]: THEY } }),
      refusal({ existingRuleId: OTHER_ID }, {}),
      refusal({ existingRuleId: ID }, undefined, 'creation'),
    ]);
  });

  test('lists what a rule lock is refused for besides', () => {
    const lock = (lockOf: LockedRetentionRuleSpec['lock'], there?: There, ruleId = ID) => {
      const { cause, stackId, logicalId, requestId } = event({ cause: 'creation' });
      const plan = decide(
        { contract: RETENTION_RULE_LOCK, logic: lockLogic },
        { cause, stackId, logicalId, requestId, desired: { ruleId, lock: lockOf, onRemoval: 'RETAIN' } }, { now: NOW, ...there ? { rule: rule(there) } : {} });
      return 'refuse' in plan ? plan.refuse : `not refused: ${JSON.stringify(plan)}`;
    };
    expect(listedUnder('a rule lock')).toEqual([lock(lockedFor(7)), lock(lockedFor(14), inState('locked'))]);
    const others = listedUnder('a locked rule');
    const those = [
      lock(lockedFor(14), inState('pending')), lock(lockedFor(7), inState('pending')), lock(UNLOCKED, inState('locked')),
      lock(lockedFor(7), { isForAll: false }),
    ];
    expect(those.filter(it => !others.includes(it))).toEqual([]);
  });

  test('says what a wait for a first rule ends with', () => {
    const plan = planFor({ desired: spec() }, { owned: [rule({ isAvailable: false, ...ours() })] });
    expect(plan).toMatchObject({ waitFor: expect.anything() });
    expect(page('docs/failure-modes.md')).toContain(`\`waited 59 minutes for ${'waitFor' in plan && plan.waitFor}, and CloudFormation waits no longer: deploy again to go on\``);
  });
});
