import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import { share, sharesIn } from './stacks';
import { ImagePrincipal } from '../../lib/sharing/image-principal';
import { ImageSelection } from '../../lib/sharing/image-selection';
import { ImageShareMode } from '../../lib/sharing/image-share-mode';
import { SharingIndex } from '../../lib/sharing/share-policy-declaration';
import { AMI, ACCOUNT, OTHER_ACCOUNT } from '../model/sharing/properties';
import { principals } from '../support/principals';
import { ENV, newStack } from '../support/stacks';

const ami = ImageSelection.fromAmiId(AMI);
const [one, another] = [ACCOUNT, OTHER_ACCOUNT].map(ImagePrincipal.account);
const onWire = (stack: Stack) => Object.fromEntries(Object.entries(sharesIn(stack)).map(([id, { SharedByOthers: others }]) => [id, others]));

test('a policy by itself is told of no others', () => {
  const stack = newStack();
  share(stack, { images: [ami] });
  share(stack, { images: [ImageSelection.fromAmiId('ami-00000000')] }, 'Other');
  expect(onWire(stack)).toEqual({ Share: undefined, Other: undefined });
});

test('two policies are told of what the other one grants, and of that alone', () => {
  const stack = newStack();
  share(stack, { images: [ImageSelection.fromAmiId('ami-00000000'), ami], launch: [one], copy: [one] }, 'One');
  share(stack, { images: [ami], launch: [another] }, 'Two');
  expect(onWire(stack)).toEqual({
    One: [{ Image: AMI, Launch: principals(OTHER_ACCOUNT), Copy: [] }],
    Two: [{ Image: AMI, Launch: principals(ACCOUNT), Copy: principals(ACCOUNT) }],
  });
});

test('of three each is told of both others at once, once for each image and principal, with the Region as it says it itself', () => {
  const stack = newStack({ env: ENV });
  const third = ImagePrincipal.account('555555555555');
  share(stack, { images: [ami, ImageSelection.fromAmiId(AMI, { region: 'us-east-1' })], launch: [third] }, 'One');
  share(stack, { images: [ImageSelection.fromAmiId(AMI, { region: ENV.region })], launch: [one], copy: [one] }, 'Two');
  share(stack, { images: [ami], launch: [another], copy: [another] }, 'Three');
  expect(onWire(stack)).toEqual({
    One: [{ Image: AMI, Launch: principals(ACCOUNT, OTHER_ACCOUNT), Copy: principals(ACCOUNT, OTHER_ACCOUNT) }],
    Two: [{ Image: AMI, Region: ENV.region, Launch: principals('555555555555', OTHER_ACCOUNT), Copy: principals(OTHER_ACCOUNT) }],
    Three: [{ Image: AMI, Launch: principals('555555555555', ACCOUNT), Copy: principals(ACCOUNT) }],
  });
});

test('the image is as the policy itself refers to it, and tokens of other stacks stay there', () => {
  const app = new App();
  const builds = new Stack(app, 'Builds', { env: ENV });
  const image = new CfnImage(builds, 'Image', {});
  const stack = new Stack(app, 'Images', { env: ENV });
  share(builds, { images: [ImageSelection.fromImageBuild(image)], launch: [one, ImagePrincipal.account(new CfnParameter(builds, 'Somebody').valueAsString)] }, 'One');
  share(stack, { images: [ImageSelection.fromImageBuild(image)], launch: [another] }, 'Two');
  expect(onWire(builds)).toEqual({ One: [{ Image: { Ref: 'Image' }, Launch: principals(OTHER_ACCOUNT), Copy: [] }] });
  expect(onWire(stack)).toEqual({ Two: [{ Image: { 'Fn::ImportValue': expect.stringMatching(/^Builds:ExportsOutputRefImage/) }, Launch: principals(ACCOUNT), Copy: [] }] });
  expect(Object.keys(Template.fromStack(builds).toJSON().Outputs)).toHaveLength(1);
});

test('a token of the same stack is told of', () => {
  const stack = newStack();
  const somebody = new CfnParameter(stack, 'Somebody').valueAsString;
  share(stack, { images: [ami], launch: [one] }, 'One');
  share(stack, { images: [ami], launch: [ImagePrincipal.account(somebody)] }, 'Two');
  expect(onWire(stack).One).toEqual([{ Image: AMI, Launch: [{ UserId: { Ref: 'Somebody' } }], Copy: [] }]);
});

test('what comes after everything was asked for is told of when it is asked for again', () => {
  const stack = newStack();
  const first = share(stack, { images: [ami], launch: [one] }, 'One');
  const told = () => SharingIndex.for(first).sharedByOthers(first);
  expect(told()).toEqual([]);
  share(stack, { images: [ami], launch: [another] }, 'Two');
  expect(told()).toEqual([{ image: AMI, launch: principals(OTHER_ACCOUNT), copy: [] }]);
});

test('what an authoritative policy grants is no reason to keep a grant', () => {
  const stack = newStack();
  const first = share(stack, { images: [ami], launch: [one] }, 'One');
  share(stack, { images: [ami], launch: [another], mode: ImageShareMode.authoritative() }, 'Two');
  expect(SharingIndex.for(first).sharedByOthers(first)).toEqual([]);
});

test('an app is walked as often for many policies as for few', () => {
  const walksFor = (policies: number) => {
    const stack = newStack();
    for (let index = 0; index < policies; index++) {
      share(stack, { images: [ami], launch: [ImagePrincipal.account(String(100_000_000_000 + index))] }, `Share${index}`);
    }
    const app = stack.node.root as App;
    const walks = jest.spyOn(app.node, 'findAll');
    app.synth();
    return walks.mock.calls.length;
  };
  expect(walksFor(30)).toBe(walksFor(2));
});
