import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { goldenImage } from './golden-image';
import { ImagePrincipal, ImageSelection, ImageSharePolicy } from '../lib';

/** The least that a person can say. The account need not be there: EC2 looks at the form alone. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-share-policy-defaults');

new ImageSharePolicy(stack, 'Policy', {
  images: [ImageSelection.fromImageBuild(goldenImage(stack, 'Golden'))],
  launch: [ImagePrincipal.account('012345678901')],
});

new IntegTest(app, 'ImageSharePolicyDefaults', { testCases: [stack], diffAssets: true });
