import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { GoldenImages } from './alpha-example';
import { blocksIn, page } from '../support/markdown';

// What docs/mixing.md shows of the alpha library. The compiler looks at it as at any other test of the newest core.

test('the page shows the example as it is here', () => {
  const shown = blocksIn(page('docs/mixing.md')).filter(({ code }) => code.includes('aws-imagebuilder-alpha')).map(({ code }) => code);
  expect(shown).toEqual([readFileSync(join(__dirname, 'alpha-example.ts'), 'utf8')]);
});

describe('the example', () => {
  process.env.CDK_VALIDATION = 'false';
  process.env.JSII_DEPRECATED = 'quiet';
  const stack = new GoldenImages(new App(), 'Images', { env: { account: '111111111111', region: 'eu-west-1' } });
  const idOf = (id: string) => stack.getLogicalId(stack.node.findChild(id).node.defaultChild as CfnResource);

  test('governs all versions of the recipe, and comes after it', () => {
    Template.fromStack(stack).hasResource('AWS::ImageBuilder::LifecyclePolicy', {
      Properties: { ResourceSelection: { Recipes: [{ Name: { 'Fn::GetAtt': [idOf('Recipe'), 'Name'] }, SemanticVersion: 'x.x.x' }] } },
      DependsOn: [idOf('Recipe')],
    });
  });

  test('shares the image', () => {
    Template.fromStack(stack).hasResourceProperties('Custom::ImageSharePolicy', {
      Images: [{ Image: { 'Fn::GetAtt': [idOf('Image'), 'Arn'] } }], Launch: [{ UserId: '222222222222' }],
    });
  });

  test('is told that the shared image goes: the two know that they mean the same', () => {
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ id, entry }) => `${id} ${/\[ack: (.+)\]$/.exec(entry.data as string)![1]}`))
      .toEqual(['/Images/Share/Resource/Default cdk-image-governance:ImageSharePolicy.LifecycleTakesImageAway']);
  });
});
