import {
  A, A_IN, absent, actions, ami, AT, B, B_IN, begun, Case, DAY, deprecatedAt, done, identity, IMAGE, iso, MINUTE, NEXT, NOW,
  observed, open, OTHER_ROLE, plan, recordOnly, resources, ROLE, scheduled, spec, stages, STATES, TOMORROW, X, Y, Z,
} from './cases';
import { UNREAD } from '../../../lib/engine/handler';
import type { StateAction } from '../../../lib/handlers/image-state-update/actions';
import type { ObservedState } from '../../../lib/handlers/image-state-update/observed';
import type { ImageStateUpdateSpec, TargetState } from '../../../lib/model/state/image-state-update-contract';
import { principals } from '../../support/principals';

// What is decided when something is undone: in a rollback, when an image is shared again, and when the update goes.

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
  const shared = (changes: Partial<ImageStateUpdateSpec> = {}) => ({ sharedWith: principals(X, Y), ...changes });
  const launch = (...who: string[]) => [ami(A, 'AVAILABLE', { launch: who }), ami(B, 'AVAILABLE', { launch: [Z, X, Y] })];
  const again = `share again ${A_IN} +${Y}`;
  const enabled = begun('AVAILABLE', 'SUCCESS', { resources: resources() });
  const between = begun('AVAILABLE', 'SUCCESS', { step: 'between', resources: resources() });
  const available = spec('AVAILABLE', shared());

  test('are given back after an image is available', () => {
    expect(plan({ desired: available }, observed('AVAILABLE', { amis: launch(X), begun: [enabled] }))).toEqual({
      act: [[{ action: 'share again', on: A_IN, lane: 'eu-west-1', ami: { imageId: A, region: 'eu-west-1', account: '111111111111' }, launch: principals(Y) }]],
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
      act: [[{ action: 'share again', on: `${A} in us-east-1`, lane: 'us-east-1', ami: { imageId: A, ...away, roleArn: OTHER_ROLE }, launch: principals(Y) }]],
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
      expect(plan({ cause }, scheduled(TOMORROW))).toEqual(done(UNREAD));
    }
  });

  test('and it never did anything, nothing is touched', () => {
    const physicalId = identity({ desired: back('DISABLED') }, undefined, true);
    for (const cause of REMOVALS) {
      expect(plan({ cause, previous: back('DISABLED'), physicalId }, observed('DISABLED'))).toEqual(done('nothing was made: nothing to take back'));
    }
  });
});

describe('a deletion that still goes on', () => {
  const deleting = observed('AVAILABLE', { open: [open({ action: 'DELETE' })] });
  const cancelled = [['cancel the execution lce-1']];

  test('is cancelled by the rollback to a state, and not by one to a deletion', () => {
    for (const cause of ['rollback', 'unknown'] as const) {
      for (const state of STATES) {
        expect(actions(plan({ cause, desired: spec(state), previous: spec('DELETED') }, deleting))).toEqual(cancelled);
      }
      expect(plan({ cause, desired: spec('DELETED'), previous: spec('DELETED', { executionRole: OTHER_ROLE }) }, deleting))
        .toEqual(done(`${IMAGE} is AVAILABLE: a rollback deletes nothing`));
    }
  });

  test('is cancelled with the creation that asked for it, and by no other removal', () => {
    const previous = spec('DELETED');
    expect(actions(plan({ cause: 'rolled-back creation', previous }, deleting))).toEqual(cancelled);
    for (const cause of ['removal', 'stack deletion', 'unknown'] as const) {
      expect(plan({ cause, previous }, deleting)).toEqual(done(`${IMAGE} is AVAILABLE: nothing to undo`));
    }
  });
});

describe('what a run has done that was killed, another may not see at once', () => {
  const step = (names: string) => ({ waitFor: `${names} to be in step with the record of the image`, seconds: 5 });
  const disabled = { amis: [ami(A, 'DISABLED'), ami(B, 'DISABLED')] };
  const after = (seconds: number) => ({ now: NOW + seconds * 1_000, calmSince: NOW });

  test('AMIs that it has enabled are waited for before they are deprecated, so that they are shared again', () => {
    const desired = spec('DEPRECATED', { sharedWith: [X] });
    expect(plan({ desired }, observed('AVAILABLE', { ...disabled, ...after(29) }))).toEqual(step(`${A_IN}, ${B_IN}`));
    expect(actions(plan({ desired }, observed('AVAILABLE', { ...disabled, ...after(30) })))).toEqual([['deprecate (last)']]);
    // Where nothing is declared there is nothing to give back.
    expect(actions(plan({ desired: spec('DEPRECATED') }, observed('AVAILABLE', { ...disabled, ...after(0) })))).toEqual([['deprecate (last)']]);
  });

  test('AMIs that are not as the record says are refused only when they have had their time', () => {
    const desired = spec('AVAILABLE');
    expect(plan({ desired }, observed('AVAILABLE', { ...disabled, ...after(29) }))).toEqual(step(`${A_IN}, ${B_IN}`));
    expect(plan({ desired }, observed('AVAILABLE', { ...disabled, ...after(30) }))).toHaveProperty('refuse');
  });

  test('a rollback goes on from the state on its own way', () => {
    const back = { cause: 'rollback', desired: spec('DEPRECATED'), previous: spec('DISABLED') } as const;
    expect(actions(plan(back, observed('AVAILABLE')))).toEqual([['deprecate (last)']]);
  });
});
