import {
  A, A_IN, absent, actions, ami, B, B_IN, begun, Case, DAY, deprecatedAt, IMAGE, iso, MINUTE, NEXT, NOW, observed, open, OTHER_ROLE, plan,
  recordOnly, resources, ROLE, scheduled, situation, spec, stages, TOMORROW, X, Y, Z,
} from './situations';
import type { StateAction } from '../../../lib/handlers/image-state-update/actions';
import type { ImageStateUpdateSpec, TargetState } from '../../../lib/handlers/image-state-update/contract';
import { logic } from '../../../lib/handlers/image-state-update/logic';
import type { ObservedState } from '../../../lib/handlers/image-state-update/observed';

const done = (...notes: string[]) => ({ done: true, notes });
const STATES = ['AVAILABLE', 'DEPRECATED', 'DISABLED'] as const;
const TARGETS = [...STATES, 'DELETED'] as const;
const NAMES = { AVAILABLE: 'make available', DEPRECATED: 'deprecate', DISABLED: 'disable', DELETED: 'delete' } as const;
const AT = TOMORROW + DAY;

describe('from each state to each', () => {
  const WAYS: Readonly<Record<(typeof STATES)[number], Readonly<Record<TargetState, string | undefined>>>> = {
    AVAILABLE: { AVAILABLE: undefined, DEPRECATED: 'deprecate (last)', DISABLED: 'disable (last)', DELETED: 'delete (last)' },
    DEPRECATED: { AVAILABLE: 'make available (last)', DEPRECATED: undefined, DISABLED: 'disable (last)', DELETED: 'delete (last)' },
    DISABLED: { AVAILABLE: 'make available (last)', DEPRECATED: 'make available (between)', DISABLED: undefined, DELETED: 'delete (last)' },
  };
  const ways = STATES.flatMap(from => TARGETS.map(to => [from, to, WAYS[from][to]] as const));

  test.each(ways)('%s to %s: %s', (from, to, way) => {
    for (const desired of [spec(to), ...to === 'DELETED' ? [] : [recordOnly(to)]]) {
      const result = plan({ desired }, observed(from));
      if (way === undefined) {
        expect(result).toEqual(done());
      } else {
        expect(actions(result)).toEqual([[way]]);
      }
      expect(plan({ cause: 'update', desired, previous: recordOnly('DISABLED', { image: NEXT }) }, observed(from))).toEqual(result);
    }
  });

  test.each(TARGETS)('what did not come to be can only be deleted: to %s', to => {
    for (const from of ['FAILED', 'CANCELLED']) {
      const because = (reason?: string) => observed(from, { record: { state: from, isOfContainers: false, reason }, amis: [] });
      if (to === 'DELETED') {
        expect(actions(plan({ desired: spec(to) }, because()))).toEqual([['delete (last)']]);
      } else {
        expect(plan({ desired: spec(to) }, because())).toEqual({
          refuse: `${IMAGE} is ${from}, and cannot become ${to}: it can only be deleted; name a build that is available`,
        });
        expect(plan({ desired: spec(to) }, because('the test failed'))).toEqual({
          refuse: `${IMAGE} is ${from} (the test failed), and cannot become ${to}: it can only be deleted; name a build that is available`,
        });
      }
    }
  });

  test.each(['PENDING', 'CREATING', 'BUILDING', 'TESTING', 'DISTRIBUTING', 'INTEGRATING'])('what is %s is waited for', from => {
    for (const to of TARGETS) {
      expect(plan({ desired: spec(to) }, observed(from, { amis: [] }))).toEqual({ waitFor: `${IMAGE} to be built (it is ${from})`, seconds: 15 });
    }
  });

  test('a state that nobody knows is refused', () => {
    expect(plan({ desired: spec('DISABLED') }, observed('ARCHIVED'))).toEqual({
      refuse: `${IMAGE} is ARCHIVED, and cannot become DISABLED: name a build that is available`,
    });
  });

  test('what is not there is deleted, and cannot become anything else', () => {
    for (const there of [absent, observed('DELETED', { amis: [] })]) {
      expect(plan({ desired: spec('DELETED') }, there)).toEqual(done(`${IMAGE} is not there: nothing to delete`));
      for (const to of STATES) {
        expect(plan({ desired: spec(to) }, there)).toEqual({ refuse: `${IMAGE} does not exist: name a build that is there` });
      }
    }
  });
});

describe('an action', () => {
  const exclusionRules = { amis: { regions: ['us-east-1'], tagMap: { keep: 'yes' } } };
  const action = (desired: ImageStateUpdateSpec, there: ObservedState) => stages(plan({ desired }, there))[0][0];

  test.each(TARGETS)('says everything that Image Builder is told: %s', state => {
    const there = observed(state === 'AVAILABLE' ? 'DEPRECATED' : 'AVAILABLE');
    const asked = { on: IMAGE, action: NAMES[state], target: state, step: 'last', ...state === 'DELETED' && { irreversible: true } };
    const includeResources = { amis: true, snapshots: state === 'DELETED', containers: false };
    const changes = { includeResources, executionRole: ROLE };
    expect(action(spec(state, { ...changes, exclusionRules }), there)).toEqual({ ...asked, ...changes, exclusionRules });
    expect(action(spec(state, changes), there)).toEqual({ ...asked, ...changes });
    expect(action(recordOnly(state), there)).toEqual(asked);
  });

  test('says its date, which is only of the deprecation', () => {
    expect(action(deprecatedAt(AT), observed('AVAILABLE'))).toEqual({
      on: IMAGE, action: 'deprecate', target: 'DEPRECATED', step: 'last', updateAt: iso(AT), includeResources: expect.anything(), executionRole: ROLE,
    });
    expect(action(deprecatedAt(AT), observed('DISABLED'))).toEqual({
      on: IMAGE, action: 'make available', target: 'AVAILABLE', step: 'between', includeResources: expect.anything(), executionRole: ROLE,
    });
  });

  test('excludes no AMIs where none are included', () => {
    const containers = { amis: false, snapshots: false, containers: true };
    expect(action(spec('DELETED', { includeResources: containers, exclusionRules }), observed('AVAILABLE', { record: { state: 'AVAILABLE', isOfContainers: true }, amis: [] })))
      .not.toHaveProperty('exclusionRules');
  });
});

describe('what only the deployment knows is refused', () => {
  const containers = observed('AVAILABLE', { record: { state: 'AVAILABLE', isOfContainers: true }, amis: [] });
  const withContainers = { includeResources: { amis: false, snapshots: false, containers: true } };

  test.each<[string, ImageStateUpdateSpec, ObservedState, string]>([
    ['a text that is no build', spec('DISABLED', { image: 'golden' }), absent,
      '"golden" is no build of an image: give the ARN of an image with its version and build, without wildcards'],
    ['a version that is no build', spec('DISABLED', { image: IMAGE.replace(/\/1$/, '') }), absent,
      `"${IMAGE.replace(/\/1$/, '')}" is no build of an image: give the ARN of an image with its version and build, without wildcards`],
    ['containers that are not to be deleted', recordOnly('DEPRECATED'), containers,
      `${IMAGE} is made of containers, and can only be deleted: Image Builder knows no other state update of it`],
    ['containers whose AMIs are to be deleted', spec('DELETED'), containers, `${IMAGE} is made of containers: delete its containers, for it has no AMIs`],
    ['AMIs whose containers are to be deleted', spec('DELETED', withContainers), observed('AVAILABLE'),
      `${IMAGE} is made of AMIs: delete its AMIs, for it has no containers`],
    ['a date that is past', deprecatedAt(NOW - 1), observed('AVAILABLE'),
      `${IMAGE} cannot be deprecated at ${iso(NOW - 1)}, because that is past (it is ${iso(NOW)}): give a later date, or none to deprecate it now`],
    ['everything at once', deprecatedAt(NOW), observed('FAILED', { record: { state: 'FAILED', isOfContainers: true } }),
      `${IMAGE} is made of containers, and can only be deleted: Image Builder knows no other state update of it; `
      + `${IMAGE} cannot be deprecated at ${iso(NOW)}, because that is past (it is ${iso(NOW)}): give a later date, or none to deprecate it now; `
      + `${IMAGE} is FAILED, and cannot become DEPRECATED: it can only be deleted; name a build that is available`],
  ])('%s', (_, desired, there, refuse) => {
    expect(plan({ desired }, there)).toEqual({ refuse });
  });

  test('but not the containers of an image of containers', () => {
    expect(actions(plan({ desired: spec('DELETED', withContainers) }, containers))).toEqual([['delete (last)']]);
  });
});

describe('from disabled to deprecated', () => {
  const desired = spec('DEPRECATED');
  const available = { stateBefore: 'DISABLED', begun: [begun('AVAILABLE', 'SUCCESS', { step: 'between', resources: resources() })] };
  const note = `${IMAGE} went to DEPRECATED by way of AVAILABLE: its AMIs could be launched in between`;

  test('the image goes by way of available', () => {
    expect(actions(plan({ desired }, observed('AVAILABLE', available)))).toEqual([['deprecate (last)']]);
  });

  test('it is believed to be available, if reads lag', () => {
    expect(actions(plan({ desired }, observed('DISABLED', available)))).toEqual([['deprecate (last)']]);
  });

  test('it is available at once, if the record alone is changed', () => {
    const begunAtOnce = [begun('AVAILABLE', 'AT_ONCE', { step: 'between' })];
    expect(actions(plan({ desired: recordOnly('DEPRECATED') }, observed('DISABLED', { begun: begunAtOnce })))).toEqual([['deprecate (last)']]);
    expect(plan({ desired: recordOnly('DEPRECATED') }, observed('DISABLED', { begun: [...begunAtOnce, begun('DEPRECATED', 'AT_ONCE')] }))).toEqual(done());
  });

  test('it is said that its AMIs could be launched', () => {
    const both = [...available.begun, begun('DEPRECATED', 'SUCCESS', { resources: resources() })];
    expect(plan({ desired }, observed('DEPRECATED', { begun: both }))).toEqual(done(note));
    expect(plan({ desired }, observed('DISABLED', { begun: both }))).toEqual(done(note));
  });

  test('a run that begins anew goes on from where the image is', () => {
    expect(actions(plan({ desired }, observed('AVAILABLE')))).toEqual([['deprecate (last)']]);
  });

  test('it is not begun to be deprecated while it waits to be available', () => {
    expect(plan({ desired }, observed('DISABLED', { begun: [begun('AVAILABLE', 'IN_PROGRESS', { step: 'between' })] })))
      .toEqual({ waitFor: 'execution lce-of-between to end', seconds: 5 });
  });
});

describe('a record that is as declared, while its AMIs are not', () => {
  const wayOut = (state: TargetState) => `bring the record alone to ${state}, deploy, and then deploy this again`;

  test.each<[string, ImageStateUpdateSpec, ObservedState, string]>([
    ['disabled, one available', spec('DISABLED'), observed('DISABLED', { amis: [ami(A), ami(B, 'DISABLED')] }),
      `${IMAGE} is DISABLED already, but of its AMIs ${A_IN} is available: ${wayOut('AVAILABLE')}`],
    ['available, both otherwise', spec('AVAILABLE'), observed('AVAILABLE', { amis: [ami(A, 'DISABLED'), ami(B, 'DEPRECATED')] }),
      `${IMAGE} is AVAILABLE already, but of its AMIs ${A_IN} is disabled, ${B_IN} is available, deprecated: ${wayOut('DEPRECATED')}`],
    ['deprecated, one not and one later', spec('DEPRECATED'),
      observed('DEPRECATED', { amis: [ami(A), ami(B, 'AVAILABLE', { deprecationTime: NOW + 10 * MINUTE + 1 })] }),
      `${IMAGE} is DEPRECATED already, but of its AMIs ${A_IN} is available, ${B_IN} is available, to be deprecated at ${iso(NOW + 10 * MINUTE + 1)}: ${wayOut('AVAILABLE')}`],
    ['deprecated, one disabled', spec('DEPRECATED'), observed('DEPRECATED', { amis: [ami(A, 'DISABLED'), ami(B, 'DEPRECATED')] }),
      `${IMAGE} is DEPRECATED already, but of its AMIs ${A_IN} is disabled: ${wayOut('AVAILABLE')}`],
  ])('is refused, with the way out: %s', (_, desired, there, refuse) => {
    expect(plan({ desired }, there)).toEqual({ refuse });
  });

  test('is fine in a declaration of the record alone', () => {
    expect(plan({ desired: recordOnly('DISABLED') }, observed('DISABLED', { amis: [ami(A)] }))).toEqual(done());
  });

  test.each<[string, ImageStateUpdateSpec, ObservedState]>([
    ['AMIs that are deprecated within minutes, which is what EC2 makes of now', spec('DEPRECATED'),
      observed('DEPRECATED', { amis: [ami(A, 'AVAILABLE', { deprecationTime: NOW + 10 * MINUTE })] })],
    ['AMIs that are deprecated some day, which are not yet', spec('AVAILABLE'), observed('AVAILABLE', { amis: [ami(A, 'AVAILABLE', { deprecationTime: NOW + 1 })] })],
    ...(['gone', 'failed', 'pending', 'foreign'] as const).map((state): [string, ImageStateUpdateSpec, ObservedState] =>
      [`AMIs that are ${state}`, spec('DISABLED'), observed('DISABLED', { amis: [ami(A, 'AVAILABLE', { state })] })]),
  ])('is as good as declared with %s', (_, desired, there) => {
    expect(plan({ desired }, there)).toEqual(done());
  });

  describe('if that may be of an exclusion', () => {
    const excluding = (amis: object) => spec('DISABLED', { exclusionRules: { amis } });
    const there = (changes: Parameters<typeof ami>[2]) => observed('DISABLED', { amis: [ami(A, 'AVAILABLE', changes), ami(B, 'DISABLED')] });

    test.each<[string, object, Parameters<typeof ami>[2]]>([
      ['of its Region', { regions: ['eu-north-1', 'us-east-1'] }, { region: 'us-east-1' }],
      ['of what is public', { isPublic: true }, { isPublic: true }],
      ['of a tag', { tagMap: { team: 'platform', keep: 'yes' } }, { tags: { keep: 'yes' } }],
      ['of those with whom it is shared, which nobody looks at', { sharedAccounts: [X] }, {}],
      ['of its last launch, which nobody looks at', { lastLaunched: { value: 1, unit: 'WEEKS' } }, {}],
    ])('%s, passes', (_, amis, changes) => {
      expect(plan({ desired: excluding(amis) }, there(changes))).toEqual(done());
    });

    test.each<[string, object, Parameters<typeof ami>[2]]>([
      ['another Region', { regions: ['eu-north-1'] }, {}],
      ['what is not public', { isPublic: true }, {}],
      ['what is public, and that is not asked', { isPublic: false }, { isPublic: true }],
      ['another value of the tag', { tagMap: { keep: 'yes' } }, { tags: { keep: 'no' } }],
      ['no tags', { tagMap: { keep: 'yes' } }, {}],
      ['nothing', {}, {}],
    ])('of %s, does not', (_, amis, changes) => {
      const result = plan({ desired: excluding(amis) }, there(changes));
      expect(result).toEqual({ refuse: `${IMAGE} is DISABLED already, but of its AMIs ${A} in ${changes?.region ?? 'eu-west-1'} is available: ${wayOut('AVAILABLE')}` });
    });
  });
});

describe('a scheduled deprecation', () => {
  const note = (at: number, id = 'lce-1') => `${IMAGE} will be deprecated at ${iso(at)} by execution ${id}; until then its record is AVAILABLE`;
  const takenBack = [`take the deprecation time back ${A_IN}`, `take the deprecation time back ${B_IN}`];

  test.each(['IN_PROGRESS', 'PENDING'] as const)('that is declared, and is %s, is left as it is', status => {
    for (const at of [AT - 90_000, AT, AT + 90_000]) {
      expect(plan({ desired: deprecatedAt(AT) }, scheduled(at, { open: [open({ status })] }))).toEqual(done(note(at)));
    }
  });

  test('at another date is cancelled, and comes at the new date: AMIs get that by itself', () => {
    for (const desired of [deprecatedAt(AT), recordOnly('DEPRECATED', { updateAt: iso(AT) }), spec('DEPRECATED')]) {
      for (const at of [TOMORROW, AT + 90_001, AT - 90_001]) {
        expect(actions(plan({ desired }, scheduled(at)))).toEqual([[], ['cancel the execution lce-1']]);
      }
    }
    expect(actions(plan({ desired: deprecatedAt(AT) }, observed('AVAILABLE')))).toEqual([[`deprecate (last) at ${iso(AT)}`]]);
  });

  test.each(['AVAILABLE', 'DISABLED'] as const)('gives way to %s, after AMIs are told', state => {
    expect(actions(plan({ desired: spec(state) }, scheduled(TOMORROW)))).toEqual([takenBack, ['cancel the execution lce-1']]);
    expect(actions(plan({ desired: recordOnly(state) }, scheduled(TOMORROW)))).toEqual([[], ['cancel the execution lce-1']]);
  });

  test('gives way to a deletion, which needs no times', () => {
    expect(actions(plan({ desired: spec('DELETED') }, scheduled(TOMORROW)))).toEqual([[], ['cancel the execution lce-1']]);
  });

  test('takes only its own time back, whatever EC2 made of its seconds', () => {
    const times = [TOMORROW, TOMORROW - 90_000, TOMORROW + 90_000, TOMORROW + 90_001, undefined];
    const amis = [
      ...times.map((deprecationTime, index) => ami(`ami-${index}`, 'AVAILABLE', { deprecationTime })),
      ami('ami-5', 'DISABLED', { deprecationTime: TOMORROW }),
      ...(['gone', 'foreign', 'pending', 'failed'] as const).map(state => ami(`ami-${state}`, 'AVAILABLE', { state, deprecationTime: TOMORROW })),
    ];
    expect(actions(plan({ desired: spec('DISABLED') }, scheduled(TOMORROW, { amis })))[0])
      .toEqual([0, 1, 2, 5].map(index => `take the deprecation time back ami-${index} in eu-west-1`));
  });

  test('is taken back in the lane of each Region, with the role of the owner', () => {
    const away = ami(A, 'AVAILABLE', { region: 'us-east-1', account: X, roleArn: OTHER_ROLE, deprecationTime: TOMORROW });
    expect(stages(plan({ desired: spec('AVAILABLE') }, scheduled(TOMORROW, { amis: [away] })))).toEqual([
      [{
        action: 'take the deprecation time back', on: `${A} in us-east-1`, lane: 'us-east-1', ami: { imageId: A, region: 'us-east-1', account: X, roleArn: OTHER_ROLE },
      }],
      [{ action: 'cancel the execution', on: 'lce-1' }],
    ]);
  });

  test('that is cancelled leaves its time with AMIs that are not included, or that nobody can reach, and says so', () => {
    const cancelled = (...leaves: string[]) => ({ action: 'cancel the execution', on: 'lce-1', leaves });
    const [near, far] = [ami(A, 'AVAILABLE', { deprecationTime: TOMORROW }), ami(B, 'AVAILABLE', { account: X, state: 'foreign' })];
    const there = scheduled(TOMORROW, { amis: [near, far] });
    expect(stages(plan({ desired: spec('AVAILABLE') }, there))).toEqual([[expect.objectContaining({ on: A_IN })], [cancelled(B_IN)]]);
    const act = stages(plan({ desired: recordOnly('AVAILABLE') }, there));
    expect(act).toEqual([[], [cancelled(A_IN, B_IN)]]);
    const left = `these AMIs may keep the time at which they were to be deprecated, until somebody takes it back in EC2: ${A_IN}, ${B_IN}`;
    expect(plan({ desired: recordOnly('AVAILABLE') }, observed('AVAILABLE'), [...act, ...act].flat())).toEqual(done(left));
    expect(plan({ desired: recordOnly('AVAILABLE') }, observed('AVAILABLE'))).toEqual(done());
  });

  test('does not hold the deployment', () => {
    for (const status of ['IN_PROGRESS', 'PENDING'] as const) {
      expect(plan({ desired: deprecatedAt(AT) }, scheduled(AT, { begun: [begun('DEPRECATED', status)], open: [] }))).toEqual(done(note(AT, 'lce-of-last')));
    }
  });

  test('is waited for once its date has come', () => {
    const there = observed('AVAILABLE', { now: AT, begun: [begun('DEPRECATED', 'IN_PROGRESS', { startedAt: AT - 20_000 })] });
    expect(plan({ desired: deprecatedAt(AT) }, there)).toEqual({ waitFor: 'execution lce-of-last to end', seconds: 10 });
  });

  test('of somebody else is waited for once its date has come', () => {
    expect(plan({ desired: spec('DISABLED') }, scheduled(NOW))).toEqual({ waitFor: 'execution lce-1 to end', seconds: 30 });
    expect(actions(plan({ desired: spec('DISABLED') }, scheduled(NOW + 1)))).toEqual([takenBack, ['cancel the execution lce-1']]);
  });

  test('of an image that is deprecated goes by way of available', () => {
    expect(actions(plan({ desired: deprecatedAt(AT) }, observed('DEPRECATED')))).toEqual([['make available (between)']]);
    const available = [begun('AVAILABLE', 'SUCCESS', { step: 'between', resources: resources() })];
    expect(actions(plan({ desired: deprecatedAt(AT) }, observed('DEPRECATED', { begun: available })))).toEqual([[`deprecate (last) at ${iso(AT)}`]]);
    expect(plan({ desired: deprecatedAt(AT) }, observed('AVAILABLE', { begun: [...available, begun('DEPRECATED', 'IN_PROGRESS')] }))).toEqual(done(
      note(AT, 'lce-of-last'), `${IMAGE} went to DEPRECATED by way of AVAILABLE: its AMIs could be launched in between`));
  });

  describe('whose date is past', () => {
    const PAST = NOW - DAY;
    const refusal = {
      refuse: `${IMAGE} cannot be deprecated at ${iso(PAST)}, because that is past (it is ${iso(NOW)}): give a later date, or none to deprecate it now`,
    };

    test('is refused in a creation, in a change of the date, and for another image', () => {
      const desired = deprecatedAt(PAST);
      expect(plan({ desired }, observed('AVAILABLE'))).toEqual(refusal);
      expect(plan({ cause: 'update', desired, previous: deprecatedAt(PAST - DAY) }, observed('DEPRECATED'))).toEqual(refusal);
      expect(plan({ cause: 'update', desired, previous: spec('AVAILABLE') }, observed('AVAILABLE'))).toEqual(refusal);
      expect(plan({ cause: 'update', desired, previous: deprecatedAt(PAST, { image: NEXT }) }, observed('AVAILABLE'))).toEqual(refusal);
    });

    test('means now, if it was declared before', () => {
      for (const previous of [deprecatedAt(PAST), recordOnly('DEPRECATED', { updateAt: iso(PAST) })]) {
        expect(actions(plan({ cause: 'update', desired: deprecatedAt(PAST), previous }, observed('AVAILABLE')))).toEqual([['deprecate (last)']]);
      }
    });

    test('stays as it is, if it came', () => {
      expect(plan({ cause: 'update', desired: deprecatedAt(PAST), previous: deprecatedAt(PAST) }, observed('DEPRECATED'))).toEqual(done());
    });
  });
});

describe('an execution of somebody else', () => {
  const wait = (seconds: number) => ({ waitFor: 'execution lce-1 to end', seconds });
  const paused = (target: string) => `execution lce-1, which will make ${IMAGE} ${target}, is paused by Image Builder, perhaps until tomorrow: it goes on by itself`;

  test.each<[number | undefined, number]>([
    [undefined, 2], [0, 2], [4_999, 2], [5_000, 3], [20_000, 10], [58_999, 29], [59_000, 30], [10 * MINUTE, 30], [DAY, 30],
  ])('that began %s milliseconds ago is looked at again in %i seconds', (age, seconds) => {
    const startedAt = age === undefined ? undefined : NOW - age;
    expect(plan({ desired: spec('DISABLED') }, observed('AVAILABLE', { open: [open({ startedAt })] }))).toEqual(wait(seconds));
  });

  test.each<[string, Parameters<typeof open>[0], number]>([
    ['is in progress', { status: 'IN_PROGRESS' }, 30],
    ['is being cancelled', { status: 'CANCELLING' }, 30],
    ['has not begun yet, because it is young', { status: 'PENDING', startedAt: NOW - 2 * MINUTE + 1, action: 'DISABLE' }, 30],
  ])('that %s is waited for', (_, changes, seconds) => {
    for (const it of [{ desired: spec('DISABLED') }, { cause: 'rollback', desired: spec('AVAILABLE'), previous: spec('DISABLED') }] as const) {
      expect(plan(it, observed('AVAILABLE', { open: [open(changes)] }))).toEqual(wait(seconds));
    }
  });

  test.each(TARGETS)('that is paused, and leads to %s, is left to go on', state => {
    const there = observed(state === 'AVAILABLE' ? 'DISABLED' : 'AVAILABLE', {
      open: [open({ status: 'PENDING', startedAt: NOW - 2 * MINUTE, action: { AVAILABLE: 'AVAILABLE', DEPRECATED: 'DEPRECATE', DISABLED: 'DISABLE', DELETED: 'DELETE' }[state] })],
    });
    expect(plan({ desired: spec(state) }, there)).toEqual(done(paused(state)));
  });

  test.each([['DELETE'], ['DISABLE'], [undefined]])('that is paused, and leads elsewhere (%s), is cancelled', action => {
    expect(actions(plan({ desired: spec('DEPRECATED') }, observed('AVAILABLE', { open: [open({ status: 'PENDING', action })] }))))
      .toEqual([[], ['cancel the execution lce-1']]);
    expect(actions(plan({ desired: deprecatedAt(AT) }, observed('AVAILABLE', { open: [open({ status: 'PENDING', action: 'DEPRECATE' })] }))))
      .toEqual([[], ['cancel the execution lce-1']]);
  });

  test('that runs is waited for before one that is paused is cancelled', () => {
    const both = [open({ id: 'lce-2', status: 'PENDING', action: 'DELETE' }), open()];
    expect(plan({ desired: spec('DISABLED') }, observed('AVAILABLE', { open: both }))).toEqual(wait(30));
  });

  test('holds nobody up once the step of this event goes on', () => {
    const mine = begun('DISABLED', 'IN_PROGRESS');
    expect(plan({ desired: spec('DISABLED') }, observed('AVAILABLE', { begun: [mine], open: [open(mine.execution)] })))
      .toEqual({ waitFor: 'execution lce-of-last to end', seconds: 5 });
  });
});

describe('an execution of this event', () => {
  const started = (...step: Parameters<typeof begun>) => observed('AVAILABLE', { begun: [begun(...step)] });

  test.each(['IN_PROGRESS', 'PENDING', 'CANCELLING'] as const)('that is %s is waited for', status => {
    expect(plan({ desired: spec('DISABLED') }, started('DISABLED', status))).toEqual({ waitFor: 'execution lce-of-last to end', seconds: 5 });
    expect(plan({ desired: spec('DISABLED') }, started('DISABLED', status, { startedAt: NOW - MINUTE }))).toEqual({ waitFor: 'execution lce-of-last to end', seconds: 30 });
  });

  test.each(TARGETS)('that was successful is believed, although reads lag: %s', state => {
    expect(plan({ desired: spec(state) }, observed('AVAILABLE', { begun: [begun(state, 'SUCCESS', { resources: resources() })] }))).toEqual(done());
  });

  test('that left something alone says so', () => {
    const some = [...resources(), { kind: 'AMI' as const, id: 'ami-c', region: 'us-east-1', status: 'SKIPPED', reason: 'it is public' }, {
      kind: 'container' as const, id: 'uri', status: 'SKIPPED',
    }];
    expect(plan({ desired: spec('DISABLED') }, started('DISABLED', 'SUCCESS', { resources: some })))
      .toEqual(done('left alone: ami-c in us-east-1 (it is public); uri'));
  });

  test.each(['FAILED', 'CANCELLED'] as const)('that ended as %s is refused, with what failed and why', status => {
    const ended = (state: TargetState, made: Parameters<typeof begun>[2]) => plan({ desired: spec(state) }, started(state, status, made));
    const refuse = `execution lce-of-last, which was to make the image DISABLED, ended as ${status}. Its record is AVAILABLE: mend what failed, and deploy again`;
    const snapshot = { kind: 'snapshot' as const, id: 'snap-1', region: 'us-east-1', status: 'FAILED' };
    const failed = [...resources('FAILED', 'not you').slice(0, 2), ...resources().slice(2), snapshot];
    expect(ended('DISABLED', { resources: failed })).toEqual({
      refuse, failures: [{ on: A_IN, reason: 'not you' }, { on: 'snap-1 in us-east-1', reason: 'no reason is given' }],
    });
    expect(ended('DISABLED', { resources: failed.slice(0, 1) })).toEqual({ refuse, failures: [{ on: 'the record of the image', reason: 'not you' }] });
    expect(ended('DISABLED', {})).toEqual({ refuse, failures: [] });
    expect(ended('DELETED', {})).toEqual({ refuse: refuse.replace('DISABLED', 'DELETED'), failures: [] });
  });

  test('that is not known any more is refused, unless the image is where it was to be', () => {
    expect(plan({ desired: recordOnly('DISABLED') }, started('DISABLED', 'GONE'))).toEqual({
      refuse: 'execution lce-of-last, which was to make the image DISABLED, is not known any more. Its record is AVAILABLE: mend what failed, and deploy again',
    });
    expect(plan({ desired: spec('DISABLED') }, observed('DISABLED', { begun: [begun('DISABLED', 'GONE')] }))).toEqual(done());
    expect(plan({ desired: spec('DELETED') }, { ...absent, begun: [begun('DELETED', 'GONE')] })).toEqual(done());
  });

  test('that is paused lets the deployment go, and is said to go on', () => {
    expect(plan({ desired: spec('DISABLED') }, started('DISABLED', 'PENDING', { startedAt: NOW - 2 * MINUTE }))).toEqual(done(
      `execution lce-of-last, which will make ${IMAGE} DISABLED, is paused by Image Builder, perhaps until tomorrow: it goes on by itself`));
  });

  test('that is paused halfway is refused: nobody would go on', () => {
    expect(plan({ desired: spec('DEPRECATED') }, observed('DISABLED', { begun: [begun('AVAILABLE', 'PENDING', { step: 'between', startedAt: NOW - 2 * MINUTE })] }))).toEqual({
      refuse: `execution lce-of-between, which was to make ${IMAGE} AVAILABLE on the way to DEPRECATED, is paused by Image Builder, perhaps until tomorrow: `
        + 'change reconcile and deploy again when it is through',
    });
  });

  test('that failed halfway is refused as well', () => {
    expect(plan({ desired: recordOnly('DEPRECATED') }, observed('DISABLED', { begun: [begun('AVAILABLE', 'FAILED', { step: 'between' })] }))).toEqual({
      refuse: 'execution lce-of-between, which was to make the image AVAILABLE, ended as FAILED. Its record is DISABLED: mend what failed, and deploy again',
      failures: [],
    });
  });
});

describe('a deletion', () => {
  const desired = spec('DELETED');
  const skipped = [begun('DELETED', 'SUCCESS', { resources: resources('SKIPPED', 'it is public') })];

  test('cannot be undone, which is asked about just before', () => {
    for (const it of [{ desired }, { cause: 'update', desired, previous: spec('DISABLED') }] as const) {
      expect(plan(it, observed('DISABLED'))).toMatchObject({ act: [[{ action: 'delete', irreversible: true }]] });
    }
  });

  test.each(['rollback', 'unknown'] as const)('is never done in an update whose cause is %s', cause => {
    for (const previous of [undefined, spec('DISABLED'), spec('DELETED')]) {
      expect(plan({ cause, desired, previous }, observed('DISABLED'))).toEqual(done(`${IMAGE} is DISABLED: a rollback deletes nothing`));
    }
  });

  test('that a creation asks for whose cause is unknown is asked about just before', () => {
    expect(plan({ cause: 'unknown', desired, physicalId: undefined }, observed('DISABLED'))).toMatchObject({ act: [[{ action: 'delete', irreversible: true }]] });
  });

  test('is refused in an update of which nobody knows what was declared before', () => {
    expect(plan({ cause: 'update', desired }, observed('DISABLED'))).toEqual({
      refuse: `what was declared before ${IMAGE} was to be DELETED is not known to this version of the handler: deploy another state first, and then this`,
    });
  });

  test('is not tried again, whatever else changes', () => {
    const note = `${IMAGE} is DISABLED: it was to be DELETED before, and is not tried to be deleted again until what is declared changes`;
    for (const previous of [desired, spec('DELETED', { roleArns: [ROLE] }), spec('DELETED', { executionRole: OTHER_ROLE })]) {
      expect(plan({ cause: 'update', desired, previous }, observed('DISABLED'))).toEqual(done(note));
    }
  });

  test('is tried again, if more is to be deleted, or another image', () => {
    for (const previous of [spec('DELETED', { image: NEXT }), spec('DELETED', { exclusionRules: { amis: { isPublic: true } } })]) {
      expect(actions(plan({ cause: 'update', desired, previous }, observed('DISABLED')))).toEqual([['delete (last)']]);
    }
  });

  test('that left something alone kept the image, which is said', () => {
    const there = observed('AVAILABLE', { begun: skipped });
    expect(plan({ desired }, there)).toEqual(done(
      `left alone: the record of the image (it is public); ${A_IN} (it is public); ${B_IN} (it is public)`,
      `${IMAGE} was not deleted, because something of it was left alone: it is AVAILABLE, and is not tried to be deleted again until what is declared changes`));
    expect(logic.attributes(situation({ desired }), there)).toMatchObject({ PreviousState: 'AVAILABLE', ResultingState: 'AVAILABLE', SkippedCount: '2' });
  });

  test('is over: an update away from it finds no image, and succeeds', () => {
    for (const state of STATES) {
      expect(plan({ cause: 'update', desired: spec(state), previous: desired }, absent))
        .toEqual(done(`${IMAGE} was deleted, and nobody can bring it back: it is not ${state}, whatever is declared`));
    }
    expect(plan({ cause: 'update', desired: spec('DISABLED'), previous: spec('AVAILABLE') }, absent)).toEqual({ refuse: `${IMAGE} does not exist: name a build that is there` });
    expect(plan({ cause: 'update', desired: spec('DISABLED'), previous: spec('DELETED', { image: NEXT }) }, absent))
      .toEqual({ refuse: `${IMAGE} does not exist: name a build that is there` });
  });

  test('takes no permissions away that anybody would miss', () => {
    const there = observed('AVAILABLE', { amis: [ami(A, 'AVAILABLE', { launch: [Z] })] });
    expect(plan({ desired }, there)).toMatchObject({ act: [[expect.not.objectContaining({ loses: expect.anything() })]] });
  });
});

describe('a rollback', () => {
  const back = (desired: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined, there: ObservedState) => {
    const result = plan({ cause: 'rollback', desired, previous }, there);
    // What may be one is treated as one.
    expect(plan({ cause: 'unknown', desired, previous }, there)).toEqual(result);
    return result;
  };

  test('touches no image that the update did not touch', () => {
    expect(back(spec('AVAILABLE'), spec('DISABLED', { image: NEXT }), observed('DISABLED'))).toEqual(done(`${IMAGE} was not touched by the update: it stays as it is`));
  });

  test('touches no image that is in a state which is not of the update', () => {
    for (const state of ['DEPRECATED', 'FAILED', 'CANCELLED']) {
      expect(back(spec('DISABLED'), spec('AVAILABLE'), observed(state))).toEqual(done(`${IMAGE} is ${state}, which is not of the update that failed: it stays so`));
    }
    expect(back(spec('DISABLED'), undefined, observed('FAILED'))).toEqual(done(`${IMAGE} is FAILED, which is not of the update that failed: it stays so`));
    // On the way from disabled to deprecated it was available.
    expect(back(spec('AVAILABLE'), spec('DEPRECATED'), observed('DISABLED'))).toEqual(done(`${IMAGE} is DISABLED, which is not of the update that failed: it stays so`));
  });

  test.each(['PENDING', 'BUILDING', 'INTEGRATING'])('waits for no image that is %s', state => {
    expect(back(spec('DISABLED'), spec('AVAILABLE'), observed(state))).toEqual(done(`${IMAGE} is still being built (it is ${state}): it stays as it is`));
  });

  test('brings back nothing that was deleted', () => {
    for (const there of [absent, observed('DELETED', { amis: [] })]) {
      expect(back(spec('AVAILABLE'), spec('DELETED'), there)).toEqual(done(`${IMAGE} is not there, and nobody can bring it back`));
    }
  });

  test.each<[string, ImageStateUpdateSpec, ImageStateUpdateSpec, string, string | undefined]>([
    ['from the state of the update', spec('AVAILABLE'), spec('DISABLED'), 'DISABLED', 'make available (last)'],
    ['which had not begun', spec('AVAILABLE'), spec('DISABLED'), 'AVAILABLE', undefined],
    ['by two steps', spec('DEPRECATED'), spec('DISABLED'), 'DISABLED', 'make available (between)'],
    ['from the step in between of the update', spec('DISABLED'), spec('DEPRECATED'), 'AVAILABLE', 'disable (last)'],
    ['from the end of two steps of the update', spec('DISABLED'), spec('DEPRECATED'), 'DEPRECATED', 'disable (last)'],
    ['of a deletion that failed', spec('DEPRECATED'), spec('DELETED'), 'DEPRECATED', undefined],
    ['of a date that was added, which made it available in between', spec('DEPRECATED'), deprecatedAt(AT), 'AVAILABLE', 'deprecate (last)'],
    ['of a date that was taken away', deprecatedAt(AT), spec('DEPRECATED'), 'DEPRECATED', 'make available (between)'],
    ['of a date that was cancelled and nothing more', deprecatedAt(AT), spec('DISABLED'), 'AVAILABLE', `deprecate (last) at ${iso(AT)}`],
  ])('brings back what was, %s', (_, desired, previous, now, way) => {
    const result = back(desired, previous, observed(now));
    if (way === undefined) {
      expect(result).toEqual(done());
    } else {
      expect(actions(result)).toEqual([[way]]);
    }
  });

  test('brings back what was although nobody knows what the update declared', () => {
    expect(actions(back(spec('DEPRECATED'), undefined, observed('AVAILABLE')))).toEqual([['deprecate (last)']]);
  });

  test('goes on with what it began, wherever that led', () => {
    const available = [begun('AVAILABLE', 'SUCCESS', { step: 'between', resources: resources() })];
    expect(actions(back(spec('DEPRECATED'), spec('DISABLED'), observed('DISABLED', { begun: available })))).toEqual([['deprecate (last)']]);
    expect(back(spec('DEPRECATED'), spec('DISABLED'), observed('AVAILABLE', { begun: [...available, begun('DEPRECATED', 'IN_PROGRESS')] })))
      .toEqual({ waitFor: 'execution lce-of-last to end', seconds: 5 });
    expect(back(spec('DEPRECATED'), spec('DISABLED'), observed('DEPRECATED', { begun: [...available, begun('DEPRECATED', 'SUCCESS', { resources: resources() })] })))
      .toEqual(done(`${IMAGE} went to DEPRECATED by way of AVAILABLE: its AMIs could be launched in between`));
  });

  test('means now by a date that has passed since it was declared', () => {
    expect(actions(back(deprecatedAt(NOW - DAY), spec('DISABLED'), observed('AVAILABLE')))).toEqual([['deprecate (last)']]);
  });

  test('only says that AMIs are not as their record', () => {
    expect(back(spec('DISABLED'), spec('AVAILABLE'), observed('DISABLED', { amis: [ami(A), ami(B, 'DISABLED')] }))).toEqual(done(
      `${IMAGE} is DISABLED already, but of its AMIs ${A_IN} is available: bring the record alone to AVAILABLE, deploy, and then deploy this again`));
  });

  test('refuses no containers, roles or dates', () => {
    expect(back(spec('AVAILABLE'), deprecatedAt(NOW - DAY), observed('AVAILABLE', { record: { state: 'AVAILABLE', isOfContainers: true }, amis: [] }))).toEqual(done());
  });

  test('of an update beside the state leaves the state', () => {
    const desired = spec('DISABLED', { sharedWith: [X] });
    expect(back(desired, spec('DISABLED', { sharedWith: [X, Y] }), observed('AVAILABLE'))).toEqual(done(`${IMAGE} is AVAILABLE, and was so before: it stays so`));
    expect(back(spec('AVAILABLE'), spec('AVAILABLE', { sharedWith: [X] }), scheduled(TOMORROW))).toEqual(done(`${IMAGE} is AVAILABLE, and was so before: it stays so`));
    expect(back(desired, spec('DISABLED', { sharedWith: [X, Y] }), observed('DISABLED'))).toEqual(done());
  });

  describe('of a scheduled deprecation', () => {
    const takenBack = [`take the deprecation time back ${A_IN}`, `take the deprecation time back ${B_IN}`];

    test('cancels it, after AMIs are told', () => {
      expect(actions(back(spec('AVAILABLE'), deprecatedAt(TOMORROW), scheduled(TOMORROW)))).toEqual([takenBack, ['cancel the execution lce-1']]);
      expect(actions(back(recordOnly('AVAILABLE'), deprecatedAt(TOMORROW), scheduled(TOMORROW)))).toEqual([takenBack, ['cancel the execution lce-1']]);
    });

    test('brings the former date back', () => {
      expect(actions(back(deprecatedAt(AT), deprecatedAt(TOMORROW), scheduled(TOMORROW)))).toEqual([[], ['cancel the execution lce-1']]);
      expect(actions(back(deprecatedAt(AT), deprecatedAt(TOMORROW), observed('AVAILABLE')))).toEqual([[`deprecate (last) at ${iso(AT)}`]]);
      expect(back(deprecatedAt(AT), deprecatedAt(TOMORROW), scheduled(AT)))
        .toEqual(done(`${IMAGE} will be deprecated at ${iso(AT)} by execution lce-1; until then its record is AVAILABLE`));
    });

    test('leaves one of somebody else', () => {
      for (const previous of [spec('DISABLED'), deprecatedAt(AT)]) {
        expect(back(spec('AVAILABLE'), previous, scheduled(TOMORROW)))
          .toEqual(done(`${IMAGE} will be deprecated at ${iso(TOMORROW)}, which is not of the update that failed: it stays so`));
      }
    });
  });

  describe('of an update that alone included the AMIs', () => {
    const includeResources = { amis: true, snapshots: false, containers: false };

    test('restores them, with its role and its exclusions', () => {
      const exclusionRules = { amis: { regions: ['us-east-1'] } };
      expect(back(recordOnly('AVAILABLE'), spec('DISABLED', { executionRole: OTHER_ROLE, exclusionRules }), observed('DISABLED'))).toEqual({
        act: [[{ action: 'make available', on: IMAGE, step: 'last', target: 'AVAILABLE', includeResources, exclusionRules, executionRole: OTHER_ROLE }]],
      });
    });

    test('disables none of them: nobody declared that, and it would take launch permissions away for good', () => {
      expect(back(recordOnly('DISABLED'), spec('AVAILABLE'), observed('AVAILABLE'))).toEqual({ act: [[{ action: 'disable', on: IMAGE, step: 'last', target: 'DISABLED' }]] });
    });

    test('restores the record alone after a deletion that failed', () => {
      const there = observed('DEPRECATED', { amis: [ami(A)] });
      expect(back(recordOnly('DEPRECATED'), spec('DELETED'), there)).toEqual(done());
    });

    test('restores them with the own role, if both included them', () => {
      expect(back(spec('AVAILABLE'), spec('DISABLED', { executionRole: OTHER_ROLE }), observed('DISABLED')))
        .toEqual({ act: [[{ action: 'make available', on: IMAGE, step: 'last', target: 'AVAILABLE', includeResources, executionRole: ROLE }]] });
    });
  });
});

describe('launch permissions', () => {
  const shared = (changes: Partial<ImageStateUpdateSpec> = {}) => ({ sharedWith: [X, Y], ...changes });
  const launch = (...who: string[]) => [ami(A, 'AVAILABLE', { launch: who }), ami(B, 'AVAILABLE', { launch: [Z, X, Y] })];
  const again = `share again ${A_IN} +${Y}`;
  const enabled = begun('AVAILABLE', 'SUCCESS', { resources: resources() });
  const between = begun('AVAILABLE', 'SUCCESS', { step: 'between', resources: resources() });
  const available = spec('AVAILABLE', shared());

  test('are given back after an image is available', () => {
    expect(plan({ desired: available }, observed('AVAILABLE', { amis: launch(X), begun: [enabled] }))).toEqual({
      act: [[{ action: 'share again', on: A_IN, lane: 'eu-west-1', ami: { imageId: A, region: 'eu-west-1', account: '111111111111' }, launch: [Y] }]],
    });
    expect(plan({ desired: available }, observed('AVAILABLE', { amis: launch(X, Y), begun: [enabled] }))).toEqual(done());
  });

  test.each<[string, Case, Partial<ObservedState>]>([
    ['of an image that is available already', { desired: available }, {}],
    ['in between, before the image is deprecated', { desired: spec('DEPRECATED', shared()) }, { begun: [between] }],
    ['before an image is deprecated that was available', { desired: spec('DEPRECATED', shared()) }, {}],
    ['before an image is deprecated at a date', { desired: deprecatedAt(AT, shared()) }, {}],
    ['in a rollback', { cause: 'rollback', desired: available, previous: spec('DISABLED', shared()) }, { begun: [enabled] }],
    ['in between, in a rollback', { cause: 'rollback', desired: spec('DEPRECATED', shared()), previous: spec('DISABLED') }, { begun: [between] }],
    ['when only with whom the image is shared has changed', { cause: 'update', desired: available, previous: spec('AVAILABLE', { sharedWith: [X] }) }, {}],
    ['in a removal', { cause: 'removal', previous: spec('DISABLED', shared({ onRemoval: 'MAKE_AVAILABLE' })) }, { begun: [enabled] }],
  ])('are given back %s', (_, it, there) => {
    expect(actions(plan(it, observed('AVAILABLE', { amis: launch(X), ...there })))).toEqual([[again]]);
  });

  test('are given back of an image that is deprecated already', () => {
    const amis = launch(X).map(it => ({ ...it, deprecationTime: NOW - DAY }));
    expect(actions(plan({ desired: spec('DEPRECATED', shared()) }, observed('DEPRECATED', { amis })))).toEqual([[again]]);
  });

  test.each<[string, Case, Partial<ObservedState>]>([
    ['of an image that is disabled', { desired: spec('DISABLED', shared()) }, { begun: [begun('DISABLED', 'SUCCESS', { resources: [] })] }],
    ['of the record alone', { desired: recordOnly('AVAILABLE', shared()) }, {}],
    ['where nobody declares any', { desired: spec('AVAILABLE') }, {}],
    ['of AMIs that were not read', { desired: available }, { amis: [ami(A)] }],
    ['when the stack is deleted, and its share policies with it', { cause: 'stack deletion', previous: spec('DISABLED', shared({ onRemoval: 'MAKE_AVAILABLE' })) },
      { begun: [enabled] }],
  ])('are not given back %s', (_, it, there) => {
    expect(plan(it, observed('AVAILABLE', { amis: launch(X), ...there }))).toEqual(done());
  });

  test('are given back once, however long reads lag', () => {
    const there = observed('AVAILABLE', { amis: launch(X), begun: [enabled] });
    const act = stages(plan({ desired: available }, there));
    expect(plan({ desired: available }, there, act.flat())).toEqual(done());
    expect(actions(plan({ desired: spec('DEPRECATED', shared()) }, observed('AVAILABLE', { amis: launch(X), begun: [between] }), act.flat()))).toEqual([['deprecate (last)']]);
  });

  test('are given back to AMIs of other accounts with their role, and otherwise it is said that they are not', () => {
    const away = { account: Z, region: 'us-east-1' };
    const amis = [ami(A, 'AVAILABLE', { ...away, roleArn: OTHER_ROLE, launch: [X] }), ami(B, 'AVAILABLE', { ...away, state: 'foreign' })];
    expect(plan({ desired: available }, observed('AVAILABLE', { amis }))).toEqual({
      act: [[{ action: 'share again', on: `${A} in us-east-1`, lane: 'us-east-1', ami: { imageId: A, ...away, roleArn: OTHER_ROLE }, launch: [Y] }]],
    });
    const note = `these AMIs belong to other accounts, of which no role was given, and were not shared again: ${B} in us-east-1`;
    expect(plan({ desired: available }, observed('AVAILABLE', { amis: amis.slice(1) }))).toEqual(done(note));
    expect(plan({ desired: spec('DISABLED', shared()) }, observed('DISABLED', { amis: amis.slice(1) }))).toEqual(done());
    expect(plan({ desired: spec('AVAILABLE') }, observed('AVAILABLE', { amis: amis.slice(1) }))).toEqual(done());
  });

  describe('of an AMI that was enabled and still reads as disabled', () => {
    const late = (age: number) => ({ begun: [begun('AVAILABLE', 'SUCCESS', { resources: resources(), startedAt: NOW - age })], amis: [ami(A, 'DISABLED'), ami(B, 'AVAILABLE', { launch: [X] })] });
    const wait = { waitFor: `${A_IN} to be seen as available`, seconds: 5 };

    test('are waited for, ten minutes at most', () => {
      expect(plan({ desired: available }, observed('AVAILABLE', late(0)))).toEqual(wait);
      expect(plan({ desired: available }, observed('AVAILABLE', late(10 * MINUTE)))).toEqual(wait);
      expect(actions(plan({ desired: available }, observed('AVAILABLE', late(10 * MINUTE + 1))))).toEqual([[`share again ${B_IN} +${Y}`]]);
    });

    test('are waited for on the way to be deprecated', () => {
      const there = late(0);
      expect(plan({ desired: spec('DEPRECATED', shared()) }, observed('DISABLED', { ...there, begun: [{ ...there.begun[0], step: 'between' }] }))).toEqual(wait);
    });

    test('are not waited for where the execution left it alone, or nobody is to have any', () => {
      const [{ execution, ...rest }] = late(0).begun;
      const skipped = [{ ...rest, execution, resources: resources().map(it => (it.id === A ? { ...it, status: 'SKIPPED' } : it)) }];
      expect(actions(plan({ desired: available }, observed('AVAILABLE', { ...late(0), begun: skipped })))).toEqual([[`share again ${B_IN} +${Y}`]]);
      expect(plan({ desired: spec('AVAILABLE') }, observed('AVAILABLE', late(0)))).toEqual(done());
    });
  });

  describe('that nobody declared', () => {
    const desired = spec('DISABLED', shared());
    const loses = [`${A_IN} by ${Z}, all`];
    const amis = [ami(A, 'AVAILABLE', { launch: [Z, X, 'all'] }), ami(B, 'AVAILABLE', { launch: [Y] })];
    const disable: StateAction = {
      action: 'disable', on: IMAGE, step: 'last', target: 'DISABLED', includeResources: { amis: true, snapshots: false, containers: false }, executionRole: ROLE, loses,
    };
    const note = `no share policy that this update knows of declares these launch permissions, and to disable the AMIs took them away for good: ${loses[0]}`;

    test('are named before the AMIs are disabled', () => {
      expect(plan({ desired }, observed('AVAILABLE', { amis }))).toEqual({ act: [[disable]] });
      expect(plan({ cause: 'rollback', desired, previous: spec('AVAILABLE') }, observed('AVAILABLE', { amis }))).toEqual({ act: [[disable]] });
      expect(plan({ desired: recordOnly('DISABLED') }, observed('AVAILABLE', { amis }))).toEqual({ act: [[{ action: 'disable', on: IMAGE, step: 'last', target: 'DISABLED' }]] });
    });

    test('are told of afterwards, even if the execution is paused', () => {
      const disabled = observed('DISABLED', { begun: [begun('DISABLED', 'SUCCESS', { resources: resources() })] });
      expect(plan({ desired }, disabled, [disable])).toEqual(done(note));
      const paused = observed('AVAILABLE', { begun: [begun('DISABLED', 'PENDING', { startedAt: NOW - 2 * MINUTE })] });
      expect(plan({ desired }, paused, [disable])).toEqual(done(
        `execution lce-of-last, which will make ${IMAGE} DISABLED, is paused by Image Builder, perhaps until tomorrow: it goes on by itself`, note));
    });
  });
});

describe('a change beside the state', () => {
  const changes: [string, Partial<ImageStateUpdateSpec>][] = [
    ['sharedWith', { sharedWith: [X] }], ['onRemoval', { onRemoval: 'MAKE_AVAILABLE' }], ['roleArns', { roleArns: [OTHER_ROLE] }], ['executionRole', { executionRole: OTHER_ROLE }],
  ];

  test.each(changes)('of %s brings no image to a state that somebody has changed', (_, change) => {
    for (const make of [spec, recordOnly]) {
      expect(plan({ cause: 'update', desired: make('DISABLED', change), previous: make('DISABLED') }, observed('AVAILABLE')))
        .toEqual(done(`${IMAGE} is AVAILABLE: its state was not declared anew. Change reconcile, and it becomes DISABLED`));
    }
  });

  test.each(changes)('of %s only says that AMIs are not as declared', (_, change) => {
    expect(plan({ cause: 'update', desired: spec('DISABLED', change), previous: spec('DISABLED') }, observed('DISABLED', { amis: [ami(A), ami(B, 'DISABLED')] })))
      .toEqual(done(`${IMAGE} is DISABLED already, but of its AMIs ${A_IN} is available: bring the record alone to AVAILABLE, deploy, and then deploy this again`));
  });

  test.each(changes)('of %s is all there is to do', (_, change) => {
    for (const state of STATES) {
      expect(plan({ cause: 'update', desired: spec(state, change), previous: spec(state) }, observed(state))).toEqual(done());
      expect(plan({ cause: 'update', desired: recordOnly(state, change), previous: recordOnly(state) }, observed(state))).toEqual({ done: true });
    }
  });

  test('cancels and awaits no execution', () => {
    const [desired, previous] = [spec('AVAILABLE', { sharedWith: [X] }), spec('AVAILABLE')];
    for (const there of [scheduled(TOMORROW), observed('AVAILABLE', { open: [open()] }), observed('AVAILABLE', { open: [open({ status: 'PENDING', action: 'DISABLE' })] })]) {
      expect(plan({ cause: 'update', desired, previous }, there)).toEqual(done());
    }
  });

  test('says nothing of a deprecation that is still to come', () => {
    expect(plan({ cause: 'update', desired: deprecatedAt(AT, { sharedWith: [X] }), previous: deprecatedAt(AT) }, scheduled(AT))).toEqual(done());
  });

  test('in which only the order of names differs is none: somebody wants to have it looked at again', () => {
    const { image, state, ...others } = spec('DISABLED');
    expect(actions(plan({ cause: 'update', desired: { ...others, state, image }, previous: spec('DISABLED') }, observed('AVAILABLE')))).toEqual([['disable (last)']]);
  });
});

describe('when the update goes', () => {
  const REMOVALS = ['removal', 'rolled-back creation', 'stack deletion', 'unknown'] as const;
  const back = (state: TargetState, changes: Partial<ImageStateUpdateSpec> = {}) => spec(state, { onRemoval: 'MAKE_AVAILABLE', ...changes });

  test.each(REMOVALS)('in a %s, the image stays as it is', cause => {
    for (const state of ['DEPRECATED', 'DISABLED'] as const) {
      for (const now of STATES) {
        expect(plan({ cause, previous: spec(state) }, observed(now))).toEqual(done(`${IMAGE} stays ${now}, as onRemoval says`));
      }
    }
  });

  test.each(REMOVALS)('in a %s, there is nothing to undo of what cannot be undone, or is not there', cause => {
    for (const [previous, there, now] of [
      [spec('AVAILABLE', { onRemoval: 'MAKE_AVAILABLE' }), observed('DISABLED'), 'DISABLED'],
      [back('DELETED'), observed('DISABLED'), 'DISABLED'],
      [back('DISABLED'), absent, 'DELETED'],
      [back('DISABLED'), observed('DELETED', { amis: [] }), 'DELETED'],
      [back('DISABLED'), observed('FAILED'), 'FAILED'],
      [back('DISABLED'), observed('BUILDING'), 'BUILDING'],
    ] as const) {
      expect(plan({ cause, previous }, there)).toEqual(done(`${IMAGE} is ${now}: nothing to undo`));
    }
  });

  test.each(REMOVALS)('in a %s, it is made available from what was declared, if that is asked, and from nothing else', cause => {
    for (const state of ['DEPRECATED', 'DISABLED'] as const) {
      expect(plan({ cause, previous: back(state, { updateAt: undefined }) }, observed(state))).toEqual({
        act: [[{
          action: 'make available', on: IMAGE, step: 'last', target: 'AVAILABLE', includeResources: { amis: true, snapshots: false, containers: false }, executionRole: ROLE,
        }]],
      });
      const other = state === 'DEPRECATED' ? 'DISABLED' : 'DEPRECATED';
      expect(plan({ cause, previous: back(state) }, observed(other)))
        .toEqual(done(`${IMAGE} is ${other}, and was to be ${state}: it stays so, because that is somebody else's`));
      expect(plan({ cause, previous: back(state) }, observed('AVAILABLE'))).toEqual(done());
    }
    expect(plan({ cause, previous: back('DISABLED') }, observed('ARCHIVED')))
      .toEqual(done(`${IMAGE} is ARCHIVED, and was to be DISABLED: it stays so, because that is somebody else's`));
  });

  test('what was begun is gone on with, wherever the image is seen', () => {
    const begunAlready = { begun: [begun('AVAILABLE', 'IN_PROGRESS')] };
    expect(plan({ cause: 'removal', previous: back('DISABLED') }, observed('DEPRECATED', begunAlready))).toEqual({ waitFor: 'execution lce-of-last to end', seconds: 5 });
    expect(plan({ cause: 'removal', previous: back('DISABLED') }, observed('DISABLED', { begun: [begun('AVAILABLE', 'SUCCESS', { resources: resources() })] }))).toEqual(done());
  });

  test('AMIs that are not as their record are only told of', () => {
    expect(plan({ cause: 'removal', previous: back('DISABLED') }, observed('AVAILABLE', { amis: [ami(A, 'DISABLED')] }))).toEqual(done(
      `${IMAGE} is AVAILABLE already, but of its AMIs ${A_IN} is disabled: bring the record alone to DEPRECATED, deploy, and then deploy this again`));
  });

  describe('a scheduled deprecation', () => {
    const cancelled = [[`take the deprecation time back ${A_IN}`, `take the deprecation time back ${B_IN}`], ['cancel the execution lce-1']];

    test('of a creation that failed goes with it', () => {
      expect(actions(plan({ cause: 'rolled-back creation', previous: deprecatedAt(AT) }, scheduled(AT)))).toEqual(cancelled);
      expect(actions(plan({ cause: 'rolled-back creation', previous: recordOnly('DEPRECATED', { updateAt: iso(AT) }) }, scheduled(AT)))).toEqual([[], cancelled[1]]);
    });

    test.each(REMOVALS)('goes in a %s, if the image is to be available', cause => {
      expect(actions(plan({ cause, previous: back('DEPRECATED', { updateAt: iso(AT) }) }, scheduled(AT)))).toEqual(cancelled);
    });

    test.each(['removal', 'stack deletion', 'unknown'] as const)('stays in a %s otherwise', cause => {
      expect(plan({ cause, previous: deprecatedAt(AT) }, scheduled(AT))).toEqual(done(`${IMAGE} stays AVAILABLE, and will be deprecated at ${iso(AT)}, as onRemoval says`));
    });

    test.each(REMOVALS)('at another date, or of another update, stays in a %s: it is somebody else\'s', cause => {
      for (const previous of [back('DEPRECATED', { updateAt: iso(AT) }), back('DISABLED')]) {
        expect(plan({ cause, previous }, scheduled(TOMORROW)))
          .toEqual(done(`${IMAGE} will be deprecated at ${iso(TOMORROW)}: it stays so, because that is somebody else's`));
      }
      expect(plan({ cause, previous: deprecatedAt(AT) }, scheduled(TOMORROW)))
        .toEqual(done(`${IMAGE} stays AVAILABLE, and will be deprecated at ${iso(TOMORROW)}, as onRemoval says`));
    });
  });

  test('of a newer version of the handler, nothing is touched', () => {
    for (const cause of REMOVALS) {
      expect(plan({ cause }, scheduled(TOMORROW))).toEqual(done('what was declared is not known to this version of the handler: the image stays as it is'));
    }
  });

  test('and it never did anything, nothing is touched', () => {
    const failed = situation({ desired: back('DISABLED') });
    const physicalId = logic.physicalId(failed, undefined, true);
    for (const cause of REMOVALS) {
      expect(plan({ cause, previous: back('DISABLED'), physicalId }, observed('DISABLED'))).toEqual(done('nothing was done with an image: nothing to undo'));
    }
  });
});

describe('the id', () => {
  test('is the image, by which a replacement is known', () => {
    expect(logic.physicalId(situation({ desired: spec('DISABLED') }), observed('DISABLED'), false)).toBe(IMAGE);
    for (const untouched of [true, false]) {
      expect(logic.physicalId(situation({ cause: 'update', desired: spec('DISABLED', { image: NEXT }), previous: spec('DISABLED') }), undefined, untouched)).toBe(NEXT);
    }
  });

  test('of a creation that failed before anything was tried says so', () => {
    expect(logic.physicalId(situation({ desired: spec('DISABLED') }), undefined, true)).toBe('none-request');
  });
});

describe('attributes', () => {
  const attributes = (there: ObservedState | undefined) => logic.attributes(situation({ desired: spec('DISABLED') }), there);
  const NOTHING = { ChangedCount: '0', SkippedCount: '0', FailedCount: '0' };

  test('tell what was, what is, and by which execution', () => {
    expect(attributes(observed('AVAILABLE', { begun: [begun('DISABLED', 'SUCCESS', { resources: resources() })] }))).toEqual({
      PreviousState: 'AVAILABLE', ResultingState: 'DISABLED', ExecutionId: 'lce-of-last', ChangedCount: '2', SkippedCount: '0', FailedCount: '0',
    });
  });

  test('count snapshots and containers, and not the record', () => {
    const some = [
      { kind: 'image' as const, id: IMAGE, status: 'FAILED' },
      { kind: 'AMI' as const, id: A, region: 'eu-west-1', status: 'SUCCESS' },
      { kind: 'AMI' as const, id: A, region: 'us-east-1', status: 'SKIPPED' },
      { kind: 'snapshot' as const, id: 'snap-1', region: 'eu-west-1', status: 'SUCCESS' },
      { kind: 'snapshot' as const, id: 'snap-2', region: 'eu-west-1', status: 'FAILED' },
      { kind: 'container' as const, id: 'uri', status: 'SUCCESS' },
      { kind: 'container' as const, id: 'other', status: 'IN_PROGRESS' },
    ];
    expect(attributes(observed('AVAILABLE', { begun: [begun('DELETED', 'FAILED', { resources: some })] }))).toEqual({
      PreviousState: 'AVAILABLE', ResultingState: 'AVAILABLE', ExecutionId: 'lce-of-last', ChangedCount: '3', SkippedCount: '1', FailedCount: '1',
    });
  });

  test('count what went by way of another state once, as it ended', () => {
    const both = [
      begun('AVAILABLE', 'SUCCESS', { step: 'between', resources: resources() }),
      begun('DEPRECATED', 'FAILED', { resources: resources().map(it => (it.id === B ? { ...it, status: 'FAILED' } : it)) }),
    ];
    expect(attributes(observed('DISABLED', { begun: both }))).toEqual({
      PreviousState: 'DISABLED', ResultingState: 'AVAILABLE', ExecutionId: 'lce-of-last', ChangedCount: '1', SkippedCount: '0', FailedCount: '1',
    });
  });

  test.each<[string, ObservedState, string, string]>([
    ['nothing had to be done', observed('DISABLED'), 'DISABLED', 'none'],
    ['it was done at once', observed('AVAILABLE', { begun: [begun('DISABLED', 'AT_ONCE')] }), 'DISABLED', 'none'],
    ['it is still done', observed('AVAILABLE', { begun: [begun('DISABLED', 'IN_PROGRESS')] }), 'AVAILABLE', 'lce-of-last'],
    ['it is scheduled already', scheduled(TOMORROW), 'AVAILABLE', 'lce-1'],
    ['it is not there', absent, 'DELETED', 'none'],
  ])('are there where %s', (_, there, ResultingState, ExecutionId) => {
    expect(attributes(there)).toEqual({ PreviousState: there.stateBefore, ResultingState, ExecutionId, ...NOTHING });
  });

  test('are there even if nothing could be read', () => {
    expect(attributes(undefined)).toEqual({ PreviousState: 'UNKNOWN', ResultingState: 'UNKNOWN', ExecutionId: 'none', ...NOTHING });
  });
});
