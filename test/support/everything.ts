/**
 * Whether all is tried that can go wrong, as CI does with `EVERYTHING=true`.
 *
 * `npm cit` has five minutes. In them it tells shorter random histories, and kills a run only after calls that have an effect:
 * a run that was killed after a read left nothing behind.
 */
export const EVERYTHING = process.env.EVERYTHING === 'true';
