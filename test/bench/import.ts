import { createRequire } from 'node:module';
import { milliseconds } from './rounds';

// A process of its own, since nothing is imported twice: measures one cold import, first of the core, then of the library.

const load = createRequire(__filename);

/**
 * What any app with a lifecycle policy and its role loads of the core, with or without this library.
 *
 * The core's modules load their parts only when these are first looked at.
 */
const CORE = ['aws-cdk-lib/core', 'aws-cdk-lib/aws-imagebuilder', 'aws-cdk-lib/aws-iam', 'aws-cdk-lib/aws-ecr'];

const core = milliseconds(() => {
  load('aws-cdk-lib');
  for (const module of CORE) {
    Object.values(load(module) as object);
  }
});
// Its modules, too, are loaded when they are first looked at.
const library = milliseconds(() => Object.values(load('../../lib') as object));
process.stdout.write(JSON.stringify({ core, library }));
