import { begin, buildersOf, Declared, deploy, NEXT, GOLDEN, remove, runs, X, Y } from './world';

// A history of a stack that a test disturbs.

/** Begins a world in which every call has to be made, and nothing takes long. */
export const beginQuickly = () => begin({ ram: { defaultPermissionMatches: false, policySeconds: 1, promotionSeconds: 2, associationSeconds: 1 } });

/** A chapter in the history of a stack: what is declared, the writes that it makes, and who can build from both images at its end. */
export interface Chapter {
  readonly declared?: Declared;
  readonly writes: readonly string[];
  readonly status: string;
  readonly requests: readonly string[];
  readonly builders: readonly [golden: readonly string[], next: readonly string[]];
}

export const PROMOTION = ['PutImagePolicy', 'TagResource', 'PromotePermissionCreatedFromPolicy', 'PromoteResourceShareCreatedFromPolicy'];

export const HISTORY: readonly Chapter[] = [
  { declared: {}, writes: PROMOTION, status: 'CREATE_COMPLETE', requests: ['Create'], builders: [[X], []] },
  {
    declared: { principals: [Y], images: [NEXT, GOLDEN], breaks: true },
    writes: ['PutImagePolicy', 'TagResource', 'PromoteResourceShareCreatedFromPolicy', 'AssociateResourceShare', 'DisassociateResourceShare', 'DeleteResourceShare'],
    status: 'UPDATE_ROLLBACK_COMPLETE', requests: ['Update', 'Update'], builders: [[X], []],
  },
  { declared: { principals: [Y] }, writes: ['AssociateResourceShare', 'DisassociateResourceShare'], status: 'UPDATE_COMPLETE', requests: ['Update'], builders: [[Y], []] },
  { writes: ['DeleteResourceShare'], status: 'DELETE_COMPLETE', requests: ['Delete'], builders: [[], []] },
];

/** Tells a chapter, which comes out as if nothing had gone wrong. */
export async function tell({ declared, status, requests, builders }: Chapter): Promise<void> {
  expect((declared ? await deploy(declared) : await remove())!.status).toBe(status);
  // A run that was killed is not one that CloudFormation knows of.
  expect(runs().filter(run => !run.endsWith('timed out')).map(run => run.split(',')[0])).toEqual(requests);
  expect([await buildersOf(), await buildersOf(NEXT)]).toEqual(builders);
}
