import {
  A, A_IN, absent, actions, ami, AT, attributes as attributesOf, B, B_IN, begun, deprecatedAt, done, eventOf, HANDLER, identity,
  IMAGE, iso, MINUTE, NEXT,
  NOW, observed, open, OTHER_ROLE, plan, recordOnly, resources, ROLE, scheduled, spec, stages, STATES, TOMORROW, X, Z,
} from './cases';
import type { ObservedState } from '../../../lib/handlers/image-state-update/observed';
import type { ImageStateUpdateSpec, TargetState } from '../../../lib/model/state/image-state-update-contract';
import { decide, unchecked } from '../../cloudformation/decide';
import { principals } from '../../support/principals';

const TARGETS = [...STATES, 'DELETED'] as const;
const NAMES = { AVAILABLE: 'make available', DEPRECATED: 'deprecate', DISABLED: 'disable', DELETED: 'delete' } as const;

// What is decided on the way forward, by states, AMIs and what was declared before.

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
  /** A plan for what the rules refuse before the handler sees it. */
  const uncheckedPlan = (desired: ImageStateUpdateSpec, there: ObservedState) => decide(unchecked(HANDLER), eventOf({ desired }), there);

  test.each(TARGETS)('says everything that Image Builder is told: %s', state => {
    const there = observed(state === 'AVAILABLE' ? 'DEPRECATED' : 'AVAILABLE');
    const asked = { on: IMAGE, action: NAMES[state], target: state, step: 'last', ...state === 'DELETED' && { irreversible: true } };
    const includeResources = { amis: true, snapshots: state === 'DELETED', containers: false };
    const changes = { includeResources, executionRole: ROLE };
    expect(action(spec(state, { ...changes, exclusionRules }), there)).toEqual({ ...asked, ...changes, exclusionRules });
    expect(action(spec(state, changes), there)).toEqual({ ...asked, ...changes });
    expect(stages(uncheckedPlan(recordOnly(state), there))[0][0]).toEqual(asked);
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
    const there = observed('AVAILABLE', { record: { state: 'AVAILABLE', isOfContainers: true }, amis: [] });
    expect(stages(uncheckedPlan(spec('DELETED', { includeResources: containers, exclusionRules }), there))[0][0]).not.toHaveProperty('exclusionRules');
  });
});

describe('what only the deployment knows is refused', () => {
  const containers = observed('AVAILABLE', { record: { state: 'AVAILABLE', isOfContainers: true }, amis: [] });
  const withContainers = { includeResources: { amis: false, snapshots: false, containers: true } };

  test.each<[string, ImageStateUpdateSpec, ObservedState, string]>([
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
    expect(attributesOf({ desired }, there)).toMatchObject({ PreviousState: 'AVAILABLE', ResultingState: 'AVAILABLE', SkippedCount: '2' });
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

describe('a change beside the state', () => {
  const changes: [string, Partial<ImageStateUpdateSpec>][] = [
    ['sharedWith', { sharedWith: principals(X) }], ['onRemoval', { onRemoval: 'MAKE_AVAILABLE' }], ['roleArns', { roleArns: [OTHER_ROLE] }], ['executionRole', { executionRole: OTHER_ROLE }],
  ];

  /** Updates of the record alone have no execution role: a rule refuses it. */
  const makersOf = (change: Partial<ImageStateUpdateSpec>) => (change.executionRole === undefined ? [spec, recordOnly] : [spec]);

  test.each(changes)('of %s brings no image to a state that somebody has changed', (_, change) => {
    for (const make of makersOf(change)) {
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
      if (makersOf(change).includes(recordOnly)) {
        expect(plan({ cause: 'update', desired: recordOnly(state, change), previous: recordOnly(state) }, observed(state))).toEqual({ done: true });
      }
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

describe('the id', () => {
  test('is the image, by which a replacement is known', () => {
    expect(identity({ desired: spec('DISABLED') }, observed('DISABLED'), false)).toBe(IMAGE);
    for (const untouched of [true, false]) {
      expect(identity({ cause: 'update', desired: spec('DISABLED', { image: NEXT }), previous: spec('DISABLED') }, undefined, untouched)).toBe(NEXT);
    }
  });

  test('of a creation that failed before anything was tried says so', () => {
    expect(identity({ desired: spec('DISABLED') }, undefined, true)).toBe('none-request');
  });
});

describe('attributes', () => {
  const attributes = (there: ObservedState | undefined) => attributesOf({ desired: spec('DISABLED') }, there);
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
