import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json';
import { everyRetentionOption } from './retention-stacks';
import { everySharingOption } from './sharing-stacks';
import { everyLifecycleOption } from './stacks';
import { everyStateOption } from './state-stacks';
import { goldenImages } from '../../examples/golden-images/golden-images';

// Feature flags change how the core writes roles and names. What the library says must not depend on them.

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
});

describe.each([
  ['the example', goldenImages],
  ['every lifecycle policy and option', everyLifecycleOption],
  ['every way of sharing and option', everySharingOption],
  ['every retention rule, lock and option', everyRetentionOption],
  ['every state of an image and option', everyStateOption],
])('%s, without any feature flag and with all that are recommended,', (_, define) => {
  const [without, withAll] = [{}, recommended].map(flags => {
    const app = new App({ context: { ...flags } });
    define(app);
    return app;
  });
  const templates = (app: App) => app.synth().stacks.map(({ template }) => Template.fromJSON(template as Record<string, unknown>));

  test('has the same policies', () => {
    expect(templates(without).flatMap(policies)).not.toEqual([]);
    expect(templates(withAll).map(policies)).toEqual(templates(without).map(policies));
  });

  test('grants the same actions', () => {
    expect(templates(without).flatMap(actions)).not.toEqual([]);
    expect(templates(withAll).map(actions)).toEqual(templates(without).map(actions));
  });

  test('raises no warning', () => {
    expect([without, withAll].flatMap(app => app.synth().stacks.flatMap(({ messages }) => messages))).toEqual([]);
  });
});

/** What says something about images, what retains them, and keys, whose policies let others use images. */
const POLICIES = [
  'AWS::ImageBuilder::LifecyclePolicy', 'Custom::ImageSharePolicy', 'Custom::ImagePolicy', 'AWS::RAM::ResourceShare', 'AWS::KMS::Key',
  'Custom::ImageAttributes', 'AWS::Rbin::Rule', 'Custom::LockedRetentionRule', 'Custom::RetentionRuleLock', 'AWS::Events::Rule',
  'Custom::ImageStateUpdate',
];

function policies(template: Template): Record<string, object>[] {
  // Policies of handlers are called by what they allow, and one flag writes the partition instead of a reference to it.
  return POLICIES.map(type => JSON.parse(JSON.stringify(template.findResources(type)).replace(/(?<=HandlerAllows)[0-9a-f]{8}[0-9A-F]{8}/g, '')));
}

/** The actions that the roles of a template get, each once: a flag merges statements. */
function actions(template: Template): string[] {
  const inline = Object.values(template.findResources('AWS::IAM::Role')).flatMap(({ Properties }) => Properties.Policies ?? []);
  const attached = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);
  const statements: Statement[] = [...inline, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return [...new Set(statements.flatMap(({ Action }) => Action))].sort();
}

interface Statement {
  readonly Action: string | string[];
}
