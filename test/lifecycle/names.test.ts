import { App, CfnParameter, Lazy, Stack, Stage, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { Construct } from 'constructs';
import { ENV, errorsOf, newStack, policy, warningsOn } from '../support/stacks';

const LATER = { ...ENV, region: 'us-east-1' };

describe('names', () => {
  const collision = (name: string, other: string, at: (app: App) => [Stack, Stack] = oneStack) => {
    const app = new App();
    const [one, two] = at(app);
    policy(one, { lifecyclePolicyName: name }, 'One');
    policy(two, { lifecyclePolicyName: other }, 'Two');
    return errorsOf(() => app.synth());
  };
  const oneStack = (app: App): [Stack, Stack] => {
    const stack = new Stack(app, 'Images');
    return [stack, stack];
  };
  const twoStacks = (one?: StackProps, two = one) => (app: App): [Stack, Stack] => [new Stack(app, 'One', one), new Stack(app, 'Two', two)];
  const twoStages = (env?: StackProps) => (app: App): [Stack, Stack] =>
    [new Stack(new Stage(app, 'Beta'), 'Images', env), new Stack(new Stage(app, 'Prod'), 'Images', env)];

  test.each([['golden linux', 'Golden Linux'], ['golden linux', 'golden_linux'], ['same', 'same']])('collide: %j and %j', (one, two) => {
    expect(collision(one, two)).toEqual([
      `[Images/Two] lifecyclePolicyName must differ from the name of Images/One by more than capitals, spaces and underscores, got "${two}": `
      + 'rename one of the two, or leave a name out and one is generated (cdk-image-governance:LifecyclePolicy.NameUnique, '
      + 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
    ]);
  });

  test.each<[string, (app: App) => [Stack, Stack]]>([
    ['two stacks of a Stage without an environment', twoStacks()],
    ['two stacks of one account and Region', twoStacks({ env: ENV })],
    ['two Stages of one account and Region', twoStages({ env: ENV })],
  ])('collide in %s', (_, at) => {
    expect(collision('golden', 'Golden', at)).toEqual([expect.stringContaining('LifecyclePolicy.NameUnique')]);
  });

  test.each<[string, (app: App) => [Stack, Stack]]>([
    ['two Regions', twoStacks({ env: ENV }, { env: LATER })],
    ['two accounts', twoStacks({ env: ENV }, { env: { ...ENV, account: '222222222222' } })],
    ['a known and an unknown environment', twoStacks({ env: ENV }, {})],
    ['two Stages without an environment', twoStages()],
    ['two Stages of a known Region and unknown accounts', twoStages({ env: { region: 'eu-west-1' } })],
  ])('may be the same in %s', (_, at) => {
    expect(collision('golden', 'golden', at)).toEqual([]);
  });

  test('of L1 policies count, whichever is first, and are told once', () => {
    for (const first of ['L1', 'L2']) {
      const stack = newStack();
      const [one, two] = first === 'L1' ? ['l1', 'l2'] : ['l2', 'l1'];
      for (const kind of [one, two]) {
        if (kind === 'l2') {
          policy(stack, { lifecyclePolicyName: 'golden' });
        } else {
          rawPolicy(stack, 'Raw', 'Golden');
        }
      }
      expect(errorsOf(() => Template.fromStack(stack))).toEqual([expect.stringMatching(
        /^\[Images\/Policy\] lifecyclePolicyName must differ from the name of Images\/Raw by more than .* got "golden"/)]);
    }
  });

  test('that three policies share are told on the two later ones', () => {
    const stack = newStack();
    ['One', 'Two', 'Three'].forEach(id => policy(stack, { lifecyclePolicyName: 'golden' }, id));
    expect(errorsOf(() => Template.fromStack(stack)).map(line => line.slice(0, 20))).toEqual(['[Images/Two] lifecyc', '[Images/Three] lifec']);
  });

  test('behind a lazy value count, behind a parameter they do not', () => {
    const stack = newStack();
    rawPolicy(stack, 'Raw', Lazy.string({ produce: () => 'Golden' }));
    rawPolicy(stack, 'Unknown', new CfnParameter(stack, 'Name').valueAsString);
    policy(stack, { lifecyclePolicyName: 'golden' });
    expect(errorsOf(() => Template.fromStack(stack))).toHaveLength(1);
  });

  test('that differ by a hyphen are warned of, as the service does not say', () => {
    const stack = newStack();
    policy(stack, { lifecyclePolicyName: 'golden-linux' });
    policy(stack, { lifecyclePolicyName: 'Golden linux' }, 'Other');
    expect([warningsOn(stack), warningsOn(stack, '/Images/Other/Resource')].map(ids => ids.filter(id => id.startsWith('Name'))))
      .toEqual([[], ['NameMayCollide']]);
  });

  test('are looked at anew in each synthesis', () => {
    const stack = newStack();
    const app = stack.node.root as App;
    policy(stack, { lifecyclePolicyName: 'golden' });
    expect(errorsOf(() => app.synth())).toEqual([]);
    const raw = rawPolicy(stack, 'Raw', 'golden');
    expect(errorsOf(() => app.synth({ force: true }))).toHaveLength(1);
    raw.name = 'other';
    expect(errorsOf(() => app.synth({ force: true }))).toEqual([]);
  });
});

function rawPolicy(scope: Construct, id: string, name: string): CfnLifecyclePolicy {
  return new CfnLifecyclePolicy(scope, id, {
    name, executionRole: 'role', resourceType: 'AMI_IMAGE', policyDetails: [], resourceSelection: { tagMap: { a: 'b' } },
  });
}
