import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { ImagePrincipal, ImageSelection, ImageSharePolicy, LifecycleAmiResources, LifecycleExecutionRole } from '../lib';
import { decide } from './cloudformation/decide';
import { blocksIn, page } from './support/markdown';
import { principals } from './support/principals';
import { ENV } from './support/stacks';
import type { DecodedEvent } from '../lib/cloudformation/request';
import type { Plan } from '../lib/engine/plan';
import type { StateAction, UpdateAction } from '../lib/handlers/image-state-update/actions';
import { logic } from '../lib/handlers/image-state-update/logic';
import type { BegunStep, ObservedState, ObservedStateAmi } from '../lib/handlers/image-state-update/observed';
import { wayBetween } from '../lib/handlers/image-state-update/transition-plan';
import { IMAGE_STATE_UPDATE, ImageStateUpdateSpec } from '../lib/model/state/image-state-update-contract';
import { ImageBuild, ImageDeletion, ImageState, ImageStateUpdate, ImageStateUpdateProps } from '../lib/state';
import { capabilitiesOfUpdate } from '../lib/state/state-update-permissions';

// The pages on image state updates show messages, states, attributes and roles: they are those of the library.

const GUIDE = 'docs/image-state-update.md';
const FAILURES = 'docs/failure-modes.md';

const IMAGE = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
const AMI = 'ami-0000000000000000a';
const EXECUTION = 'lce-00000000-0000-4000-8000-000000000001';
const NOW = Date.parse('2026-01-01T12:00:00.000Z');
const MINUTE = 60_000;

/** The blocks of text of a page. */
const textsOf = (path: string) => blocksIn(page(path)).filter(({ info }) => info === 'text').map(({ code }) => code.trimEnd());

/** A section of a page, without its heading. */
const sectionOf = (path: string, heading: string) => new RegExp(`\\n${heading}\\n([^]*?)(?=\\n##|$(?![^]))`).exec(page(path))![1];

/** The cells of the rows of the first table of a text, without their head. */
const rowsOf = (text: string) => (/\n\|(?:---\|)+\n((?:\|.*\n?)+)/.exec(text)![1]).trimEnd().split('\n').map(row => row.split('|').slice(1, -1).map(cell => cell.trim()));

/** A stack with an update of the golden image. */
function updating(props: Partial<ImageStateUpdateProps>): Stack {
  const stack = new Stack(new App(), 'Images', { env: ENV });
  new ImageStateUpdate(stack, 'Recall', { image: ImageBuild.fromImageBuildVersionArn(IMAGE), state: ImageState.disabled(), ...props });
  return stack;
}

/** What a synthesis says. */
function errorsOf(stack: Stack): string[] {
  try {
    Template.fromStack(stack);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1).map(line => line.trim()).sort();
  }
}

/** The image and its AMI are to be disabled, unless a test says otherwise. */
function spec(changes: Partial<ImageStateUpdateSpec> = {}): ImageStateUpdateSpec {
  return {
    image: IMAGE,
    state: 'DISABLED',
    includeResources: { amis: true, snapshots: false, containers: false },
    executionRole: 'arn:aws:iam::111111111111:role/lifecycle',
    onRemoval: 'LEAVE',
    ...changes,
  };
}

function ami(changes: Partial<ObservedStateAmi> = {}): ObservedStateAmi {
  return {
    imageId: AMI, region: 'eu-west-1', account: '111111111111', state: 'available', isPublic: false, hasWatermark: false, hasProductCode: false, description: '',
    snapshots: [], ...changes,
  };
}

/** An image that is available, with an AMI, unless a test says otherwise. */
function observed(state = 'AVAILABLE', changes: Partial<ObservedState> = {}): ObservedState {
  return { now: NOW, record: { state, isOfContainers: false }, amis: [ami()], open: [], begun: [], stateBefore: state, ...changes };
}

type Case = Partial<DecodedEvent<ImageStateUpdateSpec>>;

function eventOf(changes: Case): DecodedEvent<ImageStateUpdateSpec> {
  const { cause = 'creation' } = changes;
  return {
    cause,
    stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Images/1',
    logicalId: 'Recall7614E0F9',
    requestId: 'request',
    physicalId: cause === 'creation' ? undefined : IMAGE,
    ...changes,
  };
}

const planned = (event: Case, there: ObservedState, done: readonly StateAction[] = []): Plan<StateAction> =>
  decide({ contract: IMAGE_STATE_UPDATE, logic }, eventOf(event), there, done);

/** The message with which an update is refused. */
function refusal(desired: Partial<ImageStateUpdateSpec>, there = observed(), event: Case = {}): string {
  const plan = planned({ ...event, desired: spec(desired) }, there);
  return 'refuse' in plan ? plan.refuse : `not refused: ${JSON.stringify(plan)}`;
}

/** The message with which an update fails on its way. */
function failure(desired: Partial<ImageStateUpdateSpec>, there: ObservedState): string {
  const plan = planned({ desired: spec(desired) }, there);
  return 'fail' in plan ? [plan.fail, ...(plan.failures ?? []).map(({ on, reason }) => `${on}: ${reason}`)].join('; ') : `not failed: ${JSON.stringify(plan)}`;
}

/** Something that this event has begun. */
const begun = (step: Partial<BegunStep>): BegunStep[] => [{ step: 'last', target: 'DISABLED', ...step }];

const execution = (status: NonNullable<BegunStep['execution']>['status'], minutesAgo = 1) => ({ id: EXECUTION, status, startedAt: NOW - minutesAgo * MINUTE });

/** The notes of an event that has nothing to do. */
function notes(event: Case, there: ObservedState, done: readonly UpdateAction[] = []): readonly string[] {
  const plan = planned(event, there, done);
  return 'done' in plan ? plan.notes ?? [] : [`not done: ${JSON.stringify(plan)}`];
}

describe(GUIDE, () => {
  const [synthesis, deployment] = textsOf(GUIDE);

  test('shows errors as the library words them', () => {
    const stack = updating({
      image: ImageBuild.fromImageBuildVersionArn('arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.x/1'),
      state: ImageState.deprecated({
        includeResources: LifecycleAmiResources.RECORD_ONLY, amiExclusions: { regions: ['eu-central-1'] }, at: new Date('2027-06-31T00:00:00Z.'),
      }),
    });
    expect(errorsOf(stack)).toEqual(synthesis.split('\n').sort());
  });

  test('shows a refusal as the handler words it', () => {
    expect(deployment).toBe(`This run changed nothing. Images/Recall7614E0F9: ${refusal({ state: 'DEPRECATED', updateAt: '2025-12-31T00:00:00.000Z' })}`);
  });

  test('has the logical id of its example', () => {
    expect(Object.keys(Template.fromStack(updating({})).findResources('Custom::ImageStateUpdate'))).toEqual(['Recall7614E0F9']);
    expect(page(GUIDE)).toContain("overrideLogicalId('Recall7614E0F9')");
  });

  test('draws the transitions that the handler knows, all of them', () => {
    const names: Record<string, string> = { available: 'AVAILABLE', deprecated: 'DEPRECATED', disabled: 'DISABLED', deleted: 'DELETED', failed: 'FAILED' };
    const drawn = [...page(GUIDE).matchAll(/^ {2}(\w+) --> (\w+):/gm)].map(([, from, to]) => [from, to])
      .filter(ends => !ends.includes('scheduled')).map(ends => ends.map(end => names[end]).join(' '));
    const known = Object.values(names).flatMap(from => (['AVAILABLE', 'DEPRECATED', 'DISABLED', 'DELETED'] as const)
      .filter(to => from !== 'DELETED' && wayBetween(from, to)?.length === 1).map(to => `${from} ${to}`));
    expect(drawn.sort()).toEqual(known.sort());
    expect(wayBetween('DISABLED', 'DEPRECATED')).toEqual(['AVAILABLE', 'DEPRECATED']);
  });

  test('lists the states with what they include and take', () => {
    const rows = rowsOf(sectionOf(GUIDE, '## What is included, and with which role'));
    expect(rows.map(([factory]) => factory).sort()).toEqual(
      Object.getOwnPropertyNames(ImageState).filter(it => typeof (ImageState as never)[it] === 'function' && it !== 'ofAmis').map(it => `\`${it}\``).sort());
    const states = {
      available: ImageState.available(),
      deprecated: ImageState.deprecated(),
      disabled: ImageState.disabled(),
      deletedIrreversibly: ImageState.deletedIrreversibly(),
      containersDeletedIrreversibly: ImageState.containersDeletedIrreversibly(),
    };
    for (const [factory, , amis, snapshots, containers] of rows) {
      const { includeResources: included } = states[factory.slice(1, -1) as keyof typeof states]._render();
      expect([factory, amis, snapshots, containers].map((cell, index) => (index === 0 ? cell : cell !== 'no'))).toEqual(
        [factory, included!.amis, included!.snapshots, included!.containers]);
    }
    expect(ImageState.disabled({ includeResources: LifecycleAmiResources.RECORD_ONLY })._render().includeResources).toBeUndefined();
    expect(ImageState.disabled({ includeResources: LifecycleAmiResources.RECORD_ONLY })._executionRole).toBeUndefined();
    expect(ImageState.deletedIrreversibly({ includeResources: ImageDeletion.AMIS })._render().includeResources?.snapshots).toBe(false);
  });

  test('lists the attributes', () => {
    const listed = rowsOf(sectionOf(GUIDE, '## Attributes')).flatMap(([cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    expect(listed.map(name => name[0].toUpperCase() + name.slice(1))).toEqual(IMAGE_STATE_UPDATE.attributes);
  });

  test('tells of the warning that share policies get', () => {
    const stack = updating({});
    new ImageSharePolicy(stack, 'GoldenAmi', { images: [ImageSelection.fromImageBuildVersionArn(IMAGE)], launch: [ImagePrincipal.account('222222222222')] });
    expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('DisablingUnshares'))).toHaveLength(1);
  });
});

describe(FAILURES, () => {
  /** The messages of a table, by the beginning of its head. */
  function listedUnder(head: string): string[] {
    const [, rows] = new RegExp(`^\\| ${head}.*\\n\\|---\\|(?:---\\|)?\\n((?:\\|.*\\n)+)`, 'm').exec(page(FAILURES))!;
    return rows.trimEnd().split('\n').map(row => /^\| `(.*?)` \|/.exec(row)![1]);
  }

  const containers = observed('AVAILABLE', { record: { state: 'AVAILABLE', isOfContainers: true }, amis: [] });
  const none = observed('DELETED', { record: undefined, amis: [] });

  test('lists everything that a state update is refused for', () => {
    expect(listedUnder('message of a state update')).toEqual([
      refusal({}, none),
      refusal({}, containers),
      refusal({ state: 'DELETED' }, containers),
      refusal({ state: 'DELETED', includeResources: { amis: false, snapshots: false, containers: true } }),
      refusal({ state: 'DEPRECATED', updateAt: '2025-12-31T00:00:00.000Z' }),
      refusal({}, observed('FAILED', { record: { state: 'FAILED', isOfContainers: false, reason: 'A component failed.' }, amis: [] })),
      refusal({}, observed('IMPORTING')),
      refusal({}, observed('DISABLED')),
      refusal({ state: 'DELETED' }, observed(), { cause: 'update' }),
    ]);
  });

  test('lists what a state update fails with', () => {
    const failed = [
      { kind: 'image', id: IMAGE, status: 'FAILED', reason: '1 of the resources of the image failed.' },
      { kind: 'AMI', id: AMI, region: 'eu-west-1', status: 'FAILED', reason: 'The role is not allowed to do that.' },
    ] as const;
    expect(listedUnder('message in the middle of it')).toEqual([
      failure({}, observed('AVAILABLE', { begun: begun({ execution: execution('FAILED'), resources: failed }) })),
      failure({}, observed('AVAILABLE', { begun: begun({ execution: execution('CANCELLED'), resources: [] }) })),
      failure({}, observed('AVAILABLE', { begun: begun({ execution: execution('GONE') }) })),
      failure({ state: 'DEPRECATED' }, observed('DISABLED', { begun: begun({ step: 'between', target: 'AVAILABLE', execution: execution('PENDING', 3) }) })),
      ...[observed('AVAILABLE', { begun: begun({ execution: execution('IN_PROGRESS') }) }), observed('BUILDING')].map(there => {
        const plan = planned({ desired: spec() }, there);
        return `waited 59 minutes for ${'waitFor' in plan && plan.waitFor}, and CloudFormation waits no longer: deploy again to go on`;
      }),
    ]);
  });

  test('lists what the log says where nothing is done', () => {
    const [former, deleted] = [spec({ state: 'AVAILABLE' }), spec({ state: 'DELETED' })];
    const [skipped, scheduled] = ['SKIPPED', '2026-02-01T00:00:00.000Z'];
    const kept = [{ kind: 'AMI', id: AMI, region: 'eu-west-1', status: skipped, reason: 'It has the tag keep.' }] as const;
    const at = Date.parse(scheduled);
    const parked = observed('AVAILABLE', { record: { state: 'AVAILABLE', isOfContainers: false, deprecationTime: at }, open: [execution('IN_PROGRESS')] });
    const loses = { action: 'disable', on: IMAGE, step: 'last', target: 'DISABLED', loses: [`${AMI} in eu-west-1 by 222222222222`] } as const;
    expect(listedUnder('note in the log')).toEqual([
      notes({ desired: spec({ state: 'DEPRECATED', updateAt: scheduled }) }, parked)[0],
      notes({ desired: spec() }, observed('AVAILABLE', { open: [{ ...execution('PENDING', 3), action: 'DISABLE' }] }))[0],
      notes({ desired: spec({ state: 'DEPRECATED' }) }, observed('DEPRECATED', {
        begun: [...begun({ step: 'between', target: 'AVAILABLE', execution: execution('SUCCESS') }), ...begun({ target: 'DEPRECATED', execution: execution('SUCCESS') })],
      }))[0],
      ...notes({ desired: deleted }, observed('AVAILABLE', { begun: begun({ target: 'DELETED', execution: execution('SUCCESS'), resources: kept }) })),
      notes({ cause: 'update', desired: deleted, previous: deleted }, observed())[0],
      notes({ desired: deleted }, none)[0],
      notes({ cause: 'update', desired: former, previous: deleted }, none)[0],
      notes({ cause: 'update', desired: spec({ onRemoval: 'MAKE_AVAILABLE' }), previous: spec() }, observed())[0],
      notes({ desired: spec() }, observed('DISABLED', { amis: [ami({ state: 'disabled' })], begun: begun({ execution: execution('SUCCESS') }) }), [loses])[0],
      notes({ desired: spec({ state: 'AVAILABLE', sharedWith: principals('222222222222') }) }, observed('AVAILABLE', { amis: [ami({ state: 'foreign' })] }))[0],
      notes({ cause: 'rollback', desired: former, previous: deleted }, none)[0],
      notes({ cause: 'rollback', desired: deleted, previous: former }, observed())[0],
      notes({ cause: 'rollback', desired: former, previous: spec({ image: IMAGE.replace(/1$/, '2') }) }, observed())[0],
      notes({ cause: 'rollback', desired: former, previous: spec({ state: 'DEPRECATED' }) }, observed('DISABLED'))[0],
      notes({ cause: 'removal', previous: spec() }, observed('DISABLED'))[0],
      notes({ cause: 'removal', previous: spec({ onRemoval: 'MAKE_AVAILABLE' }) }, observed('DEPRECATED'))[0],
    ]);
  });
});

describe('docs/permissions.md', () => {
  /** The statements of a table, by the text before it, with their actions. */
  function statementsAfter(text: string): Record<string, string[]> {
    const [, rows] = new RegExp(`\\n${text}[^]*?\\n\\|(?:---\\|)+\\n((?:\\|.*\\n)+)`).exec(page('docs/permissions.md'))!;
    const actionsIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, action]) => action).sort();
    return Object.fromEntries([...rows.matchAll(/^\| `(\w+)` \| (.*?) \| /gm)].map(([, sid, cell]) => [sid, actionsIn(cell)]));
  }

  test('lists the statements of the handler, all of them', () => {
    const stack = new Stack(new App(), 'Images', { env: ENV });
    const [executionRole, owner] = ['arn:aws:iam::111111111111:role/lifecycle', 'arn:aws:iam::333333333333:role/share-images']
      .map((arn, index) => Role.fromRoleArn(stack, `Role${index}`, arn));
    const given = { executionRole: LifecycleExecutionRole.fromRole(executionRole) };
    const states = [ImageState.available(given), ImageState.deprecated(given), ImageState.disabled(given), ImageState.deletedIrreversibly(given)];
    states.forEach((state, index) => {
      const image = ImageBuild.fromImageBuildVersionArn(IMAGE.replace(/1$/, `${index}`), { roles: [owner] });
      new ImageStateUpdate(stack, `Update${index}`, { image, state });
    });
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const statements = policies.flatMap(({ Properties: it }) => it.PolicyDocument.Statement);
    expect({
      ...statementsAfter('`ImageSharePolicy`, '), ...statementsAfter('For share policies, attributes'), ...statementsAfter('For image state updates:'),
    }).toEqual(Object.fromEntries(statements.map(({ Sid, Action }) => [Sid, [Action].flat().sort()])));
  });

  test('lists what the execution role of each state can do', () => {
    const states: Record<string, ImageState> = {
      '`available`': ImageState.available(),
      '`deprecated`': ImageState.deprecated(),
      '`disabled`': ImageState.disabled(),
      '`deletedIrreversibly`': ImageState.deletedIrreversibly(),
      '`deletedIrreversibly` with `ImageDeletion.AMIS`': ImageState.deletedIrreversibly({ includeResources: ImageDeletion.AMIS }),
      '`containersDeletedIrreversibly`': ImageState.containersDeletedIrreversibly(),
    };
    const capabilities = (state: ImageState, onRemoval: 'LEAVE' | 'MAKE_AVAILABLE') =>
      capabilitiesOfUpdate({ image: IMAGE, ...state._render(), onRemoval }).map(it => `\`${it}\``).join(', ');
    const rows = rowsOf(sectionOf('docs/permissions.md', '### For image state updates'));
    expect(rows.map(([state, always]) => [state, always])).toEqual(Object.entries(states).map(([name, state]) => [name, capabilities(state, 'LEAVE')]));
    for (const [name, , restored] of rows.filter(([, , cell]) => cell !== '')) {
      expect([name, restored]).toEqual([name, capabilities(states[name], 'MAKE_AVAILABLE')]);
    }
  });
});

describe('docs/service-behaviour.md', () => {
  test('names switches that the stand-in has', () => {
    const [, table] = sectionOf('docs/service-behaviour.md', '## Bringing an image to a state').split('\n| switch | decides |');
    const named = rowsOf(table).flatMap(([cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
    const options = page('local-aws/src/services/image-builder/options.ts');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(name => !options.includes(`readonly ${name}?:`))).toEqual([]);
  });
});
