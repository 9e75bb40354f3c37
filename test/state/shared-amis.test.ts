import { App, Stack } from 'aws-cdk-lib';
import { stateUpdate, updateIn } from './stacks';
import { ImagePrincipal, ImageSelection, ImageState } from '../../lib';
import { share } from '../sharing/stacks';
import { principals } from '../support/principals';
import { ENV, newStack } from '../support/stacks';

// AMIs that share policies name by themselves: which build made one, only the deployment knows, so all of them are told.

const [one, another] = ['333333333333', '444444444444'].map(ImagePrincipal.account);
const AMI = 'ami-0123456789abcdef0';
const told = (stack: Stack) => updateIn(stack).Properties.SharedAmis;

test('by their ids, and by SSM parameters of the stack, with who may launch from them', () => {
  const stack = newStack();
  stateUpdate(stack);
  share(stack, { images: [ImageSelection.fromAmiId(AMI)], launch: [one] }, 'ById');
  share(stack, { images: [ImageSelection.fromSsmParameter('/golden/id')], launch: [another] }, 'ByParameter');
  share(stack, { images: [ImageSelection.fromAmiId('ami-00000000')], launch: [], copy: [one] }, 'Copies');
  expect(told(stack)).toEqual([
    { Image: AMI, Launch: principals('333333333333') },
    { Image: { Ref: expect.stringMatching(/^SsmParameterValuegoldenid/) }, Launch: principals('444444444444') },
  ]);
});

test('not at all, where there are none', () => {
  const stack = newStack();
  stateUpdate(stack);
  share(stack, { launch: [one], images: [ImageSelection.fromImageBuildVersionArn('arn:aws:imagebuilder:eu-west-1:111111111111:image/other/1.0.0/1')] });
  expect(updateIn(stack).Properties).not.toHaveProperty('SharedAmis');
});

test('not to a deletion, after which nobody launches', () => {
  const stack = newStack();
  stateUpdate(stack, { state: ImageState.deletedIrreversibly() });
  share(stack, { images: [ImageSelection.fromAmiId(AMI)], launch: [one] });
  expect(updateIn(stack).Properties).not.toHaveProperty('SharedAmis');
});

test('of another stack only if they are known, and not of another Region', () => {
  const app = new App();
  const [stack, other] = ['Images', 'Other'].map(id => new Stack(app, id, { env: ENV }));
  const abroad = new Stack(app, 'Abroad', { env: { ...ENV, region: 'us-east-1' } });
  stateUpdate(stack);
  share(other, { images: [ImageSelection.fromAmiId(AMI)], launch: [one] }, 'ById');
  share(other, { images: [ImageSelection.fromSsmParameter('/golden/id')], launch: [another] }, 'ByParameter');
  share(abroad, { images: [ImageSelection.fromAmiId('ami-00000000')], launch: [one] });
  expect(told(stack)).toEqual([{ Image: AMI, Launch: principals('333333333333') }]);
});

test('their policies come before the update, for they may share its image', () => {
  const stack = newStack();
  stateUpdate(stack);
  share(stack, { images: [ImageSelection.fromAmiId(AMI)], launch: [one] }, 'ById');
  expect(updateIn(stack).DependsOn).toContainEqual(expect.stringMatching(/^ById[0-9A-F]{8}$/));
});
