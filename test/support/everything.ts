/**
 * Whether tests are as long as they can be, as CI makes them with `EVERYTHING=true`. `npm cit` has five minutes: it tells shorter random
 * histories, and leaves out what `.projenrc.ts` names.
 */
export const EVERYTHING = process.env.EVERYTHING === 'true';
