import { App } from 'aws-cdk-lib';
import { goldenImages } from './golden-images';

// What the CDK CLI runs, as cdk.json says.
goldenImages(new App());
