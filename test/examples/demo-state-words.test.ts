import { reference } from './reference';
import { imageStateUpdateInWords, ImageStateUpdateProperties } from '../../examples/golden-images/demo/words/image-state-update';
import { partnerImageInWords } from '../../examples/golden-images/demo/words/inventory';

const SAME = 'What is so already is left as it is.';
const GONE = 'All launch permissions of the AMIs go.';
const STAYS = 'When it is removed, they stay as they are.';
const RESTORED = 'If they were disabled, whoever the app lets launch them can do so again: the account 222222222222 and the account ${Account}.';
const LATER = 'Whoever the app lets launch them can do so again when they are available again: the account 222222222222 and the account ${Account}.';
const SHARED = { SharedWith: [{ UserId: '222222222222' }, { UserId: reference('Account') }] };

test.each<[string, Partial<ImageStateUpdateProperties>, string, string[]]>([
  ['available', {}, 'AVAILABLE now: they can be launched', [SAME, STAYS]],
  ['available, and shared', SHARED, 'AVAILABLE now: they can be launched', [SAME, RESTORED, STAYS]],
  ['deprecated', { State: 'DEPRECATED' }, 'DEPRECATED now: they can still be launched, but others find them no more', [SAME, STAYS]],
  [
    'deprecated at a date',
    { State: 'DEPRECATED', UpdateAt: '2026-01-01T00:00:00.000Z' },
    'DEPRECATED at 2026-01-01T00:00:00.000Z: they can still be launched, but others find them no more',
    [SAME, STAYS],
  ],
  ['disabled', { State: 'DISABLED' }, 'DISABLED now: nobody can launch them', [SAME, GONE, STAYS]],
  ['disabled, and shared', { State: 'DISABLED', ...SHARED }, 'DISABLED now: nobody can launch them', [SAME, GONE, LATER, STAYS]],
  [
    'disabled until it is removed',
    { State: 'DISABLED', OnRemoval: 'MAKE_AVAILABLE' },
    'DISABLED now: nobody can launch them',
    [SAME, GONE, 'When it is removed, they are made available.'],
  ],
  ['disabled in its record', { State: 'DISABLED', IncludeResources: undefined }, 'DISABLED now: in the records of Image Builder alone', [SAME, STAYS]],
  ['deleted', { State: 'DELETED' }, 'DELETED now: nobody can bring them back', [SAME, STAYS]],
  ['in a state that only the deployment knows', { State: reference('State') }, '${State} now', [SAME, STAYS]],
])('an image that is to be %s', (_, changes, state, notes) => {
  const properties: ImageStateUpdateProperties = {
    Image: 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1', State: 'AVAILABLE', IncludeResources: { Amis: true }, OnRemoval: 'LEAVE', ...changes,
  };
  expect(imageStateUpdateInWords(properties, { Resources: {} })).toEqual({
    lead: `Brings the AMIs of the image build golden/1.0.0/1 to ${state}.`, points: [], notes,
  });
});

test('the image of a partner, and whether the partner sees it', () => {
  const image = { imageId: 'ami-1', launchers: [{ UserId: '333333333333' }], state: 'AVAILABLE', amiState: 'available', isSeen: true };
  const words = (changes: Partial<typeof image> = {}) => partnerImageInWords({ ...image, ...changes }, '333333333333');
  expect([words(), words({ launchers: [], state: 'DISABLED', amiState: 'disabled', isSeen: false })]).toEqual([
    ['The image is AVAILABLE. ami-1 can be launched by its owner and the account 333333333333.', 'The account 333333333333 sees ami-1.'],
    ['The image is DISABLED. ami-1 is disabled: nobody can launch from it, not even its owner.', 'The account 333333333333 does not see ami-1.'],
  ]);
});
