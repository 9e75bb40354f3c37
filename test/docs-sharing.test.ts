import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ImageAttributes, ImagePrincipal, ImageSelection, ImageSharePolicy } from '../lib';
import { decide } from './cloudformation/decide';
import { A, ami, BUILD, Declared, event, observed, OWN, spec, X } from './handlers/image-share-policy/shares';
import { blocksIn, page } from './support/markdown';
import { ENV } from './support/stacks';
import type { Logic } from '../lib/engine/handler';
import type { Action } from '../lib/engine/plan';
import { logic as attributesLogic } from '../lib/handlers/image-attributes/logic';
import { logic as sharesLogic } from '../lib/handlers/image-share-policy/logic';
import type { ObservedShares } from '../lib/handlers/image-share-policy/observed';
import type { ObservedAmi, ObservedImages } from '../lib/handlers/images/observed';
import type { Contract } from '../lib/model/contract';
import { DESCRIBED_BY, IMAGE_ATTRIBUTES, ImageAttributesSpec } from '../lib/model/sharing/image-attributes-contract';
import { inWords, mistakeInImage, mistakesInImagePolicy } from '../lib/model/sharing/image-policy-document';
import { IMAGE_SHARE_POLICY } from '../lib/model/sharing/image-share-policy-contract';

// The pages on sharing show messages: they are those of the library.

const AMI = 'ami-0123456789abcdef0';

const newStack = () => new Stack(new App(), 'Images', { env: ENV });

/** The blocks of text of a page. */
const textsOf = (path: string) => blocksIn(page(path)).filter(({ info }) => info === 'text').map(({ code }) => code.trimEnd());

/** What a logic refuses. */
function refusal<Spec extends object, Observed, A extends Action>(
  handler: { readonly contract: Contract<Spec, string>; readonly logic: Logic<Spec, Observed, A, string> },
  desired: Spec, there: Observed,
): string {
  const plan = decide(handler, { ...event({}), desired, previous: undefined }, there);
  return 'refuse' in plan ? plan.refuse : `not refused: ${JSON.stringify(plan)}`;
}

const share = (desired: Declared, there: ObservedShares) =>
  refusal({ contract: IMAGE_SHARE_POLICY, logic: sharesLogic }, spec(desired), there);

const described = (changes: Partial<ObservedAmi> = {}): ObservedImages => {
  const snapshots = [{ snapshotId: 'snap-0000000000000000a', isEncrypted: false }];
  return { [A]: { build: 'there', amis: [{ ...ami(A), snapshots, ...changes }] } };
};

const describeAmi = (desired: Partial<ImageAttributesSpec>, there = described()) =>
  refusal({ contract: IMAGE_ATTRIBUTES, logic: attributesLogic }, { images: [{ image: A }], description: 'golden', ...desired }, there);

const encrypted = (encryption: 'AWS-managed key' | 'customer managed key') =>
  ami(A, { snapshots: [{ snapshotId: 'snap-0000000000000000a', encryption, copy: [] }] });

const describedBy = `${A} ${OWN}/eu-west-1/Others/GoldenAmi`;

describe('docs/image-share-policy.md', () => {
  const [synthesis, deployment] = textsOf('docs/image-share-policy.md');

  test('shows errors as the library words them', () => {
    const stack = newStack();
    new ImageSharePolicy(stack, 'GoldenAmi', {
      images: [ImageSelection.fromAmiId(AMI)],
      launch: [ImagePrincipal.organizationalUnit('ou-ab12-11111111'), ImagePrincipal.account('22222222222')],
      copy: [ImagePrincipal.organization('arn:aws:organizations::111111111111:organization/o-abcdefghij')],
    });
    expect(messagesOf(stack).sort()).toEqual(synthesis.split('\n').sort());
  });

  test('shows a refusal as the handler words it', () => {
    expect(deployment).toBe(`This run changed nothing. Images/GoldenAmi: ${share({}, observed([encrypted('AWS-managed key')]))}`);
  });
});

describe('docs/image-attributes.md', () => {
  const [synthesis, deployment] = textsOf('docs/image-attributes.md');

  test('shows an error as the library words it', () => {
    const stack = newStack();
    new ImageAttributes(stack, 'GoldenAmi', { images: [ImageSelection.fromAmiId(AMI)], description: 'Golden Linux – hardened' });
    expect(messagesOf(stack)).toEqual([synthesis]);
  });

  test('shows a refusal as the handler words it', () => {
    expect(deployment).toBe(`This run changed nothing. Images/GoldenAmi: ${describeAmi({}, described({ tags: { [DESCRIBED_BY]: describedBy } }))}`);
  });
});

/** What a synthesis says. */
function messagesOf(stack: Stack): string[] {
  try {
    Template.fromStack(stack);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1).map(line => line.trim());
  }
}

describe('docs/failure-modes.md', () => {
  /** The messages of a table, by the beginning of its head. */
  function listedUnder(head: string): string[] {
    const [, rows] = new RegExp(`^\\| message of ${head}.*\\n\\|---\\|\\n((?:\\|.*\\n)+)`, 'm').exec(page('docs/failure-modes.md'))!;
    return rows.trimEnd().split('\n').map(row => /^\| `(.*)` \|$/.exec(row)![1]);
  }

  test('lists everything that a share policy is refused for', () => {
    const everyone = { launch: ['all'], allowPublicLaunch: true };
    const none = { amis: [] };
    expect(listedUnder('a share policy')).toEqual([
      share({}, observed([ami(A, { state: 'gone' })])),
      share({}, observed([ami(A, { state: 'failed' })])),
      share({}, observed([ami(A, { state: 'foreign' })])),
      share({ images: [{ image: BUILD }] }, observed([], { [BUILD]: { build: 'gone', ...none } })),
      share({ images: [{ image: BUILD }] }, observed([], { [BUILD]: { build: 'failed', ...none } })),
      share({}, observed([encrypted('AWS-managed key')])),
      share(everyone, observed([encrypted('customer managed key')])),
      share({ copy: ['all'], allowPublicCopy: true }, observed([encrypted('customer managed key')])),
      share(everyone, observed([ami(A, { hasWatermark: true })])),
      share(everyone, observed([ami(A, { hasProductCode: true })])),
      share(everyone, observed([ami(A)], {}, [`${OWN} eu-west-1`])),
      share({ launch: Array.from({ length: 1_000 }, (_, index) => String(index).padStart(12, '0')) }, observed([ami(A, { launch: [X] })])),
    ]);
  });

  test('lists what image attributes are refused for besides', () => {
    expect(listedUnder('image attributes')).toEqual([
      describeAmi({}, described({ tags: { [DESCRIBED_BY]: describedBy } })),
      describeAmi({}, described({ tags: Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`tag${index}`, ''])) })),
    ]);
  });

  test('lists what is wrong with a hand-written policy', () => {
    const home = { account: OWN, region: 'eu-west-1' };
    const statement = (Principal: unknown, Action = 'imagebuilder:GetImage') => ({ Effect: 'Allow', Action, Principal });
    const mistakes = (...Statement: object[]) => mistakesInImagePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), [BUILD]).map(inWords).join('; ');
    expect(listedUnder('a hand-written policy')).toEqual([
      mistakeInImage(BUILD.replace(/\/1$/, ''), home),
      mistakeInImage(BUILD.replace('eu-west-1', 'us-east-1'), home),
      mistakes(statement({ AWS: '*' })),
      mistakes(statement({ AWS: X }), statement({ AWS: OWN }, 'imagebuilder:ListImages')),
    ]);
  });
});
