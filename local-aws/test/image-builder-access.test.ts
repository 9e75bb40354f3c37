import { builder, GOLDEN, HOME, ROLE } from '../src/image-builder-client';

const POLICY = 'arn:aws:imagebuilder:eu-west-1:111111111111:lifecycle-policy/golden-linux';
const ID = 'lce-00000000-0000-4000-8000-000000000001';

describe('what a role needs', () => {
  const tagged = { 'aws:ResourceTag/team': 'platform' };
  const on = (action: string, resource: string, context: object = {}) => ({ action: `imagebuilder:${action}`, resource, context });
  const pass = { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': 'imagebuilder.amazonaws.com' } };
  const requested = { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' };
  const ofType = { 'imagebuilder:LifecyclePolicyResourceType': 'AMI_IMAGE' };
  const execution = `arn:aws:imagebuilder:eu-west-1:111111111111:lifecycle-execution/${ID}`;

  test.each<[string, object, object[]]>([
    ['GetImage', { imageBuildVersionArn: GOLDEN }, [on('GetImage', GOLDEN, tagged)]],
    ['DeleteImage', { imageBuildVersionArn: GOLDEN }, [on('DeleteImage', GOLDEN, tagged)]],
    ['ListImages', {}, [{ action: 'imagebuilder:ListImages', resource: '*' }]],
    ['ListImageBuildVersions', { imageVersionArn: GOLDEN.replace(/\/1$/, '') }, [on('ListImageBuildVersions', GOLDEN.replace(/1$/, '*'))]],
    ['StartResourceStateUpdate', { resourceArn: GOLDEN }, [on('StartResourceStateUpdate', GOLDEN, tagged)]],
    ['StartResourceStateUpdate', { resourceArn: GOLDEN, executionRole: ROLE }, [on('StartResourceStateUpdate', GOLDEN, tagged), pass]],
    ['StartResourceStateUpdate', { resourceArn: GOLDEN, executionRole: 'lifecycle' }, [on('StartResourceStateUpdate', GOLDEN, tagged), pass]],
    ['GetLifecycleExecution', { lifecycleExecutionId: ID }, [on('GetLifecycleExecution', execution)]],
    ['ListLifecycleExecutionResources', { lifecycleExecutionId: ID }, [on('ListLifecycleExecutionResources', execution)]],
    ['CancelLifecycleExecution', { lifecycleExecutionId: ID }, [on('CancelLifecycleExecution', execution)]],
    ['ListLifecycleExecutions', { resourceArn: GOLDEN }, [on('ListLifecycleExecutions', GOLDEN, tagged)]],
    ['GetImagePolicy', { imageArn: GOLDEN }, [on('GetImagePolicy', GOLDEN, tagged)]],
    ['PutImagePolicy', { imageArn: GOLDEN }, [on('PutImagePolicy', GOLDEN, tagged)]],
    ['TagResource', { resourceArn: GOLDEN, tags: { a: '1' } }, [on('TagResource', GOLDEN, { ...tagged, ...requested })]],
    ['UntagResource', { resourceArn: GOLDEN, tagKeys: ['a'] }, [on('UntagResource', GOLDEN, { ...tagged, 'aws:TagKeys': ['a'] })]],
    ['ListTagsForResource', { resourceArn: GOLDEN }, [on('ListTagsForResource', GOLDEN, tagged)]],
    ['CreateLifecyclePolicy', { name: 'Golden Linux', executionRole: ROLE, resourceType: 'AMI_IMAGE', tags: { a: '1' } },
      [on('CreateLifecyclePolicy', POLICY, { ...ofType, ...requested }), on('TagResource', POLICY, requested), pass]],
    ['UpdateLifecyclePolicy', { lifecyclePolicyArn: POLICY, executionRole: ROLE, resourceType: 'AMI_IMAGE' }, [on('UpdateLifecyclePolicy', POLICY, ofType), pass]],
    ['GetLifecyclePolicy', { lifecyclePolicyArn: POLICY }, [on('GetLifecyclePolicy', POLICY)]],
    ['DeleteLifecyclePolicy', { lifecyclePolicyArn: POLICY }, [on('DeleteLifecyclePolicy', POLICY)]],
    ['ListLifecyclePolicies', {}, [{ action: 'imagebuilder:ListLifecyclePolicies', resource: '*' }]],
  ])('for %s %j', (operation, input, requests) => {
    builder.addImage(HOME, { tags: { team: 'platform' } });
    expect(builder.access![operation](input, HOME)).toEqual(requests);
  });

  test('is said of every operation', () => {
    expect(Object.keys(builder.access!).sort()).toEqual(Object.keys(builder.operations).sort());
  });
});
