import { App, Aspects, CfnResource, Duration, IAspect, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { CfnRole, Role } from 'aws-cdk-lib/aws-iam';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { CfnFunction, Function as LambdaFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnResourceShare } from 'aws-cdk-lib/aws-ram';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import type { IConstruct } from 'constructs';
import { HANDLERS, idOf, NAMES, ONE_OF_EACH, oneOfEach, ROLES } from './one-of-each';
import { resourcesIn, stackOfAll, warningsIn } from './synthesised';
import { RetainedResourceType, RetentionRule } from '../../lib';
import { ENV, errorsOf, newStack, policy } from '../support/stacks';

/** An aspect that does something to everything of a kind. */
function forAll<T extends IConstruct>(is: (construct: IConstruct) => construct is T, change: (it: T) => void): IAspect {
  return { visit: construct => (is(construct) ? change(construct) : undefined) };
}
const isLifecyclePolicy = (it: IConstruct): it is CfnLifecyclePolicy => CfnLifecyclePolicy.isCfnLifecyclePolicy(it);
const isRule = (it: IConstruct): it is CfnRule => CfnRule.isCfnRule(it);

test('an aspect sees each construct of the library, and every resource below it', () => {
  const stack = newStack({ env: ENV });
  const made = oneOfEach(stack);
  const seen = new Set<IConstruct>();
  Aspects.of(stack.node.root).add({ visit: construct => void seen.add(construct) });
  const resources = resourcesIn(stack);
  expect(Object.entries(made).filter(([, construct]) => !seen.has(construct))).toEqual([]);
  expect([...seen].filter(it => CfnResource.isCfnResource(it))).toHaveLength(resources.length);
});

test('what an aspect changes in a resource is in the template, of handlers and roles as well', () => {
  const stack = stackOfAll({ env: ENV });
  for (const aspect of [
    forAll(CfnFunction.isCfnFunction, it => { it.reservedConcurrentExecutions = 1; }),
    forAll(CfnLogGroup.isCfnLogGroup, it => { it.retentionInDays = 30; }),
    forAll(CfnRole.isCfnRole, it => { it.path = '/governance/'; }),
    forAll(isLifecyclePolicy, it => { it.status = 'DISABLED'; }),
    forAll((it): it is CfnResource => CfnResource.isCfnResource(it) && it.cfnResourceType.startsWith('Custom::'), it => it.addPropertyOverride('Reconcile', '1')),
  ]) {
    Aspects.of(stack).add(aspect);
  }
  const values = (property: string, ...types: string[]) => resourcesIn(stack, ...types).map(({ Properties }) => Properties[property]);
  expect(values('ReservedConcurrentExecutions', 'AWS::Lambda::Function')).toEqual(HANDLERS.map(() => 1));
  expect(values('RetentionInDays', 'AWS::Logs::LogGroup')).toEqual(HANDLERS.map(() => 30));
  expect(values('Path', 'AWS::IAM::Role')).toEqual(Array.from({ length: ROLES }, () => '/governance/'));
  expect(values('Status', 'AWS::ImageBuilder::LifecyclePolicy')).toEqual(['DISABLED']);
  const custom = Object.values(ONE_OF_EACH).flatMap(({ resources }) => resources).filter(type => type.startsWith('Custom::'));
  expect(values('Reconcile', ...custom)).toEqual(custom.map(() => '1'));
});

test('what the app injects into all functions and roles holds for those of the library', () => {
  const injecting = (constructUniqueId: string, more: object) => ({ constructUniqueId, inject: (props: object) => ({ ...props, ...more }) });
  const stack = stackOfAll({ env: ENV }, {
    propertyInjectors: [
      injecting(LambdaFunction.PROPERTY_INJECTION_ID, { tracing: Tracing.ACTIVE }), injecting(Role.PROPERTY_INJECTION_ID, { path: '/governance/' }),
    ],
  });
  expect(resourcesIn(stack, 'AWS::Lambda::Function').map(({ Properties }) => Properties.TracingConfig)).toEqual(HANDLERS.map(() => ({ Mode: 'Active' })));
  expect(resourcesIn(stack, 'AWS::IAM::Role').map(({ Properties }) => Properties.Path)).toEqual(Array.from({ length: ROLES }, () => '/governance/'));
});

describe('rules are asked after aspects', () => {
  test('and see what these changed for the worse, all at once', () => {
    const stack = stackOfAll({ env: ENV });
    Aspects.of(stack).add(forAll(isLifecyclePolicy, it => { it.description = ''; }));
    Aspects.of(stack).add(forAll(isRule, it => { it.retentionPeriod = { retentionPeriodValue: 366, retentionPeriodUnit: 'DAYS' }; }));
    Aspects.of(stack).add(forAll(CfnResourceShare.isCfnResourceShare, it => { it.principals = ['33333333333']; }));
    Aspects.of(stack).add({
      visit: construct => {
        if (isRule(construct) && construct.lockConfiguration !== undefined) {
          construct.applyRemovalPolicy(RemovalPolicy.DESTROY);
        }
      },
    });
    expect(errorsOf(() => resourcesIn(stack)).map(error => /^\[(.+?)\].*\(cdk-image-governance:(.+?),/.exec(error)!.slice(1).join(' ')).sort()).toEqual([
      'Images/ImageSharePolicy ImageSharePolicy.PrincipalFormat',
      'Images/LifecyclePolicy LifecyclePolicy.DescriptionLength',
      'Images/LockedRetentionRuleByCloudFormation LockedRetentionRule.RetainedByCloudFormation',
      'Images/LockedRetentionRuleByCloudFormation LockedRetentionRule.RetentionPeriodRange',
      'Images/RetentionRule RetentionRule.RetentionPeriodRange',
    ]);
  });

  test('and see what these put right', () => {
    const stack = newStack({ env: ENV });
    policy(stack, { description: '' });
    Aspects.of(stack).add(forAll(isLifecyclePolicy, it => { it.description = 'put right'; }));
    expect(resourcesIn(stack, 'AWS::ImageBuilder::LifecyclePolicy').map(({ Properties }) => Properties.Description)).toEqual(['put right']);
  });

  test('but not what they override: that is how one gets past a rule', () => {
    const stack = newStack({ env: ENV });
    policy(stack);
    Aspects.of(stack).add(forAll(isLifecyclePolicy, it => it.addPropertyOverride('Description', '')));
    expect(resourcesIn(stack, 'AWS::ImageBuilder::LifecyclePolicy').map(({ Properties }) => Properties.Description)).toEqual(['']);
  });

  test.each(['of an app', 'of the second of two Stages'])('%s, also where they look at other constructs', where => {
    const app = new App();
    const scopes = where === 'of an app' ? [app] : ['Beta', 'Prod'].map(id => new Stage(app, id, { env: ENV }));
    const stacks = scopes.map(scope => new Stack(scope, 'Images', { env: ENV }));
    stacks.forEach((stack, index) => {
      policy(stack, { lifecyclePolicyName: `one-${index}` }, 'One');
      policy(stack, { lifecyclePolicyName: `two-${index}` }, 'Two');
    });
    Aspects.of(scopes.at(-1)!).add(forAll(isLifecyclePolicy, it => { it.name = 'same'; }));
    expect(errorsOf(() => app.synth())).toEqual([
      expect.stringMatching(new RegExp(`^\\[${stacks.at(-1)!.node.path}/Two\\] lifecyclePolicyName must differ from the name of ${stacks.at(-1)!.node.path}/One `)),
    ]);
  });
});

describe.each([true, false])('an aspect that adds constructs, with aspects stabilised: %s,', stabilised => {
  const flags = { context: { '@aws-cdk/core:aspectStabilization': stabilised } };

  test('can add any construct of the library, with its handler', () => {
    const stack = newStack({ env: ENV }, flags);
    Aspects.of(stack).add(forAll(Stack.isStack, it => void (it.node.tryFindChild(idOf(NAMES[0])) ?? oneOfEach(it))));
    const own = Object.values(ONE_OF_EACH).flatMap(({ resources }) => resources);
    expect(resourcesIn(stack).map(({ Type }) => Type)).toEqual(expect.arrayContaining(own));
    expect(resourcesIn(stack, 'AWS::Lambda::Function')).toHaveLength(HANDLERS.length);
    expect(warningsIn(stack.node.root as App)).toEqual([]);
  });

  test('has what it adds validated', () => {
    const stack = newStack({ env: ENV }, flags);
    Aspects.of(stack).add(forAll(Stack.isStack, it => void (it.node.tryFindChild('Policy') ?? policy(it, { description: '' }))));
    expect(errorsOf(() => resourcesIn(stack))).toEqual([expect.stringMatching(/^\[Images\/Policy\] description must have 1 to 1024 characters/)]);
  });

  test.each(['Beta', 'Prod'])('is seen by what looks for other constructs in its Stage, here %s', id => {
    const app = new App(flags);
    const stages = ['Beta', 'Prod'].map(stage => new Stage(app, stage));
    const days = (type: RetainedResourceType) => ({ resourceType: type, retentionPeriod: Duration.days(30) });
    for (const stage of stages) {
      const stack = new Stack(stage, 'Images');
      new RetentionRule(stack, 'Amis', days(RetainedResourceType.EC2_IMAGE));
      if (stage.node.id !== id) {
        new RetentionRule(stack, 'Snapshots', days(RetainedResourceType.EBS_SNAPSHOT));
      }
    }
    Aspects.of(stages.find(({ node }) => node.id === id)!).add(forAll(Stack.isStack, it =>
      void (it.node.tryFindChild('Snapshots') ?? new RetentionRule(it, 'Snapshots', days(RetainedResourceType.EBS_SNAPSHOT)))));
    expect(warningsIn(app)).toEqual([]);
  });
});
