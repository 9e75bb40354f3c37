import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { customResource } from './stacks';

// What a custom resource of this library brings into a stack, under the newest core.

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
});

test('cdk-nag finds nothing in its function, role and log group', () => {
  const app = new App();
  customResource(app);
  const found = new AwsSolutionsChecks().validateScope(app).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
  expect(found).toEqual([]);
});
