import fc from 'fast-check';
import { A, ami, B, BUILD, changed, Declared, event, observed, ORG, OU, OWN, spec, X, Y, Z } from './shares';
import type { DecodedEvent } from '../../../lib/cloudformation/request';
import type { Plan } from '../../../lib/engine/plan';
import { logic } from '../../../lib/handlers/image-share-policy/logic';
import type { ObservedShares } from '../../../lib/handlers/image-share-policy/observed';
import type { GrantAction, GrantedAmi } from '../../../lib/handlers/images/grants';
import { nameOf } from '../../../lib/handlers/images/observed';
import { IMAGE_SHARE_POLICY, ImageSharePolicySpec } from '../../../lib/model/sharing/image-share-policy-contract';
import { idOf } from '../../../lib/model/sharing/principals';
import { attributesFor, decide, identityFor } from '../../cloudformation/decide';
import { principals } from '../../support/principals';

type Case = Partial<DecodedEvent<ImageSharePolicySpec>>;

const HANDLER = { contract: IMAGE_SHARE_POLICY, logic };

const [A_IN, B_IN] = [A, B].map(id => `${id} in eu-west-1`);
const SNAPSHOT = A.replace('ami', 'snap');

const plan = (it: Case, there: ObservedShares) => decide(HANDLER, event(it), there);

/** The calls of a plan, in their order: stage after stage, and in each the calls that follow each other. */
const calls = (it: Plan<GrantAction>) => ('act' in it ? it.act : []) as readonly (readonly (readonly GrantAction[])[])[];

/** The grants and revocations of a plan, an AMI a line, stage after stage. */
function changes(it: Plan<GrantAction>): string[][] {
  expect(it).toHaveProperty('act');
  return calls(it).map(stage => stage.map(list => {
    const of = (some: readonly GrantAction[]) => [
      ...some.flatMap(({ add }) => add.map(who => `+${idOf(who)}`)), ...some.flatMap(({ remove }) => remove.map(who => `-${idOf(who)}`)),
    ];
    const copied = [...new Set(list.filter(({ right }) => right === 'copy').map(({ target }) => target))];
    return [
      nameOf(list[0].ami), ...of(list.filter(({ right }) => right === 'launch')),
      ...copied.flatMap(snapshot => [snapshot, ...of(list.filter(({ target }) => target === snapshot))]),
    ].join(' ');
  }));
}

const notes = (it: Plan<GrantAction>) => ('thenDone' in it ? it.thenDone : 'done' in it ? it.notes : undefined) ?? [];

describe('what is declared is given, and what is not any more is taken back', () => {
  test.each<[string, Case, GrantedAmi[], string[]]>([
    ['in a creation', { desired: spec() }, [ami(A)], [`${A_IN} +${X}`]],
    ['in a creation beside grants of others', { desired: spec({ launch: [X, Y] }) }, [ami(A, { launch: [Z, Y] })], [`${A_IN} +${X}`]],
    ['of launch and copy', { desired: spec({ copy: [Y] }) }, [ami(A)], [`${A_IN} +${X} ${SNAPSHOT} +${Y}`]],
    ['to organizations', { desired: spec({ launch: [ORG, OU] }) }, [ami(A)], [`${A_IN} +${ORG} +${OU}`]],
    ['in an update, in one change', { cause: 'update', desired: spec({ launch: [Y] }), previous: spec() }, [ami(A, { launch: [X, Z] })], [`${A_IN} +${Y} -${X}`]],
    ['of an image that is dropped', { cause: 'update', desired: spec({ images: [{ image: B }] }), previous: spec() }, [ami(A, { launch: [X] }), ami(B)],
      [`${B_IN} +${X}`, `${A_IN} -${X}`]],
    ['of a right that is dropped', { cause: 'update', desired: spec(), previous: spec({ copy: [X] }) },
      [ami(A, { launch: [X], snapshots: [{ snapshotId: SNAPSHOT, encryption: 'none', copy: [X, Y] }] })], [`${A_IN} ${SNAPSHOT} -${X}`]],
    ['but what another policy declares too', { cause: 'update', desired: spec({ launch: [Y], sharedByOthers: [{ image: A, launch: [X], copy: [] }] }), previous: spec() },
      [ami(A, { launch: [X] })], [`${A_IN} +${Y}`]],
    ['in a removal', { cause: 'removal', previous: spec({ copy: [Y] }) }, [ami(A)], [`${A_IN} -${X} ${SNAPSHOT} -${Y}`]],
    ['in the deletion of the stack', { cause: 'stack deletion', previous: spec() }, [ami(A)], [`${A_IN} -${X}`]],
    ['in a creation that failed, even if it is to be left otherwise', { cause: 'rolled-back creation', previous: spec({ onRemoval: 'LEAVE' }) }, [ami(A)],
      [`${A_IN} -${X}`]],
    ['in a deletion whose cause is unknown', { cause: 'unknown', previous: spec(), physicalId: 'Images/Share' }, [ami(A)], [`${A_IN} -${X}`]],
    ['from the snapshots of a disabled AMI', { cause: 'update', desired: spec(), previous: spec({ copy: [X] }) },
      [ami(A, { state: 'disabled', snapshots: [{ snapshotId: SNAPSHOT, encryption: 'none', copy: [X] }] })], [`${A_IN} ${SNAPSHOT} -${X}`]],
  ])('%s', (_, it, amis, wanted) => {
    expect(changes(plan(it, observed(amis))).flat()).toEqual(wanted);
  });

  test('nothing is done where nothing differs', () => {
    expect(plan({ cause: 'update', desired: spec(), previous: spec({ launch: [X, Y] }) }, observed([ami(A, { launch: [X, Z] })]))).toEqual({ done: true });
    expect(plan({ desired: spec() }, observed([ami(A, { launch: [X] })]))).toEqual({ done: true });
  });

  test('an AMI that two references mean is changed once', () => {
    const both = (it: GrantedAmi) => observed([it], { [BUILD]: { build: 'there', amis: [it] } });
    const there = both(ami(A));
    expect(changes(plan({ desired: spec({ images: [{ image: A }, { image: BUILD }] }) }, there))[0]).toEqual([`${A_IN} +${X}`]);
    // And one that is dropped by one of them stays.
    expect(plan({ cause: 'update', desired: spec(), previous: spec({ images: [{ image: A }, { image: BUILD }] }) },
      both(ami(A, { launch: [X] })))).toEqual({ done: true });
  });

  test('every AMI is changed in the lane of its Region, with the role of its owner', () => {
    const role = 'arn:aws:iam::444444444444:role/share';
    const there = observed([ami(A, { region: 'us-east-1', account: '444444444444', roleArn: role })]);
    expect(plan({ desired: spec() }, there)).toEqual({
      act: [[[{
        action: 'ModifyImageAttribute', on: `${A} in us-east-1`, lane: 'us-east-1', ami: { imageId: A, region: 'us-east-1', account: '444444444444', roleArn: role },
        right: 'launch', target: A, add: principals(X), remove: [],
      }]]],
      thenDone: [],
    });
  });

  test('each call is an action: grants on snapshots, then the AMI, then revocations on snapshots, as many at a time as a call takes', () => {
    const many = Array.from({ length: 501 }, (_, index) => String(index).padStart(12, '0'));
    const it = ami(A, { launch: [Y], snapshots: ['snap-1', 'snap-2'].map(snapshotId => ({ snapshotId, encryption: 'none', copy: [Y] })) });
    const [[list]] = calls(plan({ cause: 'update', desired: spec({ copy: many }), previous: spec({ launch: [Y], copy: [Y] }) }, observed([it])));
    const shown = ({ action, on, add, remove }: GrantAction) => [action, on, add.length, remove.length];
    const copies = (snapshot: string, add: number, remove: number) => ['ModifySnapshotAttribute', `${snapshot} of ${A_IN}`, add, remove];
    expect(list.map(shown)).toEqual([
      copies('snap-1', 500, 0), copies('snap-1', 1, 0), copies('snap-2', 500, 0), copies('snap-2', 1, 0),
      ['ModifyImageAttribute', A_IN, 1, 1],
      copies('snap-1', 0, 1), copies('snap-2', 0, 1),
    ]);
  });
});

describe('undeclared grants', () => {
  const there = [ami(A, { launch: [Z, 'all', X], snapshots: [{ snapshotId: SNAPSHOT, encryption: 'none', copy: [Z] }] })];

  test.each<[string, ImageSharePolicySpec['mode'], string[][], string[]]>([
    ['stay', 'ADDITIVE', [[`${A_IN} +${Y} -${X}`]], []],
    ['go last of all, and each is told', 'AUTHORITATIVE', [[`${A_IN} +${Y} -${X}`], [`${A_IN} -${Z} ${SNAPSHOT} -${Z}`]],
      [`undeclared, and revoked from ${A_IN}: launch by ${Z}; copy of ${SNAPSHOT} by ${Z}`]],
    ['of everyone go if that is asked', 'AUTHORITATIVE_ON_EVERYONE', [[`${A_IN} +${Y} -${X}`], [`${A_IN} -${Z} -all ${SNAPSHOT} -${Z}`]],
      [`undeclared, and revoked from ${A_IN}: launch by ${Z}, all; copy of ${SNAPSHOT} by ${Z}`]],
  ])('%s (%s)', (_, mode, wanted, told) => {
    const result = plan({ cause: 'update', desired: spec({ launch: [Y], mode }), previous: spec() }, observed(there));
    expect(changes(result)).toEqual(wanted);
    expect(notes(result)).toEqual(told);
  });

  test.each(['rollback', 'unknown'] as const)('are not touched if the cause is %s', cause => {
    expect(changes(plan({ cause, desired: spec({ mode: 'AUTHORITATIVE' }), previous: spec({ launch: [Y] }) }, observed(there))).flat())
      .toEqual([`${A_IN} +${X} -${Y}`]);
  });

  test('are not touched by a creation whose stack could not be read', () => {
    expect(changes(plan({ cause: 'unknown', desired: spec({ launch: [Y], mode: 'AUTHORITATIVE' }), physicalId: undefined }, observed(there))))
      .toEqual([[`${A_IN} +${Y}`]]);
  });

  test('are taken away only on the way forward, which is asked again just before', () => {
    const stages = calls(plan({ desired: spec({ mode: 'AUTHORITATIVE' }) }, observed(there)));
    expect(stages.at(-1)!.flat().map(({ irreversible }) => irreversible)).toEqual([true, true]);
  });

  test('are not those of another policy', () => {
    const desired = spec({ mode: 'AUTHORITATIVE', sharedByOthers: [{ image: A, launch: [Z], copy: [Z] }] });
    expect(plan({ desired }, observed(there))).toEqual({ done: true });
  });
});

describe('refused before anything is changed', () => {
  const encrypted = (encryption: 'AWS-managed key' | 'customer managed key') => ami(A, { snapshots: [{ snapshotId: SNAPSHOT, encryption, copy: [] }] });
  const everyone = spec({ launch: ['all'], allowPublicLaunch: true });
  const manyAccounts = Array.from({ length: 1_001 }, (_, index) => String(index).padStart(12, '0'));

  test.each<[string, Case, ObservedShares, string]>([
    ['an AMI that is not there', { desired: spec() }, observed([ami(A, { state: 'gone' })]),
      `${A_IN} does not exist, or is hidden from account ${OWN}: check the id and the Region`],
    ['an AMI that failed', { desired: spec() }, observed([ami(A, { state: 'failed' })]), `${A_IN} was never made: name another AMI`],
    ['an AMI of somebody else', { desired: spec() }, observed([ami(A, { state: 'foreign' })]),
      `${A_IN} belongs to another account, of which no role was given: give one with the image, or have its owner do this`],
    ['a build that is not there', { desired: spec({ images: [{ image: BUILD }] }) }, observed([], { [BUILD]: { build: 'gone', amis: [] } }),
      `${BUILD} does not exist: name a build that is there`],
    ['a build that failed', { desired: spec({ images: [{ image: BUILD }] }) }, observed([], { [BUILD]: { build: 'failed', amis: [] } }),
      `${BUILD} failed or was cancelled, and has no AMI: name another build`],
    ['a snapshot under the key of AWS', { desired: spec() }, observed([encrypted('AWS-managed key')]),
      `${A_IN} cannot be shared, because ${SNAPSHOT} is encrypted with the key that AWS manages for EBS: copy the AMI with a customer managed key, and share the copy`],
    ['an encrypted AMI for everyone', { desired: everyone }, observed([encrypted('customer managed key')]),
      `${A_IN} cannot be public, because it is encrypted: share it with accounts, organizations or organizational units`],
    ['encrypted snapshots for everyone', { desired: spec({ copy: ['all'], allowPublicCopy: true }) }, observed([encrypted('customer managed key')]),
      `the snapshots of ${A_IN} cannot be public, because they are encrypted: name accounts in copy`],
    ['an AMI with a watermark for everyone', { desired: everyone }, observed([ami(A, { hasWatermark: true })]),
      `${A_IN} cannot be public, because it has a watermark: share it with accounts, organizations or organizational units`],
    ['an AMI with a product code for everyone', { desired: everyone }, observed([ami(A, { hasProductCode: true })]),
      `${A_IN} cannot be public, because it has a product code: share it with accounts`],
    ['everyone, where that is blocked', { desired: everyone }, observed([ami(A)], {}, [`${OWN} eu-west-1`]),
      `${A_IN} cannot be public, because account ${OWN} blocks public access to AMIs in eu-west-1: call DisableImageBlockPublicAccess there first`],
    ['more than the quota with those of others', { desired: spec({ launch: manyAccounts.slice(0, 1_000) }) }, observed([ami(A, { launch: [X] })]),
      `${A_IN} would be shared with 1001 accounts, organizations and organizational units, and sharingQuota is 1000: `
      + 'share with organizational units instead of accounts, or have AWS raise the quota and set sharingQuota'],
  ])('%s', (_, it, there, refuse) => {
    expect(plan(it, there)).toEqual({ refuse });
    const besides = { ...there, images: { ...observed([ami(B)]).images, ...there.images } };
    expect(plan({ ...it, cause: 'update', previous: spec({ images: [{ image: B }] }), physicalId: 'Images/Share' }, besides)).toEqual({ refuse });
    // A creation is no rollback, even if nobody knows why it came.
    expect(plan({ ...it, cause: 'unknown', physicalId: undefined }, there)).toEqual({ refuse });
  });

  test('exactly the quota is no mistake, nor is what frees as much as it takes, nor everyone besides', () => {
    const full = manyAccounts.slice(0, 1_000);
    expect(plan({ desired: spec({ launch: [...full, 'all'], allowPublicLaunch: true }) }, observed([ami(A)]))).toHaveProperty('act');
    expect(plan({ cause: 'update', desired: spec({ launch: [...full.slice(1), X] }), previous: spec({ launch: full }) }, observed([ami(A, { launch: full })])))
      .toHaveProperty('act');
  });

  test('what is shared already is not refused again', () => {
    expect(plan({ cause: 'update', desired: spec(), previous: spec() }, observed([{ ...encrypted('AWS-managed key'), launch: principals(X) }]))).toEqual({ done: true });
    expect(plan({ cause: 'update', desired: everyone, previous: everyone }, observed([ami(A, { launch: ['all'] })], {}, [`${OWN} eu-west-1`])))
      .toEqual({ done: true });
  });
});

describe('nothing is refused, and nothing waited for,', () => {
  const impossible = [
    ami(A, { state: 'gone' }), ami(B, { state: 'foreign' }), ami('ami-0000000000000000c', { state: 'pending' }), ami('ami-0000000000000000d', { state: 'failed' }),
    ami('ami-0000000000000000e', { snapshots: [{ snapshotId: 'snap-1', encryption: 'AWS-managed key', copy: [] }], launch: [X] }),
  ];
  const images = [...impossible.map(({ imageId }) => ({ image: imageId })), { image: 'golden' }, { image: BUILD }];
  const there = observed(impossible);
  const all = { ...there, images: { ...there.images, [BUILD]: { build: 'building', amis: [] } } } as const;

  test.each(['rollback', 'unknown'] as const)('if the cause is %s', cause => {
    const result = plan({ cause, desired: spec({ images, launch: [X, 'nonsense'] }), previous: spec({ images: [{ image: impossible[4].imageId }], launch: [X] }) }, all);
    expect(changes(result).flat()).toEqual(['ami-0000000000000000e in eu-west-1 +nonsense']);
    expect(notes(result)).toEqual([
      `${A_IN} does not exist any more: it is left out`,
      `${B_IN} belongs to another account: it is left out`,
      'ami-0000000000000000c in eu-west-1 is still being made: it is left out',
      'ami-0000000000000000d in eu-west-1 was never made: it is left out',
      'golden has no AMIs (gone): it is left out',
      `${BUILD} has no AMIs (building): it is left out`,
    ]);
  });
});

describe('reads are not believed', () => {
  // What an update wrote just before may not be seen yet.
  test('in a rollback: what the declarations differ in is written', () => {
    const it: Case = { cause: 'rollback', desired: spec({ copy: [X] }), previous: spec({ launch: [Y] }) };
    const before = ami(A, { launch: [X], snapshots: [{ snapshotId: SNAPSHOT, encryption: 'none', copy: [X] }] });
    expect(changes(plan(it, observed([before]))).flat()).toEqual([`${A_IN} +${X} -${Y} ${SNAPSHOT} +${X}`]);
  });

  test('in a rollback of an update that changed nothing of an AMI, nothing is written', () => {
    expect(plan({ cause: 'rollback', desired: spec(), previous: spec() }, observed([ami(A, { launch: [X, Z] })]))).toEqual({ done: true });
  });
});

describe('what is left out', () => {
  test.each<[GrantedAmi['state'], string]>([
    ['disabled', 'is disabled, and is left out: enable it, change reconcile and deploy again, and it gets what is declared'],
    ['gone', 'does not exist any more: it is left out'],
  ])('an AMI that is %s and was declared before', (state, why) => {
    expect(plan({ cause: 'update', desired: spec(), previous: spec() }, observed([ami(A, { state })]))).toEqual({ done: true, notes: [`${A_IN} ${why}`] });
  });

  test('a disabled AMI that is declared for the first time', () => {
    expect(plan({ desired: spec() }, observed([ami(A, { state: 'disabled' })]))).toHaveProperty('done', true);
  });

  test('a disabled AMI whose snapshots are declared anew, and could be shared', () => {
    const there = observed([ami(A, { state: 'disabled' })]);
    expect(plan({ cause: 'update', desired: spec({ copy: [X] }), previous: spec() }, there)).toHaveProperty('done', true);
    expect(plan({ desired: spec({ copy: [X] }) }, there)).toHaveProperty('done', true);
  });

  test('an AMI of a build that ended before it', () => {
    const amis = [ami(A, { state: 'gone' }), ami(B)];
    const there = observed(amis, { [BUILD]: { build: 'there', amis } });
    const result = plan({ desired: spec({ images: [{ image: BUILD }] }) }, there);
    expect(changes(result).flat()).toEqual([`${B_IN} +${X}`]);
    expect(notes(result)).toEqual([`${A_IN} does not exist any more: it is left out`]);
  });
});

describe('waits', () => {
  test('for an AMI that is pending, and changes nothing before', () => {
    expect(plan({ desired: spec({ images: [{ image: A }, { image: B }] }) }, observed([ami(A), ami(B, { state: 'pending' })])))
      .toEqual({ waitFor: `${B_IN} to be available`, seconds: 15 });
  });

  test('for a build', () => {
    expect(plan({ desired: spec({ images: [{ image: BUILD }] }) }, observed([], { [BUILD]: { build: 'building', amis: [] } })))
      .toEqual({ waitFor: `${BUILD} to be built`, seconds: 15 });
  });
});

describe('nothing is taken back', () => {
  test('of a creation that was refused', () => {
    const physicalId = identityFor(HANDLER, event({ desired: spec() }), undefined, true);
    expect(physicalId).toBe('none-request');
    expect(plan({ cause: 'rolled-back creation', previous: spec(), physicalId }, observed([ami(A, { launch: [X] })])))
      .toEqual({ done: true, notes: ['nothing was made: nothing to take back'] });
  });

  test.each(['removal', 'stack deletion'] as const)('in a %s, if that is asked', cause => {
    expect(plan({ cause, previous: spec({ onRemoval: 'LEAVE' }) }, observed([ami(A, { launch: [X] })])))
      .toEqual({ done: true, notes: ['everything that was shared stays shared, as onRemoval says'] });
  });

  test.each<[string, Declared, ObservedShares]>([
    ['a new AMI is not there', { images: [{ image: A }, { image: B }] }, observed([ami(A, { launch: [X, Y] }), ami(B, { state: 'gone' })])],
    ['a new AMI is still pending', { images: [{ image: A }, { image: B }] }, observed([ami(A, { launch: [X, Y] }), ami(B, { state: 'pending' })])],
    ['a principal is malformed', { launch: [X, Y, 'o-aaaaaaaaaa'] }, observed([ami(A, { launch: [X, Y] })])],
  ])('of an update that failed before it changed anything, because %s: what it declared is still that of others', (_, declared, there) => {
    expect(plan({ cause: 'rollback', desired: spec(), previous: spec({ launch: [X, Y], ...declared }) }, there))
      .toEqual({ done: true, notes: ['the update failed before it changed anything: nothing to take back'] });
  });

  test('of an update that was refused, but what is public of it', () => {
    const previous = spec({ launch: ['all', Y, 'o-aaaaaaaaaa'], allowPublicLaunch: true });
    expect(changes(plan({ cause: 'rollback', desired: spec(), previous }, observed([ami(A, { launch: ['all', Y] })]))).flat()).toEqual([`${A_IN} +${X} -all`]);
  });
});

test('the id is that of the stack and the resource, whatever is declared, and however an update fails', () => {
  for (const untouched of [true, false]) {
    expect(identityFor(HANDLER, event({ cause: 'update', desired: spec(), physicalId: 'Images/Share' }), undefined, untouched)).toBe('Images/Share');
  }
  expect(identityFor(HANDLER, event({ desired: spec() }), observed([]), false)).toBe('Images/Share');
});

describe('attributes', () => {
  const attributes = (it: Case, there: ObservedShares | undefined) => attributesFor(HANDLER, event(it), there);

  test('count what is shared, what is left out, and what was there before it was declared', () => {
    const amis = [
      ami(A, { launch: [X, Z], snapshots: [{ snapshotId: SNAPSHOT, encryption: 'none', copy: [X] }] }), ami(B, { state: 'disabled' }), ami('ami-0000000000000000c'),
    ];
    const desired = spec({ images: amis.map(({ imageId }) => ({ image: imageId })), launch: [X, Y], copy: [X] });
    expect(attributes({ desired }, observed(amis))).toEqual({ AmiCount: '2', SkippedAmiCount: '1', TakenOverGrantCount: '2' });
    expect(attributes({ cause: 'update', desired, previous: spec({ copy: [X] }) }, observed(amis))).toMatchObject({ TakenOverGrantCount: '0' });
  });

  test('are there even if nothing could be read', () => {
    expect(attributes({ desired: spec() }, undefined)).toEqual({ AmiCount: '0', SkippedAmiCount: '0', TakenOverGrantCount: '0' });
  });
});

describe('whatever is there', () => {
  const everybody = [X, Y, Z, ORG, 'all'];
  const some = (of: readonly string[]) => fc.subarray([...of]);
  const anAmi = (id: string) => fc.record({ launch: some(everybody), copy: some([X, Y, Z]), state: fc.constantFrom<GrantedAmi['state']>('available', 'disabled') })
    .map(({ launch, copy, state }) => ami(id, { state, launch: state === 'available' ? launch : [], snapshots: [{ snapshotId: `snap-${id}`, encryption: 'none', copy }] }));
  const aSpec = fc.record({
    images: fc.subarray([{ image: A }, { image: B }], { minLength: 1 }), launch: some(everybody), copy: some([X, Y]), mode: fc.constantFrom('ADDITIVE', 'AUTHORITATIVE'),
  }).map(it => spec({ ...it as Declared, allowPublicLaunch: true }));

  /** Carries a plan out, all of it or so many actions. */
  function carriedOut(it: Case, amis: readonly GrantedAmi[], most = Infinity): GrantedAmi[] {
    const result = plan(it, observed(amis));
    const actions = calls(result).flat(2).slice(0, most);
    return amis.map(each => actions.filter(({ ami: of }) => nameOf(of) === nameOf(each)).reduce(changed, each));
  }

  const grants = (amis: readonly GrantedAmi[]) => amis.flatMap(({ imageId, launch, snapshots }) => [
    ...launch.map(who => `${imageId} launch ${idOf(who)}`), ...snapshots.flatMap(({ copy }) => copy.map(who => `${imageId} copy ${idOf(who)}`)),
  ]);

  const declared = (it: ImageSharePolicySpec, amis: readonly GrantedAmi[]) => amis
    .filter(({ imageId }) => it.images.some(({ image }) => image === imageId))
    .filter(({ state }) => state === 'available').flatMap(({ imageId }) => [...it.launch.map(who => `${imageId} launch ${idOf(who)}`), ...it.copy.map(who => `${imageId} copy ${idOf(who)}`)]);

  test('an update brings exactly what is declared, and a second one has nothing to do', () => {
    fc.assert(fc.property(anAmi(A), anAmi(B), aSpec, aSpec, (a, b, desired, previous) => {
      const amis = [a, b];
      const after = carriedOut({ cause: 'update', desired, previous }, amis);
      expect(grants(after)).toEqual(expect.arrayContaining(declared(desired, amis)));
      const given = new Set([...declared(desired, amis), ...declared(previous, amis)]);
      const foreign = grants(amis).filter(it => !given.has(it) && !previous.copy.some(who => it.endsWith(`copy ${idOf(who)}`)));
      if (desired.mode === 'ADDITIVE') {
        expect(grants(after)).toEqual(expect.arrayContaining(foreign));
      }
      const stays = new Set([...declared(desired, amis), ...foreign]);
      expect(grants(after).filter(it => !stays.has(it) && given.has(it))).toEqual([]);
      expect(plan({ cause: 'update', desired, previous }, observed(after))).toHaveProperty('done', true);
    }));
  });

  test('a rollback leads back, however far the update came', () => {
    fc.assert(fc.property(anAmi(A), anAmi(B), aSpec, aSpec, fc.nat(4), (a, b, one, other, most) => {
      const [desired, previous] = [{ ...one, mode: 'ADDITIVE' as const }, { ...other, mode: 'ADDITIVE' as const }];
      const deployed = carriedOut({ desired: previous }, [a, b]);
      const failed = carriedOut({ cause: 'update', desired, previous }, deployed, most);
      const back = carriedOut({ cause: 'rollback', desired: previous, previous: desired }, failed);
      const untouched = grants(deployed).filter(it => !declared(desired, deployed.map(each => ({ ...each, state: 'available' as const }))).includes(it));
      expect(grants(back)).toEqual(expect.arrayContaining([...declared(previous, deployed), ...untouched]));
      // Of a disabled AMI nobody knows what its snapshots had: what was declared for it comes back.
      const enabled = deployed.map(it => ({ ...it, state: 'available' as const }));
      expect(grants(back).filter(it => !grants(deployed).includes(it) && !declared(previous, enabled).includes(it))).toEqual([]);
    }));
  });
});
