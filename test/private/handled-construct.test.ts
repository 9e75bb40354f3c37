import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { IMAGE_SHARE_POLICY, ImageSharePolicySpec, SharedByOther } from '../../lib/model/sharing/image-share-policy-contract';
import { deployedProperties, HandledConstruct, Late } from '../../lib/private/handled-construct';
import { RETENTION_RULE_TAGS } from '../handlers/retention-rule-tags/contract';
import { KIND, RetentionRuleTags } from '../handlers/retention-rule-tags/retention-rule-tags';

// What a custom resource of this library is in a template: the toy of the kernel's tests stands for all of them.

const RULE = 'arn:aws:rbin:eu-west-1:111111111111:rule/rule0000001';
const HANDLER = 'cdkimagegovernanceRetentionRuleTagsHandler';

const DECLARED: ImageSharePolicySpec = {
  images: [], launch: [], copy: [], mode: 'ADDITIVE', onRemoval: 'UNSHARE', sharingQuota: 1_000, allowPublicLaunch: false, allowPublicCopy: false,
};

function newStack(context: Record<string, unknown> = {}): Stack {
  return new Stack(new App({ context }), 'Images', { env: { account: '111111111111', region: 'eu-west-1' } });
}

/** The resources of a template, by a name that does not change with their logical ids. */
function resourcesOf(stack: Stack, type: string): any[] {
  return Object.values(Template.fromStack(stack).findResources(type));
}

/** The logical id of the only resource of a type whose id begins so. */
function idOf(stack: Stack, type: string, begin: string): string {
  const ids = Object.keys(Template.fromStack(stack).findResources(type)).filter(id => id.startsWith(begin));
  expect(ids).toHaveLength(1);
  return ids[0];
}

test('a custom resource asks by its contract, and waits for what its handler may', () => {
  const stack = newStack();
  new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: { team: 'platform' }, reconcile: 'again', serviceTimeout: Duration.minutes(5) });

  expect(resourcesOf(stack, 'Custom::RetentionRuleTags')).toEqual([{
    Type: 'Custom::RetentionRuleTags',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': [idOf(stack, 'AWS::Lambda::Function', HANDLER), 'Arn'] },
      ServiceTimeout: '300',
      ContractVersion: 2,
      RuleArn: RULE,
      Tags: { team: 'platform' },
      Reconcile: 'again',
    },
    DependsOn: [
      idOf(stack, 'AWS::IAM::Policy', `${HANDLER}Allows`),
      idOf(stack, 'AWS::Lambda::EventInvokeConfig', HANDLER), idOf(stack, 'AWS::Lambda::Function', HANDLER),
      idOf(stack, 'AWS::IAM::Policy', `${HANDLER}GoOn`),
    ],
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
  }]);
});

test('waits for two minutes at least, because its handler answers before the end', () => {
  const stack = newStack();
  const waiting = (id: string, serviceTimeout: Duration) => () => new RetentionRuleTags(stack, id, { ruleArn: RULE, tags: {}, serviceTimeout });
  expect(waiting('Short', Duration.seconds(119))).toThrow(new Error('[Images/Short] serviceTimeout must be at least 120 seconds, got 119'));
  waiting('Long', Duration.seconds(120))();
  waiting('Unknown', Duration.seconds(Token.asNumber({ Ref: 'Seconds' })))();
  expect(resourcesOf(stack, 'Custom::RetentionRuleTags').map(({ Properties }) => Properties.ServiceTimeout)).toEqual(['120', { Ref: 'Seconds' }]);
});

test('says nothing of what is not asked for', () => {
  const stack = newStack();
  new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: {} });
  expect(Object.keys(resourcesOf(stack, 'Custom::RetentionRuleTags')[0].Properties)).toEqual(['ServiceToken', 'ContractVersion', 'RuleArn', 'Tags']);
});

test('can be retained', () => {
  const stack = newStack();
  const { node } = new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: {} });
  (node.defaultChild as CfnResource).applyRemovalPolicy(RemovalPolicy.RETAIN);
  Template.fromStack(stack).hasResource('Custom::RetentionRuleTags', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
});

test('the attributes are those of the contract', () => {
  const stack = newStack();
  const handled = new HandledConstruct(new Construct(stack, 'Tags'), KIND, { spec: { ruleArn: RULE, tags: {} } });
  expect(RETENTION_RULE_TAGS.attributes.map(name => stack.resolve(handled.attribute(name)))).toEqual([
    { 'Fn::GetAtt': ['Tags32675B89', 'RuleArn'] }, { 'Fn::GetAtt': ['Tags32675B89', 'TagCount'] },
  ]);
});

test('all resources of a kind in a stack share one function, role and log group, and another stack has its own', () => {
  const stack = newStack();
  new RetentionRuleTags(stack, 'One', { ruleArn: RULE, tags: {} });
  new RetentionRuleTags(stack, 'Two', { ruleArn: RULE, tags: {} });
  const other = new Stack(stack.node.root as App, 'Others');
  new RetentionRuleTags(other, 'One', { ruleArn: RULE, tags: {} });
  for (const it of [stack, other]) {
    const template = Template.fromStack(it);
    ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup'].forEach(type => template.resourceCountIs(type, 1));
  }
  const [{ Properties: one }, { Properties: two }] = resourcesOf(stack, 'Custom::RetentionRuleTags');
  expect(one.ServiceToken).toEqual(two.ServiceToken);
});

test('the function is bundled, logs into its own group, and runs for 14 minutes', () => {
  const stack = newStack();
  new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: {} });
  const [{ Properties: { Code: code, Role: role, LoggingConfig: logging, ...others } }] = resourcesOf(stack, 'AWS::Lambda::Function');
  expect(others).toEqual({
    Architectures: ['x86_64'],
    Description: 'Carries out Custom::RetentionRuleTags',
    Handler: 'index.handler',
    MemorySize: 256,
    Runtime: 'nodejs24.x',
    Timeout: 840,
  });
  expect(code.S3Key).toMatch(/^[0-9a-f]{64}\.zip$/);
  expect(role).toEqual({ 'Fn::GetAtt': [idOf(stack, 'AWS::IAM::Role', HANDLER), 'Arn'] });
  expect(logging).toEqual({ LogGroup: { Ref: idOf(stack, 'AWS::Logs::LogGroup', HANDLER) } });
});

test('an event that is older than CloudFormation waits is not delivered any more', () => {
  const stack = newStack();
  new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: {} });
  expect(resourcesOf(stack, 'AWS::Lambda::EventInvokeConfig')).toEqual([{
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: { FunctionName: { Ref: idOf(stack, 'AWS::Lambda::Function', HANDLER) }, MaximumEventAgeInSeconds: 3_600, Qualifier: '$LATEST' },
  }]);
});

test('the log outlives the stack, but not a creation that fails, and each entry three months', () => {
  const stack = newStack();
  new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: {} });
  Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 90 }, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain',
  });
});

test('the role may write its log, read its stack, go on in another run, and on each target what the resource needs', () => {
  const stack = newStack();
  new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: {} });
  const [fn, log] = [idOf(stack, 'AWS::Lambda::Function', HANDLER), idOf(stack, 'AWS::Logs::LogGroup', HANDLER)];
  expect(resourcesOf(stack, 'AWS::IAM::Role')).toEqual([expect.objectContaining({
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
        Version: '2012-10-17',
      },
      Description: 'Carries out Custom::RetentionRuleTags of the stack Images',
    },
  })]);
  expect(resourcesOf(stack, 'AWS::IAM::Policy').flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement)).toEqual([
    { Sid: 'Log', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow', Resource: { 'Fn::GetAtt': [log, 'Arn'] } },
    { Sid: 'WhyAnEventCame', Action: 'cloudformation:DescribeStacks', Effect: 'Allow', Resource: { Ref: 'AWS::StackId' } },
    {
      Sid: 'GoOnInAnotherRun',
      Action: 'lambda:InvokeFunction',
      Effect: 'Allow',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:eu-west-1:111111111111:function:', { Ref: fn }]] },
    },
    { Action: ['rbin:GetRule', 'rbin:ListTagsForResource', 'rbin:TagResource', 'rbin:UntagResource'], Effect: 'Allow', Resource: RULE },
  ]);
});

test('another target has another policy: the old one goes in clean-up, after the handler has taken back what it gave', () => {
  const idsFor = (ruleArn: string) => {
    const stack = newStack();
    new RetentionRuleTags(stack, 'Tags', { ruleArn, tags: {} });
    return idOf(stack, 'AWS::IAM::Policy', `${HANDLER}Allows`);
  };
  expect(idsFor(RULE)).toBe(idsFor(RULE));
  expect(idsFor(RULE)).not.toBe(idsFor(RULE.replace(/1$/, '2')));
});

test('what several resources need is in one policy, and what one of them needs besides is in another, so none is ever narrowed', () => {
  const policiesWith = (...unlockDelays: readonly (number | undefined)[]) => {
    const stack = newStack();
    unlockDelays.forEach((unlockDelayDays, index) => new RetentionRuleTags(stack, `Tags${index}`, { ruleArn: RULE, tags: {}, unlockDelayDays }));
    const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(`${HANDLER}Allows`));
    return {
      policies: Object.fromEntries(policies),
      needed: resourcesOf(stack, 'Custom::RetentionRuleTags').flatMap(({ DependsOn }) => DependsOn.filter((id: string) => id.startsWith(`${HANDLER}Allows`))),
    };
  };
  const [tags, lock] = [policiesWith(undefined, undefined), policiesWith(7)];
  expect([Object.keys(tags.policies), Object.keys(lock.policies)]).toEqual([[expect.any(String)], [expect.any(String)]]);
  expect(policiesWith(undefined, 7, undefined)).toEqual({
    policies: { ...tags.policies, ...lock.policies }, needed: [tags.needed[0], lock.needed[0], tags.needed[0]],
  });
});

test('fails for more than the policies of a role can hold, before anything is deployed', () => {
  const tagged = (targets: number) => {
    const stack = newStack();
    for (let target = 0; target < targets; target++) {
      new RetentionRuleTags(stack, `Tags${target}`, { ruleArn: `arn:aws:rbin:eu-west-1:111111111111:rule/rule${String(target).padStart(7, '0')}`, tags: {} });
    }
    return stack;
  };
  expect(() => Template.fromStack(tagged(40))).not.toThrow();
  expect(() => Template.fromStack(tagged(60))).toThrow(
    /the policies of Images\/cdk-image-governance\.RetentionRuleTagsHandler\/Role have at least 1[0-9]{4} characters, and IAM takes 10240 for a role: spread what they are for over several stacks/);
});

test('fails beside another copy of the library', () => {
  const stack = newStack();
  new Construct(stack, 'cdk-image-governance.RetentionRuleTagsHandler');
  expect(() => new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: {} })).toThrow(
    '[Images/cdk-image-governance.RetentionRuleTagsHandler] is not of this copy of cdk-image-governance: an app has to have one copy');
});

test('what is known only at synthesis travels whole', () => {
  const stack = newStack();
  new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: new Late(() => ({ team: 'platform' })) });
  expect(resourcesOf(stack, 'Custom::RetentionRuleTags')[0].Properties.Tags).toEqual({ team: 'platform' });
});

test('a late value passes the codec of the contract, and an empty list is left out', () => {
  const rights = { image: 'ami-0123456789abcdef0', launch: [{ UserId: '012345678901' }], copy: [] };
  const deployed = (...others: readonly SharedByOther[]) => newStack().resolve(deployedProperties(IMAGE_SHARE_POLICY, {
    ...DECLARED, sharedByOthers: new Late(() => others),
  })).SharedByOthers;
  expect(deployed(rights)).toEqual([{ Image: 'ami-0123456789abcdef0', Launch: [{ UserId: '012345678901' }], Copy: [] }]);
  expect(deployed()).toBeUndefined();
});

test('nothing of a template changes with feature flags but what the core writes itself', () => {
  const template = (flags: object) => {
    const stack = newStack({ ...flags });
    new RetentionRuleTags(stack, 'Tags', { ruleArn: RULE, tags: {} });
    return Template.fromStack(stack);
  };
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const all = template(require('aws-cdk-lib/recommended-feature-flags.json'));
  for (const type of ['Custom::RetentionRuleTags', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::IAM::Role']) {
    expect(all.findResources(type)).toEqual(template({}).findResources(type));
  }
  all.resourcePropertiesCountIs('AWS::IAM::Policy', Match.anyValue(), 3);
});

describe('a bundle', () => {
  const folder = KIND.bundle;

  test('is the same, byte for byte, in another folder', () => {
    const [root, elsewhere] = [join(__dirname, '..', '..'), mkdtempSync(join(tmpdir(), 'bundle-'))];
    try {
      for (const part of ['LICENSE', 'lib', 'test/handlers', 'projenrc/bundle']) {
        cpSync(join(root, part), join(elsewhere, part), { recursive: true });
      }
      symlinkSync(join(root, 'node_modules'), join(elsewhere, 'node_modules'));
      execFileSync(process.execPath, ['projenrc/bundle/bundle.mjs', 'test/handlers', 'new'], { cwd: elsewhere });
      const files = (from: string) => readdirSync(from).map(file => [file, readFileSync(join(from, file), 'utf8')]);
      expect(files(join(elsewhere, 'new', 'retention-rule-tags'))).toEqual(files(folder));
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  test('has the notices of everything in it, and nothing of this machine', () => {
    const [code, notices] = ['index.js', 'THIRD-PARTY-NOTICES.txt'].map(file => readFileSync(join(folder, file), 'utf8'));
    expect(code).not.toContain(join(__dirname, '..', '..'));
    expect(code).not.toContain('node_modules');
    expect(notices).not.toContain('node_modules');
    for (const name of ['@aws-sdk/client-rbin', '@aws-sdk/client-cloudformation', '@aws-sdk/client-lambda', '@smithy/core', 'uuid']) {
      expect(notices).toMatch(new RegExp(`^${name} [0-9.]+ \\(`, 'm'));
    }
  });

  test('has no credential chain: Lambda gives credentials by the environment', () => {
    const notices = readFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    expect(notices.match(/^@aws-sdk\/credential-provider-[a-z]+/gm)).toEqual(['@aws-sdk/credential-provider-env']);
  });
});
