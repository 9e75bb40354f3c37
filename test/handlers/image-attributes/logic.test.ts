import { A, ami, B, BUILD, eventWith, marked, observed, OWN, spec } from './amis';
import type { Cause } from '../../../lib/cloudformation/event';
import { DecodedEvent, requestOf } from '../../../lib/cloudformation/request';
import type { Plan } from '../../../lib/engine/plan';
import { isAnyInDoubt } from '../../../lib/handlers/image-attributes/declared-descriptions';
import { markOn, marking } from '../../../lib/handlers/image-attributes/description-changes';
import { AttributeAction, logic } from '../../../lib/handlers/image-attributes/logic';
import { AmiState, nameOf, ObservedAmi, ObservedImages } from '../../../lib/handlers/images/observed';
import { IMAGE_ATTRIBUTES, ImageAttributesSpec } from '../../../lib/model/sharing/image-attributes-contract';
import { attributesFor, decide, identityFor } from '../../cloudformation/decide';

type Case = Partial<DecodedEvent<ImageAttributesSpec>>;

const HANDLER = { contract: IMAGE_ATTRIBUTES, logic };

const [A_IN, B_IN] = [A, B].map(id => `${id} in eu-west-1`);
const BEFORE = 'as it was';
const OTHERS = '111111111111/us-east-1/Others/Theirs';

const plan = (it: Case, there: ObservedImages) => decide(HANDLER, eventWith(it), there);

const requestFor = (it: Case) => requestOf(eventWith(it), IMAGE_ATTRIBUTES);

/** The changes of a plan, an AMI a line, stage after stage. */
function done(it: Plan<AttributeAction>): string[][] {
  const { act } = it as { act: readonly (readonly (AttributeAction | readonly AttributeAction[])[])[] };
  return act.map(stage => stage.map(entry => {
    const list = [entry].flat() as AttributeAction[];
    return [list[0].on, ...list.flatMap(wordsOf)].join(' ');
  }));
}

function wordsOf(action: AttributeAction): string[] {
  switch (action.action) {
    case 'CreateTags': return Object.entries(action.tags).map(([key, value]) => `+${key.split('-').at(-1)}=${value.replace(/^ami-\w+ 1+\//, '')}`);
    case 'ModifyImageAttribute': return [action.imdsSupport ?? JSON.stringify(action.description)];
    case 'DeleteTags': return ['-tags'];
  }
}

const notes = (it: Plan<AttributeAction>) => ('thenDone' in it ? it.thenDone : 'done' in it ? it.notes : undefined) ?? [];

const BY = '+by=eu-west-1/Images/Attributes';

describe('a description', () => {
  const removed = (cause: Cause): Case => ({ cause, previous: spec(), physicalId: 'Images/Attributes' });

  test.each<[string, Case, Partial<ObservedAmi>, string[]]>([
    ['is set, and the one from before kept', { desired: spec() }, {}, [`${A_IN} ${BY} +before=as it was "golden"`]],
    ['is set, and that there was none kept', { desired: spec() }, { description: '' }, [`${A_IN} ${BY} +before= "golden"`]],
    ['may be none', { desired: spec({ description: '' }) }, {}, [`${A_IN} ${BY} +before=as it was ""`]],
    ['that is there already is not kept as the one from before', { desired: spec() }, { description: 'golden' }, [`${A_IN} ${BY}`]],
    ['is set again by a run after a crash', { desired: spec() }, { tags: marked(BEFORE) }, [`${A_IN} "golden"`]],
    ['is changed', { cause: 'update', desired: spec(), previous: spec({ description: 'old' }) }, { description: 'old', tags: marked(BEFORE) }, [`${A_IN} "golden"`]],
    ['is changed that was there before it was declared: it is kept now', { cause: 'update', desired: spec(), previous: spec({ description: 'old' }) },
      { description: 'old', tags: marked() }, [`${A_IN} ${BY} +before=old "golden"`]],
    ['is changed whose tags somebody took: what was declared is not what was before', { cause: 'update', desired: spec(), previous: spec({ description: 'old' }) },
      { description: 'old' }, [`${A_IN} ${BY} "golden"`]],
    ['that somebody changed is set again', { cause: 'update', desired: spec(), previous: spec() }, { description: 'drifted', tags: marked(BEFORE) }, [`${A_IN} "golden"`]],
    ['is set on an AMI to which the tags of another came by copy', { desired: spec() }, { tags: marked('other', { imageId: B }, OTHERS) },
      [`${A_IN} ${BY} +before=as it was "golden"`]],
    ['is set back when the image is dropped', { cause: 'update', desired: spec({ images: [{ image: B }] }), previous: spec() },
      { description: 'golden', tags: marked(BEFORE) }, [`${A_IN} "as it was" -tags`, `${B_IN} ${BY} +before=as it was "golden"`]],
    ['is set back when it is not declared any more', { cause: 'update', desired: spec({ description: undefined, imdsSupport: 'v2.0' }), previous: spec() },
      { description: 'golden', tags: marked(BEFORE), imdsSupport: 'v2.0' }, [`${A_IN} "as it was" -tags`]],
    ['is set back by a removal', removed('removal'), { description: 'golden', tags: marked(BEFORE) }, [`${A_IN} "as it was" -tags`]],
    ['is set back with its stack', removed('stack deletion'), { description: 'golden', tags: marked(BEFORE) }, [`${A_IN} "as it was" -tags`]],
    ['is set back if nobody knows why', removed('unknown'), { description: 'golden', tags: marked(BEFORE) }, [`${A_IN} "as it was" -tags`]],
    ['is set back even if it is not seen yet', removed('rolled-back creation'), { tags: marked(BEFORE) }, [`${A_IN} "as it was" -tags`]],
    ['is set back even if neither it nor its tag is seen yet', removed('rolled-back creation'), {}, [`${A_IN} "as it was" -tags`]],
    ['that was there already stays', removed('removal'), { description: 'golden', tags: marked() }, [`${A_IN} -tags`]],
  ])('%s', (_, it, there, wanted) => {
    expect(done(plan(it, observed([ami(A, there), ami(B)]))).flat()).toEqual(wanted);
  });

  test('is not written where nothing differs', () => {
    expect(plan({ cause: 'update', desired: spec(), previous: spec() }, observed([ami(A, { description: 'golden', tags: marked(BEFORE) })]))).toEqual({ done: true });
  });

  test('of an AMI that two references mean is set once, and stays if one of them is dropped', () => {
    const there = (it: ObservedAmi) => observed([it], { [BUILD]: { build: 'there', amis: [it] } });
    expect(done(plan({ desired: spec({ images: [{ image: A }, { image: BUILD }] }) }, there(ami(A)))).flat()).toHaveLength(1);
    expect(plan({ cause: 'update', desired: spec(), previous: spec({ images: [{ image: A }, { image: BUILD }] }) },
      there(ami(A, { description: 'golden', tags: marked(BEFORE) })))).toEqual({ done: true });
  });

  test('is changed in the lane of its Region, with the role of the owner of the AMI', () => {
    const roleArn = 'arn:aws:iam::444444444444:role/describe';
    const on = { on: `${A} in us-east-1`, lane: 'us-east-1', ami: { imageId: A, region: 'us-east-1', account: '444444444444', roleArn } };
    expect(plan({ desired: spec({ imdsSupport: 'v2.0' }) }, observed([ami(A, { region: 'us-east-1', account: '444444444444', roleArn, tags: marked(BEFORE) })]))).toEqual({
      act: [
        [[{ ...on, action: 'ModifyImageAttribute', description: 'golden' }]],
        [{ ...on, action: 'ModifyImageAttribute', imdsSupport: 'v2.0', irreversible: true }],
      ],
      thenDone: [],
    });
  });

  test.each<[string, Case, Partial<ObservedAmi>, string[][], string]>([
    ['somebody has written since: it stays', { cause: 'removal', previous: spec() }, { description: 'recalled', tags: marked(BEFORE) }, [[`${A_IN} -tags`], []],
      `${A_IN} was described otherwise since, and keeps that: it is not set back to "as it was"`],
    ['whose tags somebody took: it stays', { cause: 'removal', previous: spec() }, { description: 'golden' }, [],
      `${A_IN} keeps its description: what it was before is not known`],
    ['that another resource sets now: it stays', { cause: 'removal', previous: spec() }, { description: 'theirs', tags: marked(BEFORE, undefined, OTHERS) }, [],
      `${A_IN} is described by ${OTHERS} now, and keeps that`],
    ['that another resource sets now: a rollback leaves it', { cause: 'rollback', desired: spec(), previous: spec({ description: 'new' }) },
      { description: 'theirs', tags: marked(BEFORE, undefined, OTHERS) }, [], `${A_IN} is described by ${OTHERS}: it is left out`],
  ])('%s', (_, it, there, wanted, note) => {
    const result = plan({ physicalId: 'Images/Attributes', ...it }, observed([ami(A, there)]));
    expect([wanted.length === 0 ? [] : done(result), notes(result)]).toEqual([wanted, [note]]);
    expect('done' in result).toBe(wanted.length === 0);
  });
});

describe('reads are not believed in a rollback:', () => {
  const [old, fresh] = [spec({ description: 'old' }), spec({ description: 'new' })];

  test.each<[string, Case, Partial<ObservedAmi>, string[]]>([
    ['a description is written again', { desired: old, previous: fresh }, { description: 'old', tags: marked(BEFORE) }, [`${A_IN} "old"`]],
    ['an image that was dropped is marked again', { desired: old, previous: spec({ images: [{ image: B }] }) }, { description: 'old', tags: marked(BEFORE) },
      [`${A_IN} ${BY} +before=as it was "old"`]],
    ['what the update wrote is not what was before', { desired: old, previous: fresh }, { description: 'new', tags: marked() }, [`${A_IN} "old"`]],
    ['what it added is set back', { desired: spec({ images: [{ image: B }], description: undefined, imdsSupport: 'v2.0' }), previous: fresh }, {}, [`${A_IN} "as it was" -tags`]],
  ])('%s', (_, it, there, wanted) => {
    expect(done(plan({ cause: 'rollback', ...it }, observed([ami(A, there), ami(B)]))).flat().filter(line => line.startsWith(A))).toEqual(wanted);
  });

  test('but an update that was refused wrote nothing', () => {
    const there = observed([ami(A, { description: 'old', tags: marked(BEFORE) }), ami(B, { state: 'gone' }), ami('ami-0000000000000000c')]);
    const previous = spec({ images: [{ image: A }, { image: B }, { image: 'ami-0000000000000000c' }], description: 'new' });
    expect(plan({ cause: 'rollback', desired: old, previous }, there)).toEqual({ done: true });
  });

  test.each<[string, Case]>([
    // An update leaves out what was declared before.
    ['an image that both declare has gone since', { cause: 'rollback', desired: { ...old, images: [{ image: A }, { image: B }] } }],
    ['the stack cannot be read, so that this may be a deployment', { cause: 'unknown', desired: old }],
  ])('and if %s, that is no sign of a refusal', (_, it) => {
    const there = observed([ami(A, { description: 'old', tags: marked(BEFORE) }), ami(B, { state: 'gone' })]);
    const previous = spec({ images: [{ image: A }, { image: B }], description: 'new' });
    expect(done(plan({ ...it, previous }, there))[0]).toEqual([`${A_IN} "old"`]);
  });

  test('unless tags say that it did', () => {
    const there = observed([
      ami(A, { description: 'new', tags: marked(BEFORE) }), ami(B, { state: 'gone' }), ami('ami-0000000000000000c', { description: 'new', tags: marked(BEFORE, { imageId: 'ami-0000000000000000c' }) }),
    ]);
    const previous = spec({ images: [{ image: A }, { image: B }, { image: 'ami-0000000000000000c' }], description: 'new' });
    expect(done(plan({ cause: 'rollback', desired: old, previous }, there))[0]).toEqual([
      `${A_IN} "old"`, 'ami-0000000000000000c in eu-west-1 "as it was" -tags',
    ]);
  });

  test('properties of a newer version are unknown: what is declared is set, and what they said stays', () => {
    const result = plan({ cause: 'rollback', desired: old, previous: undefined }, observed([ami(A, { description: 'new', tags: marked(BEFORE) })]));
    expect(done(result)[0]).toEqual([`${A_IN} ${BY} +before=as it was "old"`]);
  });
});

describe('what may be half seen is read again', () => {
  const golden = { description: 'golden' };

  test.each<[string, boolean, Case, Partial<ObservedAmi>]>([
    ['the description of before this deployment without its tag', true, { cause: 'removal', previous: spec() }, golden],
    ['the same in an update', true, { cause: 'update', desired: spec({ description: 'new' }), previous: spec() }, golden],
    ['what a rollback is to bring back, without its tag', true, { cause: 'rollback', desired: spec(), previous: spec({ description: 'new' }) }, golden],
    ['a tag without any description that goes with it', true, { cause: 'stack deletion', previous: spec() }, { description: 'older', tags: marked(BEFORE) }],
    ['but not both', false, { cause: 'removal', previous: spec() }, { ...golden, tags: marked(BEFORE) }],
    ['nor what was there before it was declared', false, { cause: 'creation', desired: spec() }, golden],
    ['nor neither', false, { cause: 'removal', previous: spec() }, {}],
    ['nor an AMI that is disabled', false, { cause: 'removal', previous: spec() }, { ...golden, state: 'disabled' }],
  ])('%s', (_, doubted, it, there) => {
    expect(isAnyInDoubt(requestFor(it), observed([ami(A, there)]))).toBe(doubted);
  });
});

describe('IMDS support', () => {
  const imdsSupport = 'v2.0';
  const [imdsOnly, A_STAYS] = [spec({ description: undefined, imdsSupport }), `IMDS support stays as it is, because that cannot be undone: ${A_IN}`];

  test('is set where it is missing, and is the last that is done', () => {
    const desired = spec({ images: [{ image: A }, { image: B }], imdsSupport });
    expect(done(plan({ desired }, observed([ami(A), ami(B, { imdsSupport })])))).toEqual([
      [`${A_IN} ${BY} +before=as it was "golden"`, `${B_IN} ${BY} +before=as it was "golden"`], [`${A_IN} v2.0`],
    ]);
    expect(plan({ desired: imdsOnly }, observed([ami(A, { imdsSupport })]))).toEqual({ done: true });
  });

  test('is left to the kernel if nobody knows why a creation came', () => {
    expect(done(plan({ cause: 'unknown', desired: imdsOnly, physicalId: undefined }, observed([ami(A)])))).toEqual([[], [`${A_IN} v2.0`]]);
  });

  test.each(['rollback', 'unknown'] as const)('is not set if the cause of an update is %s', cause => {
    expect(plan({ cause, desired: imdsOnly, previous: imdsOnly }, observed([ami(A)]))).toEqual({ done: true, notes: [`IMDSv2 is not required, because only a deployment that moves forward does what cannot be undone: ${A_IN}`] });
  });

  test.each<[string, Case]>([
    ['a rollback', { cause: 'rollback', desired: spec({ images: [{ image: B }], description: undefined }), previous: imdsOnly }],
    ['a removal', { cause: 'removal', previous: imdsOnly }],
    ['the deletion of the stack', { cause: 'stack deletion', previous: imdsOnly }],
    ['a creation that is rolled back', { cause: 'rolled-back creation', previous: imdsOnly }],
  ])('stays in %s, which says so', (_, it) => {
    expect(plan(it, observed([ami(A, { imdsSupport }), ami(B)]))).toEqual({ done: true, notes: [A_STAYS] });
  });

  test('that is dropped in an update stays, and that of a gone AMI is not told', () => {
    const previous = spec({ images: [{ image: A }, { image: B }], imdsSupport });
    const result = plan({ cause: 'update', desired: spec({ images: [{ image: A }, { image: B }] }), previous }, observed([ami(A, { imdsSupport }), ami(B, { state: 'gone' })]));
    expect(notes(result)).toContain(A_STAYS);
  });
});

describe('refused before anything is changed', () => {
  const full = (tags: number) => Object.fromEntries([...Array.from({ length: tags }, (_, index) => [`tag${index}`, '']), ['aws:cloudformation:stack-id', 'x']]);

  test.each<[string, Case, ObservedImages, string]>([
    ['an AMI that is not there', { desired: spec() }, observed([ami(A, { state: 'gone' })]),
      `${A_IN} does not exist, or is hidden from account ${OWN}: check the id and the Region`],
    ['an AMI that failed', { desired: spec() }, observed([ami(A, { state: 'failed' })]), `${A_IN} was never made: name another AMI`],
    ['an AMI of somebody else', { desired: spec() }, observed([ami(A, { state: 'foreign' })]),
      `${A_IN} belongs to another account, of which no role was given: give one with the image, or have its owner do this`],
    ['a build that is not there', { desired: spec({ images: [{ image: BUILD }] }) }, { [BUILD]: { build: 'gone', amis: [] } }, `${BUILD} does not exist: name a build that is there`],
    ['a build that failed', { desired: spec({ images: [{ image: BUILD }] }) }, { [BUILD]: { build: 'failed', amis: [] } },
      `${BUILD} failed or was cancelled, and has no AMI: name another build`],
    ['an AMI that another resource describes', { desired: spec() }, observed([ami(A, { tags: marked(BEFORE, undefined, OTHERS) })]),
      `${A_IN} is described by ${OTHERS} already: describe it in one place; or, if that does not exist any more, remove the tag cdk-image-governance:described-by from it`],
    ['an AMI whose tags are full', { desired: spec() }, observed([ami(A, { tags: full(49) })]),
      `${A_IN} has no room for the tags that keep its description from before: remove two tags, of which an AMI has at most 50`],
    ['everything at once', { desired: spec({ images: [{ image: A }, { image: B }] }) }, observed([ami(A, { state: 'gone' }), ami(B, { state: 'foreign' })]),
      `${A_IN} does not exist, or is hidden from account ${OWN}: check the id and the Region; `
      + `${B_IN} belongs to another account, of which no role was given: give one with the image, or have its owner do this`],
  ])('%s', (_, it, there, refuse) => {
    expect(plan(it, there)).toEqual({ refuse });
    expect(plan({ ...it, cause: 'update', previous: spec({ images: [{ image: 'ami-0000000000000000c' }] }), physicalId: 'Images/Attributes' }, { ...observed([ami('ami-0000000000000000c')]), ...there })).toEqual({ refuse });
    // A creation is no rollback, even if nobody knows why it came.
    expect(plan({ ...it, cause: 'unknown', physicalId: undefined }, there)).toEqual({ refuse });
    // Nor is a rollback refused.
    expect(plan({ ...it, cause: 'rollback', previous: spec({ images: [{ image: B }] }) }, { ...observed([ami(B)]), ...there })).not.toHaveProperty('refuse');
  });

  test('48 tags leave room, and 255 characters are a description', () => {
    expect(plan({ desired: spec({ description: 'x'.repeat(255) }) }, observed([ami(A, { tags: full(48) })]))).toHaveProperty('act');
  });

  test.each<[AmiState, string]>([
    ['gone', 'does not exist any more: it is left out'], ['failed', 'was never made: it is left out'],
    ['disabled', 'is disabled, and is left out: enable it, change reconcile and deploy again, and it gets what is declared'],
  ])('but not an AMI that was declared before and is %s', (state, note) => {
    expect(plan({ cause: 'update', desired: spec(), previous: spec({ description: 'old' }) }, observed([ami(A, { state })]))).toEqual({ done: true, notes: [`${A_IN} ${note}`] });
  });
});

describe('what is still being made', () => {
  test('is waited for', () => {
    const images = [{ image: A }, { image: BUILD }];
    expect(plan({ desired: spec({ images }) }, observed([ami(A, { state: 'pending' })], { [BUILD]: { build: 'building', amis: [] } }))).toEqual({ waitFor: `${A_IN} to be available, ${BUILD} to be built`, seconds: 15 });
  });

  test.each(['rollback', 'unknown'] as const)('is not waited for if the cause is %s', cause => {
    expect(plan({ cause, desired: spec(), previous: spec() }, observed([ami(A, { state: 'pending' })]))).toEqual({ done: true, notes: [`${A_IN} is still being made: it is left out`] });
  });
});

test('what cannot be set back is told', () => {
  const previous = spec({ images: [{ image: A }, { image: BUILD }] });
  expect(plan({ cause: 'removal', previous }, observed([ami(A, { state: 'disabled' })], { [BUILD]: { build: 'gone', amis: [] } }))).toEqual({
    done: true,
    notes: [
      `${A_IN} is disabled, and keeps its description: what it was before is in its tag cdk-image-governance:description-before`,
      `${BUILD} is gone, and with it what its AMIs are: they keep their descriptions`,
    ],
  });
});

describe('who describes an AMI', () => {
  const who = { owner: `${'s'.repeat(128)}/${'L'.repeat(255)}`, home: requestFor({ desired: spec() }).home };

  test('is told in a tag that is never too long, and never the same for two', () => {
    const [one, other] = [who, { ...who, owner: `${who.owner.slice(0, -1)}X` }].map(it => marking(A, it, undefined)['cdk-image-governance:described-by']);
    expect([one.length, other.length]).toEqual([256, 256]);
    expect(one).not.toBe(other);
    expect(markOn(ami(A, { tags: marking(A, who, BEFORE) }), who)).toEqual({ of: 'this', before: BEFORE });
  });

  test('is another for a stack of the same name in another Region, and the same for one that is created again', () => {
    const it = ami(A, { tags: marked(BEFORE) });
    const elsewhere = requestFor({ desired: spec(), stackId: `arn:aws:cloudformation:us-east-1:${OWN}:stack/Images/1` });
    expect(markOn(it, elsewhere)).toEqual({ of: 'another', who: `${OWN}/eu-west-1/Images/Attributes` });
    expect(markOn(it, requestFor({ desired: spec(), stackId: `arn:aws:cloudformation:eu-west-1:${OWN}:stack/Images/2` }))).toEqual({ of: 'this', before: BEFORE });
  });
});

describe('the answer', () => {
  test('has one id for the life of the resource, and another if nothing was done', () => {
    expect(identityFor(HANDLER, eventWith({ desired: spec() }), undefined, false)).toBe('Images/Attributes');
    expect(identityFor(HANDLER, eventWith({ desired: spec() }), undefined, true)).toBe('none-request');
    expect(identityFor(HANDLER, eventWith({ cause: 'update', desired: spec() }), undefined, true)).toBe('Images/Attributes');
    expect(plan({ cause: 'rolled-back creation', previous: spec(), physicalId: 'none-request' }, observed([ami(A)]))).toEqual({ done: true, notes: ['nothing was made: nothing to take back'] });
  });

  test('counts AMIs', () => {
    const there = observed([ami(A), ami(B, { state: 'disabled' })]);
    expect(attributesFor(HANDLER, eventWith({ desired: spec({ images: [{ image: A }, { image: B }] }) }), there)).toEqual({ AmiCount: '1', SkippedAmiCount: '1' });
    expect(attributesFor(HANDLER, eventWith({ desired: spec() }), undefined)).toEqual({ AmiCount: '0', SkippedAmiCount: '0' });
    expect(nameOf(ami(A))).toBe(A_IN);
  });
});
