import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  ImageAttributes, ImageBuild, ImagePrincipal, ImageSelection, ImageShareMode, ImageSharePolicy, ImageState, ImageStateUpdate, ImdsSupport,
  LifecycleAge, LifecycleFilter, LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule, LockedRetentionRule,
  RetainedResourceType, RetentionRule, RetentionRuleLevel, RuleLock, RuleLockRemoval,
} from '../lib';
import { blocksIn, page } from './support/markdown';
import serializer from '../lib/jest-serializer';

// docs/snapshots.md shows what changes of an app look like in a snapshot: here are these apps.

const { format } = jest.requireActual<{ format(value: unknown, options?: object): string }>('pretty-format');

type Declare = (stack: Stack) => unknown;

const images = [ImageSelection.fromAmiId('ami-0123456789abcdef0')];
const account = (id: string) => ImagePrincipal.account(id);
const organization = ImagePrincipal.organization('arn:aws:organizations::111122223333:organization/o-abcdefghij');
const image = ImageBuild.fromImageBuildVersionArn('arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1');
const update = (state: ImageState): Declare => stack => new ImageStateUpdate(stack, 'Recall', { image, state });
const described = (imdsSupport?: ImdsSupport): Declare => stack => new ImageAttributes(stack, 'GoldenAmi', { images, description: 'Golden', imdsSupport });
const policy = (...rules: LifecycleRule[]): Declare => stack => new LifecyclePolicy(stack, 'GoldenImages', {
  resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('golden', 'x.x.x')),
  rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(20) }), ...rules],
});
const deletion = (age: number, exclusionTags?: Record<string, string>) =>
  LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(age)), exclusionTags });
const locked = (lock: RuleLock, onRemoval?: RuleLockRemoval): Declare => stack => new LockedRetentionRule(stack, 'Snapshots', {
  resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30), lock, onRemoval,
});
const retained = (days: number, level?: RetentionRuleLevel): Declare => stack => new RetentionRule(stack, 'Amis', {
  resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(days), level,
});
const shared = (launch: ImagePrincipal[], mode?: ImageShareMode, allowPublicLaunch?: boolean): Declare => stack =>
  new ImageSharePolicy(stack, 'GoldenAmi', { images, launch, mode, allowPublicLaunch });

/** Apps before and after a change, by the name of its block in the page. */
const CHANGES: Readonly<Record<string, readonly [Declare, Declare]>> = {
  'deletion-of-a-build': [update(ImageState.disabled()), update(ImageState.deletedIrreversibly())],
  'imds-support': [described(), described(ImdsSupport.v2Irreversibly())],
  'lock': [locked(RuleLock.unlocked()), locked(RuleLock.locked(Duration.days(30)))],
  'deletion-by-age': [policy(), policy(deletion(90))],
  'age': [policy(deletion(90, { pinned: 'true' })), policy(deletion(30))],
  'disabling': [policy(), policy(LifecycleRule.disableAmis({ age: LifecycleAge.days(60) }))],
  'mode': [shared([account('222222222222')]), shared([account('222222222222')], ImageShareMode.authoritative())],
  'unlock': [locked(RuleLock.locked(Duration.days(7))), locked(RuleLock.unlocked())],
  'retention': [retained(30), retained(7, RetentionRuleLevel.regionExcluding({ key: 'lifetime', value: 'short' }))],
  'launch': [shared([account('222222222222'), account('333333333333')]), shared([account('222222222222'), organization])],
  'everyone': [shared([organization]), shared([organization, ImagePrincipal.everyone()], undefined, true)],
};

function snapshotOf(declare: Declare): string {
  const stack = new Stack(new App(), 'Images', { env: { account: '111122223333', region: 'eu-west-1' } });
  declare(stack);
  return format(Template.fromStack(stack).toJSON(), { plugins: [serializer], printBasicPrototype: false, escapeString: false });
}

const BLOCKS = blocksIn(page('docs/snapshots.md')).filter(({ info }) => info.startsWith('diff ')).map(({ info, code, line }) => ({ name: info.slice('diff '.length), code, line }));

test('every change is shown, and every one that is shown is of an app', () => {
  expect([...new Set(BLOCKS.map(({ name }) => name))].sort()).toEqual(Object.keys(CHANGES).sort());
});

test.each(BLOCKS)('the change at line $line, $name, looks like that', ({ name, code }) => {
  const [before, after] = CHANGES[name].map(snapshotOf);
  const lines = code.trimEnd().split('\n');
  const without = (sign: string) => ['', ...lines.filter(line => !line.startsWith(sign)).map(line => line.slice(1)), ''].join('\n');
  expect(before).toContain(without('+'));
  expect(after).toContain(without('-'));
  // A line that is in both apps is no change.
  expect(before).not.toContain(without('-'));
});

test('the function of the page is one of the library', () => {
  const [hidden] = blocksIn(page('docs/snapshots.md')).filter(({ info }) => info === 'text');
  const indented = hidden.code.trimEnd().split('\n').map(line => `        ${line}\n`).join('');
  expect(snapshotOf(locked(RuleLock.unlocked()))).toContain(indented);
});
