/**
 * What whoever deploys these apps says of their accounts, in environment variables. The snapshots are written with none of them set: what stands
 * here is nobody's.
 */
const { env } = process;

/** Another account: images are shared with it, and roles let its lifecycle policies act. */
export const PARTNER = env.INTEG_PARTNER_ACCOUNT ?? '012345678901';

/** An organization, and a unit of it. */
export const ORGANIZATION = env.INTEG_ORGANIZATION ?? 'arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5';
export const UNIT = env.INTEG_UNIT ?? 'arn:aws:organizations::111111111111:ou/o-f6g7h8i9j0/ou-ab12-11111111';

/** The id of a retention rule that no stack made: it retains volumes for a day. */
export const EXISTING_RULE = env.INTEG_RETENTION_RULE ?? 'abCD1234567';
