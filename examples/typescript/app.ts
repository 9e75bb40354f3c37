import { App } from 'aws-cdk-lib';
import { goldenImages } from '../golden-images/golden-images';

const app = new App();
// What becomes of a mistake: `cdk synth -c usableDays=0`.
goldenImages(app, { usableDays: Number(app.node.tryGetContext('usableDays') ?? 60) });
