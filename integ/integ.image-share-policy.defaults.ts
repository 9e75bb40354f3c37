import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { PARTNER } from './accounts';
import { goldenImage } from './golden-image';
import { ImagePrincipal, ImageSelection, ImageSharePolicy } from '../lib';

/** The least that a person can say. The account is one of yours: EC2 looks at the form alone, and shares with whoever has it. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-share-policy-defaults');

new ImageSharePolicy(stack, 'Policy', {
  images: [ImageSelection.fromImageBuild(goldenImage(stack, 'Golden'))],
  launch: [ImagePrincipal.account(PARTNER)],
});

export const test = new IntegTest(app, 'ImageSharePolicyDefaults', { testCases: [stack], diffAssets: true });
