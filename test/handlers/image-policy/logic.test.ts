import type { DecodedEvent } from '../../../lib/cloudformation/request';
import { UNREAD } from '../../../lib/engine/handler';
import type { Plan } from '../../../lib/engine/plan';
import { logic } from '../../../lib/handlers/image-policy/logic';
import {
  ObservedImagePolicies, ObservedImagePolicy, ObservedPrincipal, ObservedShare, ownerTag, stateOf, UnmatchedPromotion,
} from '../../../lib/handlers/image-policy/observation';
import type { PolicyAction } from '../../../lib/handlers/image-policy/share-steps';
import { IMAGE_POLICY, ImagePolicySpec } from '../../../lib/model/sharing/image-policy-contract';
import { policyOf } from '../../../lib/model/sharing/image-policy-document';
import { attributesFor, decide, identityFor } from '../../cloudformation/decide';

const [A, B] = [1, 2].map(build => `arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/${build}`);
const [X, Y, Z] = ['222222222222', '333333333333', '012345678901'];
const SHARE = 'arn:aws:ram:eu-west-1:111111111111:resource-share/1';
const READ = ['imagebuilder:GetImage', 'imagebuilder:ListImages'];
const OWNER = 'Images/Policy';

const document = (principals: readonly string[], Action = READ) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: principals }, Action }] });

const spec = (principals: readonly string[] = [X], changes: Partial<ImagePolicySpec> & { actions?: string[] } = {}): ImagePolicySpec => {
  const { actions, ...others } = changes;
  return { images: [A], document: document(principals, actions), onRemoval: 'UNSHARE', ...others };
};

const HANDLER = { contract: IMAGE_POLICY, logic };

const eventOf = (changes: Partial<DecodedEvent<ImagePolicySpec>>): DecodedEvent<ImagePolicySpec> => ({
  cause: 'creation',
  stackId: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Images/1',
  logicalId: 'Policy',
  requestId: 'request',
  physicalId: changes.cause === undefined || changes.cause === 'creation' ? undefined : OWNER,
  ...changes,
});

const principal = (id: string, changes: Partial<ObservedPrincipal> = {}): ObservedPrincipal => ({ id, status: 'ASSOCIATED', external: false, ...changes });

/** A standard share of this resource, with X, unless a test says otherwise. */
const share = (changes: Partial<ObservedShare> = {}): ObservedShare => ({
  arn: SHARE, status: 'ACTIVE', featureSet: 'STANDARD', image: { status: 'ASSOCIATED' }, owner: OWNER, isOfStack: false, others: [],
  principals: [principal(X)], ...changes,
});

/** A share as RAM makes it of a policy. */
const made = (changes: Partial<ObservedShare> = {}) => share({ featureSet: 'CREATED_FROM_POLICY', owner: undefined, principals: [], ...changes });

const image = (shares: readonly ObservedShare[], principals?: readonly string[], changes: Partial<ObservedImagePolicy> = {}): ObservedImagePolicy =>
  ({ build: 'there', policy: principals && policyOf(A, document(principals)), shares, ...changes });

const put = (principals: readonly string[] = [X], on = A): PolicyAction => ({ action: 'PutImagePolicy', on, policy: policyOf(on, document(principals)) });
const tag = (featureSet = 'STANDARD'): PolicyAction => ({ action: 'TagResource', on: SHARE, owner: OWNER, featureSet });
const promote: PolicyAction = { action: 'PromoteResourceShareCreatedFromPolicy', on: SHARE };
const PERMISSION = 'arn:aws:ram:eu-west-1:111111111111:permission/created-from-policy-1';
const promotePermission = {
  action: 'PromotePermissionCreatedFromPolicy', on: PERMISSION, share: SHARE, name: expect.stringMatching(/^cdk-image-governance-[0-9a-f]{15}$/),
};
const give = (...principals: string[]): PolicyAction => ({ action: 'AssociateResourceShare', on: SHARE, principals });
const take = (...principals: string[]): PolicyAction => ({ action: 'DisassociateResourceShare', on: SHARE, principals });
const remove: PolicyAction = { action: 'DeleteResourceShare', on: SHARE };

const DONE: Plan<PolicyAction> = { done: true };
const act = (...stages: unknown[]) => ({ act: stages.map(stage => [stage]) });
const waitFor = (what: string, seconds: number) => ({ waitFor: what, seconds });
const note = (...notes: unknown[]) => ({ done: true, notes });

type Row = [
  what: string, event: Partial<DecodedEvent<ImagePolicySpec>>, observed: ObservedImagePolicy | ObservedImagePolicies, plan: unknown,
  done?: readonly unknown[],
];

const planOf = ([, event, observed,, done = []]: Row) =>
  decide(HANDLER, eventOf(event), 'build' in observed ? { [A]: observed as ObservedImagePolicy } : observed, done as PolicyAction[]);

const CREATION = { cause: 'creation', desired: spec() } as const;

describe('a creation', () => {
  test.each<Row>([
    ['of nothing', CREATION, image([]), act(put())],
    ['whose policy is no share yet', CREATION, image([]), waitFor(`RAM to make a resource share of the policy of ${A}`, 5), [put()]],
    ['whose policy became no share', CREATION, image([], [X]), act(put())],
    ['whose share is seen', CREATION, image([made()], [X]), act(tag('CREATED_FROM_POLICY'), promote)],
    ['whose share is seen before its policy', CREATION, image([made()]), act(tag('CREATED_FROM_POLICY'), promote), [put()]],
    ['whose share took the tag', CREATION, image([made({ owner: OWNER })], [X]), act(promote)],
    ['whose promotion is not seen yet', CREATION, image([made()], [X]), waitFor(`RAM to promote ${SHARE}`, 10), [tag('CREATED_FROM_POLICY'), promote]],
    ['whose share is on its way', CREATION, image([made({ featureSet: 'PROMOTING_TO_STANDARD' })], [X]), waitFor(`RAM to promote ${SHARE}`, 10)],
    ['whose share has no tag yet', CREATION, image([share({ owner: undefined })], [X]), act(tag()), [tag('CREATED_FROM_POLICY'), promote]],
    ['whose tag is not seen yet', CREATION, image([share({ owner: undefined })], [X]), DONE, [tag()]],
    ['that is done', CREATION, image([share()], [X]), DONE],
    ['that is done, of which RAM says the policy otherwise', CREATION, image([share()], undefined, { policy: 'in other words' }), DONE],
    ['whose share failed', CREATION, image([share({ status: 'FAILED', message: 'no' })], [X]), { fail: `RAM could not share ${A}: no` }],
    ['beside a policy of somebody else', CREATION, image([], [Y]), { refuse: expect.stringContaining('has a policy already, which this stack did not declare') }],
    ['beside a policy of which it is not known what it allows', CREATION, image([], undefined, { policy: '{}' }),
      { refuse: expect.stringContaining('has a policy already, which this stack did not declare') }],
    ['beside the share of a policy of somebody else', CREATION, image([made()], [Y]), { refuse: expect.stringContaining(`is shared by ${SHARE} already, which is not of this stack`) }],
    ['beside the same by another stack', CREATION, image([share({ owner: 'Others/Policy' })], [X]), { refuse: expect.stringContaining('which belongs to Others/Policy') }],
    ['beside the same as a resource of a stack', CREATION, image([share({ owner: undefined, isOfStack: true })], [X]), { refuse: expect.stringContaining('which is not of this stack') }],
    ['beside a share of several resources', CREATION, image([share({ owner: undefined, others: [B] })], [X]), { refuse: expect.stringContaining('which is not of this stack') }],
    ['beside a share that ends', CREATION, image([share({ owner: 'Others/Policy', status: 'DELETING' })]), waitFor(`${SHARE} to end`, 5)],
    ['beside a share on which consumers depend', CREATION, image([share({ owner: 'Others/Policy', image: { status: 'DISASSOCIATING', message: 'In use.' } })]),
      { fail: expect.stringContaining(`${SHARE} cannot be unshared yet: In use. RAM ends no sharing`) }],
    ['beside shares that ended', CREATION, image([share({ status: 'DELETED' }), share({ image: { status: 'DISASSOCIATED' } }), share({ image: { status: 'FAILED' } })]), act(put())],
    ['of an image that is being built', CREATION, image([], undefined, { build: 'building' }), waitFor(`${A} to be built`, 15)],
    ['of an image that is gone', CREATION, image([], undefined, { build: 'gone' }), note(`${A} is not there (gone): it is left out`)],
    ['of an image of another Region', { desired: spec([X], { images: [A.replace('eu-west-1', 'us-east-1')] }) }, {}, { refuse: expect.stringContaining('must be an image of the account and the Region of the stack') }],
    ['of a document that is none', { desired: spec([X], { document: '{}' }) }, image([]), { refuse: 'buildFrom.document must be a policy with a statement: write a PolicyDocument (cdk-image-governance:ImageSharePolicy.ImagePolicyDocument)' }],
    ['of which the cause is unknown', { cause: 'unknown', physicalId: undefined, desired: spec() }, image([], [Y]), { refuse: expect.stringContaining('has a policy already') }],
    ['of two images, one of them ahead', { desired: spec([X], { images: [A, B, A] }) }, { [A]: image([made({ owner: OWNER })], [X]), [B]: image([]) },
      { act: [[promote, put([X], B)]] }],
    ['of two images, one of them somebody else\'s', { desired: spec([X], { images: [A, B] }) }, { [A]: image([]), [B]: image([share({ owner: 'Others/Policy' })]) },
      { refuse: expect.stringContaining(`${B} is shared by`) }],
  ])('%s', (...row) => expect(planOf(row)).toEqual(row[3]));
});

const TO_Y = { cause: 'update', desired: spec([Y]), previous: spec([X]) } as const;
const BOTH = [principal(X), principal(Y)];
const OTHER_RIGHTS = { cause: 'update', desired: spec([X], { actions: ['imagebuilder:GetImage'] }), previous: spec([X]) } as const;

describe('an update', () => {
  test.each<Row>([
    ['of principals gives first', TO_Y, image([share()], [X]), act(give(Y))],
    ['of principals waits for what it gave', TO_Y, image([share({ principals: [principal(X), principal(Y, { status: 'ASSOCIATING' })] })], [X]), waitFor(`RAM to share ${SHARE} with ${Y}`, 5)],
    ['of principals waits for what is not seen yet', TO_Y, image([share()], [X]), waitFor(`RAM to share ${SHARE} with ${Y}`, 5), [give(Y)]],
    ['of principals does not wait for an invitation', TO_Y, image([share({ principals: [principal(X), principal(Y, { status: 'ASSOCIATING', external: true })] })], [X]), act(take(X))],
    ['of principals takes then', TO_Y, image([share({ principals: BOTH })], [X]), act(take(X))],
    ['of principals waits for what it took', TO_Y, image([share({ principals: [principal(X, { status: 'DISASSOCIATING' }), principal(Y)] })], [X]), waitFor(`RAM to end sharing ${SHARE} with ${X}`, 5)],
    ['of principals waits for what is not seen to be taken', TO_Y, image([share({ principals: BOTH })], [X]), waitFor(`RAM to end sharing ${SHARE} with ${X}`, 5), [take(X)]],
    ['of principals is done', TO_Y, image([share({ principals: [principal(X, { status: 'DISASSOCIATED' }), principal(Y)] })], [X]), DONE],
    ['of principals that RAM does not end', TO_Y, image([share({ principals: [principal(X, { status: 'DISASSOCIATING', message: 'In use.' }), principal(Y)] })], [X]), { fail: expect.stringContaining('In use.') }],
    ['of principals that RAM refuses', TO_Y, image([share({ principals: [principal(X), principal(Y, { status: 'FAILED', message: 'no' })] })], [X]), { fail: `${SHARE} is not shared with ${Y} (no)` }, [give(Y)]],
    ['of principals that RAM refused before', TO_Y, image([share({ principals: [principal(X), principal(Y, { status: 'FAILED', message: 'no' })] })], [X]), act(give(Y))],
    ['to principals that are just going', TO_Y, image([share({ principals: [principal(X), principal(Y, { status: 'DISASSOCIATING' })] })], [X]), waitFor(`RAM to share ${SHARE} with ${Y}`, 5)],
    ['leaves others alone', TO_Y, image([share({ principals: [principal(Y), principal(Z)] })], [X]), DONE],
    ['of which the former state is unknown takes nothing', { ...TO_Y, previous: undefined }, image([share({ principals: BOTH })], [X]), DONE],
    ['of a share that was not promoted writes the policy', TO_Y, image([made()], [X]), act(put([Y]))],
    ['of a share that was not promoted promotes it then', TO_Y, image([made()], [X]), act(tag('CREATED_FROM_POLICY'), promote), [put([Y])]],
    ['of rights is refused', OTHER_RIGHTS, image([share()], [X]), { refuse: expect.stringContaining(`what principals may do with ${A} cannot be changed`) }],
    ['of rights is refused, if RAM says the policy otherwise', OTHER_RIGHTS, image([share()], undefined, { policy: 'in other words' }), { refuse: expect.stringContaining('cannot be changed') }],
    ['of rights that are those of the share', { ...OTHER_RIGHTS, previous: undefined, desired: spec() }, image([share()], [X]), DONE],
    ['to another image shares it first', { cause: 'update', desired: spec([X], { images: [B] }), previous: spec() }, { [A]: image([share()], [X]), [B]: image([]) }, act(put([X], B))],
    ['to another image leaves the first one last', { cause: 'update', desired: spec([X], { images: [B] }), previous: spec() },
      { [A]: image([share()], [X]), [B]: image([share({ arn: `${SHARE}2` })], [X]) }, act(remove)],
    ['to another image that does not end', { cause: 'update', desired: spec([X], { images: [B] }), previous: spec() },
      { [A]: image([share({ status: 'DELETING', image: { status: 'DISASSOCIATING', message: 'In use.' } })], [X]), [B]: image([share({ arn: `${SHARE}2` })], [X]) },
      { fail: expect.stringContaining('In use.') }],
    ['to another image, if the first one is to stay', { cause: 'update', desired: spec([X], { images: [B], onRemoval: 'LEAVE' }), previous: spec() },
      { [A]: image([share()], [X]), [B]: image([share({ arn: `${SHARE}2` })], [X]) }, note(`${A} stays shared by its policy, as the removal policy says`)],
    ['takes nothing away before everything is given', { cause: 'update', desired: spec([Y], { images: [A, B] }), previous: spec() },
      { [A]: image([share({ principals: BOTH })], [X]), [B]: image([made({ arn: `${SHARE}2`, featureSet: 'PROMOTING_TO_STANDARD', owner: OWNER })], [Y]) }, waitFor(`RAM to promote ${SHARE}2`, 10)],
  ])('%s', (...row) => expect(planOf(row)).toEqual(row[3]));
});

const BACK_TO_X = { cause: 'rollback', desired: spec([X]), previous: spec([Y]) } as const;

describe('a rollback', () => {
  test.each<Row>([
    ['gives back and takes back', BACK_TO_X, image([share({ principals: [principal(Y)] })], [X]), act(give(X))],
    ['takes back what was given', BACK_TO_X, image([share({ principals: BOTH })], [X]), act(take(Y))],
    ['of what never happened', BACK_TO_X, image([share()], [X]), DONE],
    ['of a change that was refused takes nothing', { cause: 'rollback', desired: spec([X]), previous: spec([X, Y], { actions: ['imagebuilder:GetImage'] }) },
      image([share({ principals: BOTH })], [X]), DONE],
    ['of a share that was deleted makes another', BACK_TO_X, image([share({ status: 'DELETED' })]), act(put())],
    ['of a share that somebody else made since is left alone', BACK_TO_X, image([share({ owner: 'Others/Policy' })], [Z]), note(expect.stringContaining('which belongs to Others/Policy'))],
    ['of rights that cannot be', { cause: 'rollback', desired: spec([X]), previous: spec([X], { actions: ['imagebuilder:GetImage'] }) },
      image([share()], undefined, { policy: policyOf(A, document([X], ['imagebuilder:GetImage'])) }), note(expect.stringContaining('cannot be changed'))],
    ['of principals that RAM refuses', BACK_TO_X, image([share({ principals: [principal(X, { status: 'FAILED' }), principal(Y)] })], [X]),
      act(take(Y)), [give(X)]],
    ['from a version that is not known', { cause: 'rollback', desired: spec([X]) }, image([share({ principals: BOTH })], [X]), DONE],
    ['ends what the update shared', { cause: 'rollback', desired: spec([X], { onRemoval: 'LEAVE' }), previous: spec([X], { images: [B], onRemoval: 'LEAVE' }) },
      { [A]: image([share({ arn: `${SHARE}2` })], [X]), [B]: image([share()], [X]) }, act(remove)],
    ['whose share does not end', { cause: 'rollback', desired: spec([X]), previous: spec([X], { images: [A, B] }) },
      { [A]: image([share()], [X]), [B]: image([share({ arn: `${SHARE}2`, status: 'DELETING', image: { status: 'DISASSOCIATING', message: 'In use.' } })], [X]) },
      note(expect.stringContaining('In use.'))],
    ['to a document that this version refuses', { cause: 'rollback', desired: spec([X], { document: '{}' }) }, image([share()]), note(expect.stringContaining('must be a policy'))],
    ['of an image that is gone', BACK_TO_X, image([], undefined, { build: 'gone' }), note(`${A} is not there (gone): it is left out`)],
    ['that may be an update', { cause: 'unknown', desired: spec([X]), previous: spec([Y]) }, image([share({ owner: 'Others/Policy' })], [Z]), note(expect.stringContaining('which belongs to Others/Policy'))],
  ])('%s', (...row) => expect(planOf(row)).toEqual(row[3]));
});

/** A share for whose promotion RAM has found no permission so far. */
const unmatched = (tries: number, changes: Partial<UnmatchedPromotion> = {}) =>
  image([made({ unmatched: { tries, wasJustTried: false, ...changes } })], [X]);

const SOON = waitFor(`RAM to find a permission for ${SHARE}`, 3);
const TRIED = [tag('CREATED_FROM_POLICY'), promote];

describe('a promotion for which RAM finds no permission', () => {
  test.each<Row>([
    ['promotes the permission of the policy', CREATION, unmatched(1, { wasJustTried: true, permission: PERMISSION }), act(promotePermission, promote), TRIED],
    ['promotes it as soon as RAM shows it', CREATION, unmatched(2, { permission: PERMISSION }), act(promotePermission, promote), [...TRIED, promote]],
    ['does so once', CREATION, unmatched(2, { permission: PERMISSION }), act(promote), [...TRIED, promotePermission, promote]],
    ['waits before it tries again', CREATION, unmatched(2, { wasJustTried: true }), SOON, [...TRIED, promotePermission, promote]],
    ['tries again', CREATION, unmatched(8), act(promote), TRIED],
    ['tries ten times', CREATION, unmatched(9), act({ ...promote, isLastTry: true }), TRIED],
    ['says at last why there is none', CREATION, unmatched(9, { refusal: 'no' }), act({ ...promote, isLastTry: true, refusal: 'no' }), TRIED],
    ['in a removal does the same', { cause: 'removal', previous: spec() }, unmatched(1, { wasJustTried: true, permission: PERMISSION }),
      act(promotePermission, promote), TRIED],
    ['in a rollback does the same', { cause: 'rollback', desired: spec(), previous: spec() }, unmatched(9), act({ ...promote, isLastTry: true }), TRIED],
  ])('%s', (...row) => expect(planOf(row)).toEqual(row[3]));

  test('gives the permission a name by the rights, whatever the image', () => {
    const nameFor = (actions: string[]) => {
      const desired = spec([X], { actions });
      const unpromoted = made({ unmatched: { tries: 1, wasJustTried: true, permission: PERMISSION } });
      return planOf(['', { desired }, image([unpromoted], undefined, { policy: policyOf(A, desired.document) }), undefined, TRIED]);
    };
    expect(nameFor(READ)).toEqual(nameFor([...READ].reverse()));
    expect(nameFor(READ)).not.toEqual(nameFor(['imagebuilder:GetImage']));
  });
});

const GONE = { cause: 'removal', previous: spec() } as const;

describe('a removal', () => {
  test.each<Row>([
    ['deletes the share', GONE, image([share()], [X]), act(remove)],
    ['remembers the permission that was made for it', GONE, image([share({ permission: 'p' })], [X]), act({ ...remove, permission: 'p' })],
    ['waits for the end', GONE, image([share({ status: 'DELETING' })], [X]), waitFor(`${SHARE} to end`, 5), [remove]],
    ['waits for what is not seen yet', GONE, image([share()], [X]), waitFor(`${SHARE} to end`, 5), [remove]],
    ['is done', GONE, image([share({ status: 'DELETED' })]), DONE, [remove]],
    ['says what stays', GONE, image([share({ status: 'DELETED' })]), note(`the managed permission p, which was made for ${A}, stays: other resource shares may use it`), [{ ...remove, permission: 'p' }]],
    ['of what never was', GONE, image([]), DONE],
    ['of what nobody removes', GONE, image([], [X]), note(`${A} still has its policy, of which RAM shows no resource share: it stays, for nothing removes it`)],
    ['promotes first', GONE, image([made()], [X]), act(tag('CREATED_FROM_POLICY'), promote)],
    ['waits for the promotion', GONE, image([made({ featureSet: 'PROMOTING_TO_STANDARD', owner: OWNER })], [X]), waitFor(`RAM to promote ${SHARE}`, 10)],
    ['tags what has no tag', GONE, image([share({ owner: undefined })], [X]), act(tag())],
    ['on which consumers depend', GONE, image([share({ status: 'DELETING', image: { status: 'DISASSOCIATING', message: 'In use.' } })], [X]), { fail: expect.stringMatching(/In use\. .*RETAIN/) }],
    ['leaves what is somebody else\'s', GONE, image([share({ owner: 'Others/Policy' })], [X]), DONE],
    ['leaves what is somebody else\'s and has no tag', GONE, image([share({ owner: undefined, principals: [principal(Z)] })], [Z]), DONE],
    ['takes the image out of a share with others', GONE, image([share({ others: [B] })], [X]), act({ action: 'DisassociateResourceShare', on: SHARE, image: A })],
    ['waits until the image is out', GONE, image([share({ others: [B] })], [X]), waitFor(`${A} to leave ${SHARE}`, 5), [{ action: 'DisassociateResourceShare', on: SHARE, image: A }]],
    ['of an image that is gone ends its share all the same', GONE, image([share()], undefined, { build: 'gone' }), act(remove)],
    ['leaves what is to stay', { cause: 'removal', previous: spec([X], { onRemoval: 'LEAVE' }) }, image([share()], [X]), note(`${A} stays shared by its policy, as the removal policy says`)],
    ['of a creation takes back what was to stay', { cause: 'rolled-back creation', previous: spec([X], { onRemoval: 'LEAVE' }) }, image([share()], [X]), act(remove)],
    ['of a creation takes nothing of others', { cause: 'rolled-back creation', previous: spec(), physicalId: 'Images-Policy-1A2B3C' }, image([made()], [Y]), DONE],
    ['of a creation that failed before anything', { cause: 'rolled-back creation', previous: spec(), physicalId: 'none-request' }, image([share()], [X]), note('nothing was made: nothing to take back')],
    ['of a stack', { cause: 'stack deletion', previous: spec() }, image([share()], [X]), act(remove)],
    ['of which the cause is unknown', { cause: 'unknown', previous: spec() }, image([share()], [X]), act(remove)],
    ['of what is not known', { cause: 'removal' }, {}, note(UNREAD)],
  ])('%s', (...row) => expect(planOf(row)).toEqual(row[3]));
});

test('the identity is the resource in its stack, or nothing', () => {
  expect(identityFor(HANDLER, eventOf(CREATION), undefined, false)).toBe(OWNER);
  expect(identityFor(HANDLER, eventOf(CREATION), undefined, true)).toBe('none-request');
  expect(identityFor(HANDLER, eventOf(TO_Y), undefined, true)).toBe(OWNER);
});

test('all attributes are there, whatever is seen', () => {
  const shared = (observed?: ObservedImagePolicies) => attributesFor(HANDLER, eventOf({ desired: spec([X], { images: [A, B, A] }) }), observed);
  expect(shared()).toEqual({ SharedImageCount: '0' });
  expect(shared({ [A]: image([share()], [X]), [B]: image([made()], [X]) })).toEqual({ SharedImageCount: '1' });
});

test('a name that is too long for a tag keeps its beginning, and stays another than others', () => {
  const long = (last: string) => ownerTag({ owner: `Images/${'P'.repeat(300)}${last}` });
  expect(long('1')).toMatch(/^Images\/P+-[0-9a-f]{16}$/);
  expect([long('1').length, long('1') === long('2')]).toEqual([256, false]);
  expect(ownerTag({ owner: 'P'.repeat(256) })).toBe('P'.repeat(256));
});

test.each([
  ['ACTIVE', 'ASSOCIATED', 'active'], ['ACTIVE', 'ASSOCIATING', 'active'], ['DELETING', 'ASSOCIATED', 'ending'], ['ACTIVE', 'DISASSOCIATING', 'ending'],
  ['DELETED', 'DISASSOCIATING', 'ended'], ['DELETING', 'DISASSOCIATED', 'ended'], ['ACTIVE', 'FAILED', 'ended'],
])('a share that is %s with an image that is %s is %s', (status, ofImage, state) => {
  expect(stateOf(share({ status, image: { status: ofImage } }))).toBe(state);
});
