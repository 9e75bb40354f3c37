import { Annotations, App, Stack, Validations } from 'aws-cdk-lib';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import type { IConstruct } from 'constructs';
import { LifecycleAge, LifecycleAmiDeletion, LifecycleFilter, LifecyclePolicy, LifecycleResourceSelection, LifecycleRule } from '../../lib';

// The newest core has a second way to acknowledge a warning, by an id that begins otherwise.

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
});

const RULE = 'cdk-image-governance:LifecyclePolicy.SnapshotsOutliveAmis';
const REASON = 'Snapshots are kept for forensics';

describe.each([['without any feature flag', {}], ['with all recommended feature flags', recommended]])('a warning, %s,', (_, flags) => {
  test('is there', () => {
    const silent = jest.spyOn(console, 'error').mockImplementation();
    expect(warnings(() => {})).toEqual([expect.stringContaining(RULE)]);
    silent.mockRestore();
  });

  describe.each([
    ['Annotations', (on: IConstruct) => Annotations.of(on).acknowledgeWarning(RULE, REASON)],
    ['Validations', (on: IConstruct) => Validations.of(on).acknowledge({ id: RULE, reason: REASON })],
    ['Validations, by the id that the report of the core names', (on: IConstruct) =>
      Validations.of(on).acknowledge({ id: `Annotation::${RULE}`, reason: REASON })],
  ])('is acknowledged by %s', (__, acknowledge) => {
    test('on the policy', () => {
      expect(warnings(acknowledge)).toEqual([]);
    });

    test('on its stack', () => {
      expect(warnings(policy => acknowledge(policy.node.scope!))).toEqual([]);
    });
  });

  function warnings(acknowledge: (policy: LifecyclePolicy) => void): unknown[] {
    const app = new App({ context: { ...flags } });
    acknowledge(new LifecyclePolicy(new Stack(app, 'Stack'), 'Policy', {
      rules: [LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.years(1)), includeResources: LifecycleAmiDeletion.AMIS })],
      resourceSelection: LifecycleResourceSelection.tags({ governance: 'golden' }),
    }));
    return app.synth().stacks.flatMap(({ messages }) => messages.map(({ entry }) => entry.data));
  }
});
