import { App, Stack } from 'aws-cdk-lib';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { everyRetentionOption } from './retention-stacks';
import { everySharingOption } from './sharing-stacks';
import { customResource, everyLifecycleOption } from './stacks';
import { everyStateOption } from './state-stacks';
import { goldenImages } from '../../examples/golden-images/golden-images';

// The newest core checks each template against the schemas of CloudFormation. What this library writes has to pass, warnings included.

beforeAll(() => {
  // Set to false, it switches the validator off whatever the context says.
  delete process.env.CDK_VALIDATION;
});

test.each([
  ['the example', goldenImages],
  ['every lifecycle policy and option', everyLifecycleOption],
  ['every way of sharing and option', everySharingOption],
  ['every retention rule, lock and option', everyRetentionOption],
  ['every state of an image and option', everyStateOption],
  ['a custom resource of this library', customResource],
])('%s passes the core\'s validator, which refuses what is wrong in the very same app', (_, define) => {
  const app = strictApp();
  define(app);
  const broken = strictApp();
  define(broken);
  countOfNothing(new Stack(broken, 'Broken'));

  expect(violationsOf(broken)).toEqual(['Broken/Policy PolicyDetails.0.Filter.Value: 0 is less than the minimum of 1']);
  expect(violationsOf(app)).toEqual([]);
});

function strictApp(): App {
  return new App({
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/core:strictCfnValidateErrors': true,
    },
  });
}

/** An L1 that nobody but the validator looks at. */
function countOfNothing(stack: Stack): void {
  new CfnLifecyclePolicy(stack, 'Policy', {
    name: 'count-of-nothing',
    executionRole: 'lifecycle',
    resourceType: 'AMI_IMAGE',
    policyDetails: [{ action: { type: 'DELETE', includeResources: { amis: true } }, filter: { type: 'COUNT', value: 0 } }],
    resourceSelection: { tagMap: { stage: 'golden' } },
  });
}

/** What the validator says of which construct, out of its message for people; or what else went wrong. */
function violationsOf(app: App): string[] {
  try {
    app.synth();
    return [];
  } catch (error) {
    const { message } = error as Error;
    const violations = [...message.matchAll(/^ERROR (.*) \(CloudFormation Validate\)\n +(\S+)/gm)].map(([, problem, path]) => `${path} ${problem}`);
    return violations.length > 0 ? violations : [message];
  }
}
