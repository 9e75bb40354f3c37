import { asked, create, remove, update } from './deployment';
import { StandInFault } from '../../../src/service-error';

// Roles and their policies as stacks have them: what the store of roles is told.

const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';
const MANAGED = 'AWS::IAM::ManagedPolicy';
const PROFILE = 'AWS::IAM::InstanceProfile';
const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const document = (Action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const inline = (name: string, action = 'rbin:GetRule') => ({ PolicyName: name, PolicyDocument: document(action) });
const arnOf = (name: string) => `arn:aws:iam::111111111111:role/${name}`;
const NAMED = { RoleName: 'governor', AssumeRolePolicyDocument: TRUST };
const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

test('a role is put with its trust, its managed policies and its inline policies', async () => {
  expect(await create(ROLE, { ...NAMED, ManagedPolicyArns: [BASIC], Policies: [inline('a'), inline('b')] })).toEqual({
    physicalId: 'governor', attributes: { Arn: arnOf('governor'), RoleId: expect.stringMatching(/^AROA[0-9A-Z]{17}$/) },
  });
  expect(asked).toEqual([
    ['putRole', arnOf('governor'), { trust: TRUST, managedPolicyArns: [BASIC] }],
    ['putPolicy', arnOf('governor'), 'a', document('rbin:GetRule')],
    ['putPolicy', arnOf('governor'), 'b', document('rbin:GetRule')],
  ]);
});

test('a role without a name gets one of at most 64 characters, another at each replacement, and the same in each run', async () => {
  const long = { logicalId: 'L'.repeat(80) };
  const names = [await create(ROLE, { AssumeRolePolicyDocument: TRUST }, long), await create(ROLE, { AssumeRolePolicyDocument: TRUST }, long)]
    .map(it => it.physicalId);
  expect(names).toEqual([expect.stringMatching(/^Images-L{44}-[0-9A-Z]{12}$/), expect.stringMatching(/^Images-L{44}-[0-9A-Z]{12}$/)]);
  expect(names[0]).not.toBe(names[1]);
  expect((await create(ROLE, { AssumeRolePolicyDocument: TRUST })).physicalId).toBe('Images-It-5VCOY6JP0RVC');
});

test('a path is part of the ARN, and is found again by the name', async () => {
  expect((await create(ROLE, { ...NAMED, Path: '/team/' })).attributes.Arn).toBe('arn:aws:iam::111111111111:role/team/governor');
  asked.splice(0);
  await create(POLICY, { ...inline('p'), Roles: ['governor'] });
  expect(asked).toEqual([['putPolicy', 'arn:aws:iam::111111111111:role/team/governor', 'p', document('rbin:GetRule')]]);
});

test('a role is found by its name in the account of the stack, and no longer when it is gone', async () => {
  await create(ROLE, { ...NAMED, Path: '/theirs/' }, { caller: { account: '222222222222', region: 'eu-west-1' } });
  await create(ROLE, { ...NAMED, Path: '/team/' });
  await remove(ROLE, 'governor');
  asked.splice(0);
  await create(POLICY, { ...inline('p'), Roles: ['governor'] });
  expect(asked).toEqual([['putPolicy', arnOf('governor'), 'p', document('rbin:GetRule')]]);
});

test('an update of a role puts everything, and removes the inline policies that it no longer has', async () => {
  const before = { ...NAMED, Policies: [inline('a'), inline('b')] };
  const { attributes } = await create(ROLE, before);
  asked.splice(0);
  expect(await update(ROLE, 'governor', before, { ...NAMED, AssumeRolePolicyDocument: JSON.stringify(TRUST), Policies: [inline('b', 'rbin:ListRules')] }))
    .toEqual({ physicalId: 'governor', attributes });
  expect(asked).toEqual([
    ['putRole', arnOf('governor'), { trust: TRUST, managedPolicyArns: [] }],
    ['putPolicy', arnOf('governor'), 'b', document('rbin:ListRules')],
    ['removePolicy', arnOf('governor'), 'a'],
  ]);
});

test('a name that is taken fails, in whichever Region, and what is gone is deleted', async () => {
  await create(ROLE, NAMED);
  await expect(create(ROLE, NAMED, { caller: { account: '111111111111', region: 'us-east-1' } })).rejects.toThrow(new Error(
    'Resource handler returned message: "Resource of type \'AWS::IAM::Role\' with identifier \'governor\' already exists." '
    + '(RequestToken: local, HandlerErrorCode: AlreadyExists)'));
  asked.splice(0);
  await remove(ROLE, 'governor', NAMED);
  await remove(ROLE, 'governor', NAMED);
  expect(asked).toEqual([['removeRole', arnOf('governor')]]);
});

test('a policy goes to its roles and leaves those that it no longer names, with the same physical id under another name', async () => {
  const before = { ...inline('p'), Roles: ['a', 'b'] };
  const { physicalId, attributes } = await create(POLICY, before);
  expect([physicalId, attributes]).toEqual([expect.stringMatching(/^Images-It-[0-9A-Z]{12}$/), { Id: physicalId }]);
  expect(asked.splice(0)).toEqual([['putPolicy', arnOf('a'), 'p', document('rbin:GetRule')], ['putPolicy', arnOf('b'), 'p', document('rbin:GetRule')]]);

  const moved = { ...inline('p', 'rbin:ListRules'), Roles: ['b'] };
  expect(await update(POLICY, physicalId, before, moved)).toEqual({ physicalId, attributes });
  expect(asked.splice(0)).toEqual([['putPolicy', arnOf('b'), 'p', document('rbin:ListRules')], ['removePolicy', arnOf('a'), 'p']]);

  const renamed = { ...moved, PolicyName: 'q' };
  expect((await update(POLICY, physicalId, moved, renamed)).physicalId).toBe(physicalId);
  expect(asked.splice(0)).toEqual([['putPolicy', arnOf('b'), 'q', document('rbin:ListRules')], ['removePolicy', arnOf('b'), 'p']]);

  await remove(POLICY, physicalId, renamed);
  await remove(POLICY, physicalId, renamed);
  expect(asked).toEqual([['removePolicy', arnOf('b'), 'q']]);
});

test('a managed policy is attached to its roles besides what they have, and stays attached when they change', async () => {
  const role = { ...NAMED, ManagedPolicyArns: [BASIC] };
  await create(ROLE, role);
  asked.splice(0);
  const before = { ManagedPolicyName: 'govern', PolicyDocument: document('rbin:GetRule'), Roles: ['governor'] };
  const arn = 'arn:aws:iam::111111111111:policy/govern';
  expect(await create(MANAGED, before)).toEqual({ physicalId: arn, attributes: { PolicyArn: arn, PolicyId: expect.stringMatching(/^ANPA[0-9A-Z]{17}$/) } });
  expect(asked.splice(0)).toEqual([
    ['putManagedPolicy', arn, document('rbin:GetRule')],
    ['putRole', arnOf('governor'), { trust: TRUST, managedPolicyArns: [BASIC, arn] }],
  ]);

  // What the role itself names as well is there once.
  await update(ROLE, 'governor', role, { ...NAMED, ManagedPolicyArns: [arn] });
  expect(asked.splice(0)).toEqual([['putRole', arnOf('governor'), { trust: TRUST, managedPolicyArns: [arn] }]]);
  await update(ROLE, 'governor', role, NAMED);
  expect(asked.splice(0)).toEqual([['putRole', arnOf('governor'), { trust: TRUST, managedPolicyArns: [arn] }]]);

  const after = { ...before, PolicyDocument: document('rbin:ListRules'), Roles: [] };
  expect((await update(MANAGED, arn, before, after)).physicalId).toBe(arn);
  expect(asked.splice(0)).toEqual([
    ['putManagedPolicy', arn, document('rbin:ListRules')],
    ['putRole', arnOf('governor'), { trust: TRUST, managedPolicyArns: [] }],
  ]);

  await update(MANAGED, arn, after, before);
  asked.splice(0);
  await remove(MANAGED, arn, before);
  await remove(MANAGED, arn, before);
  expect(asked).toEqual([['putRole', arnOf('governor'), { trust: TRUST, managedPolicyArns: [] }], ['removeManagedPolicy', arn]]);
});

test('a managed policy without a name gets one', async () => {
  expect((await create(MANAGED, { PolicyDocument: document('rbin:GetRule'), Path: '/team/' })).physicalId)
    .toMatch(/^arn:aws:iam::111111111111:policy\/team\/Images-It-[0-9A-Z]{12}$/);
});

test('an instance profile has a name and an ARN', async () => {
  const { physicalId, attributes } = await create(PROFILE, { Roles: ['governor'] });
  expect([physicalId, attributes]).toEqual([
    expect.stringMatching(/^Images-It-[0-9A-Z]{12}$/), { Arn: `arn:aws:iam::111111111111:instance-profile/${physicalId}` },
  ]);
});

test.each([
  [MANAGED, { ManagedPolicyName: 'it', PolicyDocument: document('rbin:GetRule') }],
  [PROFILE, { InstanceProfileName: 'it', Roles: ['governor'] }],
])('the name of an %s is one of the account', async (type, properties) => {
  await create(type, properties);
  await expect(create(type, properties, { caller: { account: '111111111111', region: 'us-east-1' } })).rejects.toThrow(/already exists/);
  expect((await create(type, properties, { caller: { account: '222222222222', region: 'us-east-1' } })).attributes).not.toEqual({});
});

test.each([
  ['a permissions boundary', ROLE, { ...NAMED, PermissionsBoundary: BASIC }, 'PermissionsBoundary of AWS::IAM::Role is not modelled'],
  ['users of a policy', POLICY, { ...inline('p'), Users: ['u'] }, 'Users of AWS::IAM::Policy is not modelled'],
  ['groups of a managed policy', MANAGED, { PolicyDocument: TRUST, Groups: ['g'] }, 'Groups of AWS::IAM::ManagedPolicy is not modelled'],
  ['a managed policy on a role that no stack made', MANAGED, { PolicyDocument: TRUST, Roles: ['foreign'] },
    `${arnOf('foreign')} was not made by a stack: what else is attached to it is not known`],
])('%s is not modelled', async (_, type, properties, message) => {
  await expect(create(type, properties)).rejects.toThrow(new StandInFault(message));
});
