import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import type { Construct } from 'constructs';
import { stateUpdate, updateIn } from './stacks';
import { ImageBuild, ImagePrincipal, ImageSelection, ImageShareMode, ImageState, ImageStateRemoval, LifecycleAmiResources } from '../../lib';
import { StateIndex } from '../../lib/state/state-update-declaration';
import { BUILD } from '../model/state/properties';
import { share } from '../sharing/stacks';
import { principals } from '../support/principals';
import { ENV, newStack } from '../support/stacks';

const shared = ImageSelection.fromImageBuildVersionArn(BUILD);
const [one, another] = ['333333333333', '444444444444'].map(ImagePrincipal.account);
const ORGANIZATION = 'arn:aws:organizations::111111111111:organization/o-abcdefghij';
const sharedWith = (stack: Stack) => updateIn(stack).Properties.SharedWith;

test('an update by itself is told of nobody', () => {
  const stack = newStack();
  stateUpdate(stack);
  expect(updateIn(stack).Properties).not.toHaveProperty('SharedWith');
});

test('all who may launch from the image are told, of additive and authoritative policies, once each and in the order of the app', () => {
  const stack = newStack();
  share(stack, { images: [ImageSelection.fromAmiId('ami-00000000'), shared], launch: [one, another] }, 'One');
  const update = stateUpdate(stack);
  share(stack, { images: [shared], launch: [another, ImagePrincipal.organization(ORGANIZATION)], mode: ImageShareMode.authoritative() }, 'Two');
  share(stack, { images: [shared], launch: [], copy: [ImagePrincipal.account('555555555555')] }, 'Copies');
  share(stack, { images: [ImageSelection.fromImageBuildVersionArn(BUILD.replace(/1$/, '2'))], launch: [ImagePrincipal.account('555555555555')] }, 'Next');
  // The rules of share policies refuse an authoritative one beside another; who is told does not depend on that.
  expect(StateIndex.for(update).sharedWith(update)).toEqual(principals('333333333333', '444444444444', ORGANIZATION));
});

describe('they are told where they matter', () => {
  const told = (state: ImageState, onRemoval?: ImageStateRemoval) => {
    const stack = newStack();
    share(stack, { images: [shared], launch: [one] });
    stateUpdate(stack, { state, onRemoval });
    return sharedWith(stack);
  };
  const record = { includeResources: LifecycleAmiResources.RECORD_ONLY };

  test.each<[string, ImageState]>([
    ['available', ImageState.available()], ['deprecated', ImageState.deprecated()], ['disabled', ImageState.disabled()],
  ])('to an update to %s', (_, state) => {
    expect(told(state)).toEqual(principals('333333333333'));
    expect(told(state, ImageStateRemoval.MAKE_AVAILABLE)).toEqual(principals('333333333333'));
  });

  test.each<[string, ImageState]>([
    ['available', ImageState.available(record)], ['deprecated', ImageState.deprecated(record)], ['disabled', ImageState.disabled(record)],
  ])('and not to one of a record to %s', (_, state) => {
    expect(told(state)).toBeUndefined();
  });
});

test('what only another stack\'s deployment knows is left out, and a token of the same stack is not', () => {
  const app = new App();
  const [stack, other] = ['Images', 'Other'].map(id => new Stack(app, id, { env: ENV }));
  const image = new CfnImage(stack, 'Image', {});
  const of = ImageSelection.fromImageBuild(image);
  const somebody = (scope: Construct) => ImagePrincipal.account(new CfnParameter(scope, 'Somebody').valueAsString);
  share(stack, { images: [of], launch: [somebody(stack)] }, 'Here');
  share(other, { images: [of], launch: [one, somebody(other)] }, 'There');
  stateUpdate(stack, { image: ImageBuild.fromImage(image) });
  expect(sharedWith(stack)).toEqual([{ UserId: { Ref: 'Somebody' } }, { UserId: '333333333333' }]);
});

test('policies of another environment are of other AMIs', () => {
  const app = new App();
  const stack = new Stack(app, 'Images', { env: ENV });
  share(new Stack(app, 'Other', { env: { ...ENV, account: '222222222222' } }), { images: [shared], launch: [one] });
  stateUpdate(stack);
  expect(sharedWith(stack)).toBeUndefined();
});

test('a policy that comes after everything was asked for is told of when it is asked for again', () => {
  const stack = newStack();
  const update = stateUpdate(stack);
  const told = () => StateIndex.for(update).sharedWith(update);
  expect(told()).toEqual([]);
  share(stack, { images: [shared], launch: [one] });
  expect(told()).toEqual(principals('333333333333'));
});
