import { reference } from './reference';
import { imageAttributesInWords } from '../../examples/golden-images/demo/words/image-attributes';
import { imageSharePolicyInWords } from '../../examples/golden-images/demo/words/image-share-policy';
import { descriptionInWords, launchersInWords } from '../../examples/golden-images/demo/words/inventory';
import { principals } from '../support/principals';

describe('a share policy', () => {
  const OTHERS = 'What others granted stays.';
  const GONE = 'When it is removed, all that is taken back.';
  const template = {
    Resources: {},
    Parameters: { Golden: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/golden' }, Other: { Type: 'String' } },
  };
  const OU = 'arn:aws:organizations::999999999999:ou/o-a1b2c3d4e5/ou-ab12-12345678';
  const share = (changes: Partial<Parameters<typeof imageSharePolicyInWords>[0]> = {}) => imageSharePolicyInWords({
    Images: [{ Image: { Ref: 'Golden' } }], Launch: principals('222222222222'), Copy: [], Mode: 'ADDITIVE', OnRemoval: 'UNSHARE', SharingQuota: 1_000, ...changes,
  }, template);

  test('says who may do what with an image, and what becomes of other grants', () => {
    expect(share({ Launch: [...principals('222222222222', OU, OU.replace(/ou\/(.*)\/.*/, 'organization/$1')), { UserId: { Ref: 'Account' } }], Copy: principals('333333333333') })).toEqual({
      lead: 'Says who may use the AMI whose id the SSM parameter /golden holds:',
      points: [
        'launch instances: the account 222222222222, the organizational unit ou-ab12-12345678, the organization o-a1b2c3d4e5 and the account ${Account}',
        'copy, with the snapshots: the account 333333333333',
      ],
      notes: [OTHERS, GONE],
    });
  });

  test.each<[string, Parameters<typeof share>[0], string[]]>([
    ['authoritative', { Mode: 'AUTHORITATIVE' }, ['What others granted is taken away, but for what everyone has.', GONE]],
    ['authoritative on everyone', { Mode: 'AUTHORITATIVE_ON_EVERYONE' }, ['What others granted is taken away.', GONE]],
    ['in a mode that only the deployment knows', { Mode: reference('Mode') }, ['What becomes of what others granted: ${Mode}.', GONE]],
    ['that leaves what it gave', { OnRemoval: 'LEAVE' }, [OTHERS, 'When it is removed, all that stays.']],
    [
      'for many',
      { SharingQuota: 2_000 },
      [OTHERS, GONE, 'An AMI is shared with at most 2000 accounts, organizations and organizational units.'],
    ],
  ])('%s', (_, changes, notes) => {
    expect(share(changes).notes).toEqual(notes);
  });

  test.each<[string, object, string]>([
    ['an AMI', { Image: 'ami-0123456789abcdef0' }, 'the image ami-0123456789abcdef0'],
    ['one of another Region', { Image: 'ami-0123456789abcdef0', Region: 'us-east-1' }, 'the image ami-0123456789abcdef0 in us-east-1'],
    ['one of another account', { Image: { Ref: 'Other' }, RoleArns: ['arn:1', { Ref: 'Two' }] }, 'the image ${Other}, reached with arn:1 and ${Two}'],
    ['a build', { Image: 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1' }, 'the AMIs of the image build golden/1.0.0/1'],
  ])('of %s', (_, image, words) => {
    expect(share({ Images: [image as never] }).lead).toBe(`Says who may use ${words}:`);
  });
});

test('image attributes', () => {
  const words = (properties: object) => imageAttributesInWords({ Images: [{ Image: 'ami-1' }], ...properties }, { Resources: {} });
  expect(words({ Description: 'Golden', ImdsSupport: 'v2.0' })).toEqual({
    lead: 'Gives the image ami-1 the description "Golden" and the IMDS support v2.0.',
    points: [],
    notes: ['When it is removed, the description from before comes back.', 'The IMDS support stays: nobody can undo it.'],
  });
  expect(words({ ImdsSupport: 'v2.0' })).toMatchObject({
    lead: 'Gives the image ami-1 the IMDS support v2.0.', notes: ['The IMDS support stays: nobody can undo it.'],
  });
});

test('who may launch from an AMI, and how it is described', () => {
  expect([launchersInWords({ imageId: 'ami-1', launchers: [] }), launchersInWords({ imageId: 'ami-1', launchers: principals('222222222222', 'all') })]).toEqual([
    'ami-1 can be launched by its owner alone', 'ami-1 can be launched by its owner, the account 222222222222 and everyone',
  ]);
  expect([undefined, '', 'Golden'].map(description => descriptionInWords({ imageId: 'ami-1', launchers: [], description }))).toEqual([
    'without a description', 'without a description', 'described as "Golden"',
  ]);
});
