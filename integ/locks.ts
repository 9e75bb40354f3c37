import type { Hooks } from 'aws-cdk-lib/cloud-assembly-schema';

/** A lock outlasts its test by a week and more: it is deployed only by whoever says that this is wanted, and never by running everything. */
export const LOCKS: Hooks = { preDeploy: ['node consent-to-locks.mjs'] };
