import { builder, GOLDEN, HOME, policy, policyOf, putPolicy, startAnew } from '../src/image-builder-client';

describe('the policy of an image', () => {
  test('is nothing until it is put, and then what was put', async () => {
    builder.addImage(HOME);
    expect(await policy()).toBeUndefined();
    expect(await putPolicy(policyOf())).toMatchObject({ imageArn: GOLDEN });
    expect(await policy()).toBe(policyOf());
    await putPolicy(policyOf({ Action: 'imagebuilder:GetImage' }));
    expect(await policy()).toBe(policyOf({ Action: 'imagebuilder:GetImage' }));
  });

  test('of an image that does not exist is not found', async () => {
    await expect(policy()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(putPolicy(policyOf())).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each<[string, string]>([
    ['{', 'The policy is no JSON.'],
    ['{}', 'The policy has no statement.'],
    ['{"Statement":[]}', 'The policy has no statement.'],
    [policyOf({ Effect: 'Deny' }), 'The effect of a statement must be Allow.'],
    [policyOf({ Resource: ['*'] }), `The resource of a statement must be ${GOLDEN}.`],
    [policyOf({ Resource: [GOLDEN, GOLDEN] }), `The resource of a statement must be ${GOLDEN}.`],
    [policyOf({ Action: [] }), 'A statement must allow actions that read images.'],
    [policyOf({ Action: ['imagebuilder:DeleteImage'] }), 'A statement must allow actions that read images.'],
    [policyOf({ Principal: {} }), 'A statement has a principal that is not valid.'],
    [policyOf({ Principal: '*' }), 'A statement has a principal that is not valid.'],
    [policyOf({ Principal: { AWS: 'o-0123456789' } }), 'A statement has a principal that is not valid.'],
  ])('%s is refused', async (text, message) => {
    builder.addImage(HOME);
    await putPolicy(policyOf());
    await expect(putPolicy(text)).rejects.toMatchObject({ name: 'InvalidParameterValueException', message });
    expect(await policy()).toBe(policyOf());
  });

  test('names everybody only if that is wanted', async () => {
    await startAnew({ acceptsWildcardPrincipals: true });
    builder.addImage(HOME);
    await putPolicy(policyOf({ Principal: { AWS: '*' } }));
    await putPolicy(policyOf({ Principal: '*' }));
    expect(await policy()).toBe(policyOf({ Principal: '*' }));
  });

  test('goes with the share that was made from it, and tells who shares images of it', async () => {
    const put: unknown[] = [];
    let withdrawn = false;
    await startAnew({ sharing: { isShared: () => false, withdrewPolicy: () => withdrawn, policyPut: (...told) => put.push(told) } });
    builder.addImage(HOME);
    await putPolicy(policyOf());
    expect(put).toEqual([[GOLDEN, { actions: ['imagebuilder:GetImage', 'imagebuilder:ListImages'], principals: ['222222222222'] }]]);
    withdrawn = true;
    expect(await policy()).toBeUndefined();
  });
});
