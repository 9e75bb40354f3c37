import {
  A, A_IN, absent, actions, ami, AT, B, B_IN, begun, DAY, deprecatedAt, done, IMAGE, iso, MINUTE, NEXT, NOW, observed, open, OTHER_ROLE,
  plan, recordOnly, resources, scheduled, spec, stages, STATES, TOMORROW, X,
} from './cases';
import type { TargetState } from '../../../lib/model/state/image-state-update-contract';

const TARGETS = [...STATES, 'DELETED'] as const;

// What is decided about executions: those that wait for a date, those of others, and what this event began.

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

  test('that has just begun is cancelled when AMIs are seen to have its time, or had half a minute for it', () => {
    const amis = [ami(A, 'AVAILABLE', { deprecationTime: TOMORROW }), ami(B, 'AVAILABLE', { deprecationTime: TOMORROW - DAY })];
    const begunBefore = (seconds: number) => scheduled(TOMORROW, { amis, open: [open({ startedAt: NOW - seconds * 1_000 })] });
    for (const state of ['AVAILABLE', 'DISABLED'] as const) {
      expect(plan({ desired: spec(state) }, begunBefore(29))).toEqual({ waitFor: `${B_IN} to be in step with the record of the image`, seconds: 5 });
      expect(actions(plan({ desired: spec(state) }, begunBefore(30)))).toEqual([[`take the deprecation time back ${A_IN}`], ['cancel the execution lce-1']]);
      // Times that are not taken back, or are set anew, are not waited for.
      for (const desired of [recordOnly(state), deprecatedAt(AT)]) {
        expect(actions(plan({ desired }, begunBefore(0)))).toMatchObject([[], ['cancel the execution lce-1']]);
      }
    }
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

  test.each(['FAILED', 'CANCELLED'] as const)('that ended as %s fails the operation, with what failed and why', status => {
    const ended = (state: TargetState, made: Parameters<typeof begun>[2]) => plan({ desired: spec(state) }, started(state, status, made));
    const fail = `execution lce-of-last, which was to make the image DISABLED, ended as ${status}. Its record is AVAILABLE: mend what failed, and deploy again`;
    const snapshot = { kind: 'snapshot' as const, id: 'snap-1', region: 'us-east-1', status: 'FAILED' };
    const failed = [...resources('FAILED', 'not you').slice(0, 2), ...resources().slice(2), snapshot];
    expect(ended('DISABLED', { resources: failed })).toEqual({
      fail, failures: [{ on: A_IN, reason: 'not you' }, { on: 'snap-1 in us-east-1', reason: 'no reason is given' }],
    });
    expect(ended('DISABLED', { resources: failed.slice(0, 1) })).toEqual({ fail, failures: [{ on: 'the record of the image', reason: 'not you' }] });
    expect(ended('DISABLED', {})).toEqual({ fail, failures: [] });
    expect(ended('DELETED', {})).toEqual({ fail: fail.replace('DISABLED', 'DELETED'), failures: [] });
  });

  test('that is not known any more fails the operation, unless the image is where it was to be', () => {
    expect(plan({ desired: recordOnly('DISABLED') }, started('DISABLED', 'GONE'))).toEqual({
      fail: 'execution lce-of-last, which was to make the image DISABLED, is not known any more. Its record is AVAILABLE: mend what failed, and deploy again',
    });
    expect(plan({ desired: spec('DISABLED') }, observed('DISABLED', { begun: [begun('DISABLED', 'GONE')] }))).toEqual(done());
    expect(plan({ desired: spec('DELETED') }, { ...absent, begun: [begun('DELETED', 'GONE')] })).toEqual(done());
  });

  test('that is paused lets the deployment go, and is said to go on', () => {
    expect(plan({ desired: spec('DISABLED') }, started('DISABLED', 'PENDING', { startedAt: NOW - 2 * MINUTE }))).toEqual(done(
      `execution lce-of-last, which will make ${IMAGE} DISABLED, is paused by Image Builder, perhaps until tomorrow: it goes on by itself`));
  });

  test('that is paused halfway fails the operation: nobody would go on', () => {
    expect(plan({ desired: spec('DEPRECATED') }, observed('DISABLED', { begun: [begun('AVAILABLE', 'PENDING', { step: 'between', startedAt: NOW - 2 * MINUTE })] }))).toEqual({
      fail: `execution lce-of-between, which was to make ${IMAGE} AVAILABLE on the way to DEPRECATED, is paused by Image Builder, perhaps until tomorrow: `
        + 'change reconcile and deploy again when it is through',
    });
  });

  test('that failed halfway fails the operation as well', () => {
    expect(plan({ desired: recordOnly('DEPRECATED') }, observed('DISABLED', { begun: [begun('AVAILABLE', 'FAILED', { step: 'between' })] }))).toEqual({
      fail: 'execution lce-of-between, which was to make the image AVAILABLE, ended as FAILED. Its record is DISABLED: mend what failed, and deploy again',
      failures: [],
    });
  });
});
