import fc from 'fast-check';
import { fitting, LogPlace, REASON_BYTES, reasonOf } from '../../lib/cloudformation/reason';
import type { Failure } from '../../lib/engine/plan';

const LOG: LogPlace = { logGroup: 'ShareHandlerLog', requestId: 'run-1' };
const BEFORE = 'This run changed nothing.';

const failures = (count: number, bytes = 80): Failure[] => Array.from({ length: count }, (_, index) => {
  const on = `ami-${String(index).padStart(3, '0')}`;
  return { on, reason: 'x'.repeat(bytes - on.length - 2) };
});

const told = (some: readonly Failure[]) => some.map(({ on, reason }) => `${on}: ${reason}`).join('; ');

/** How many bytes a text takes in an answer, which is JSON. */
const bytesOf = (text: string) => Buffer.byteLength(JSON.stringify(text)) - '""'.length;

test('all that failed is named if it fits', () => {
  expect(reasonOf(BEFORE, [{ on: 'ami-1', reason: 'is gone' }, { on: 'ami-2', reason: 'is locked' }], LOG))
    .toBe('This run changed nothing. ami-1: is gone; ami-2: is locked');
  const most = failures(10, 86);
  expect(reasonOf('Failed 10.', most, LOG)).toBe(`Failed 10. ${told(most)}`);
});

test('what does not fit is counted, and the place is named where the log has it', () => {
  const all = failures(60);
  expect(reasonOf(BEFORE, all, LOG)).toBe(`This run changed nothing. ${told(all.slice(0, 10))}; and 50 more: log group ShareHandlerLog, request run-1`);
});

test('a reason of exactly as many bytes as may be is whole, and one more byte is too many', () => {
  const [only] = failures(1, REASON_BYTES - BEFORE.length - 1);
  expect(reasonOf(BEFORE, [only], LOG)).toBe(`This run changed nothing. ${told([only])}`);
  const tooLong = reasonOf(BEFORE, [{ ...only, reason: `${only.reason}x` }], LOG);
  expect(Buffer.byteLength(tooLong)).toBe(REASON_BYTES);
  expect(tooLong).toMatch(/^This run changed nothing\. ami-000: x+ \.\.\.; all of it: log group ShareHandlerLog, request run-1$/);
});

test('a character is not cut in two, and takes as many bytes as in an answer', () => {
  const rest = ' ...; all of it: log group ShareHandlerLog, request run-1';
  for (const character of ['é', '€', '😀', '"', '\n', '\u0001', '\uD800']) {
    for (let before = 0; before < 4; before++) {
      const cut = fitting('x'.repeat(before) + character.repeat(REASON_BYTES), LOG);
      const kept = Math.floor((REASON_BYTES - rest.length - before) / bytesOf(character));
      expect(cut).toBe('x'.repeat(before) + character.repeat(kept) + rest);
    }
  }
});

const anyText = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', ' ', ';', '\n', '"', '\u0001', 'é', '€', '😀', '\u{10FFFF}', '\uFFFD'), maxLength, size: 'max' });
const anyFailures = fc.array(fc.record({ on: anyText(80), reason: anyText(400) }), { minLength: 1, maxLength: 40, size: 'max' });
const anyLog = fc.record({ logGroup: fc.stringMatching(/^[A-Za-z0-9_/.#-]{1,512}$/), requestId: fc.uuid() });

/** A text, or as much of it as fits, with a mark that it was longer. */
function beginning(text: string, most: number): string {
  const characters = [...text];
  while (bytesOf(characters.join('')) > most) {
    characters.pop();
  }
  return characters.length === [...text].length ? text : `${characters.join('')} ...`;
}

test('a reason is never too long, keeps the sentence before it, and names all or says how many it does not name', () => {
  fc.assert(fc.property(fc.oneof(fc.constant(BEFORE), anyText(50)), anyFailures, anyLog, (before, all, log) => {
    const reason = reasonOf(before, all, log);
    const place = `log group ${log.logGroup}, request ${log.requestId}`;
    const shorter = all.length > 1 ? all.map(({ on, reason: why }) => ({ on, reason: beginning(why, 250) })) : all;
    const whole = told(shorter) === told(all) ? '' : `; all of it: ${place}`;
    const naming = (shown: number) => `${before} ${told(shorter.slice(0, shown))}${shown < all.length ? `; and ${all.length - shown} more: ${place}` : whole}`;

    expect(bytesOf(reason)).toBeLessThanOrEqual(REASON_BYTES);
    expect(reason.startsWith(before)).toBe(true);
    const most = all.map((_, index) => all.length - index).find(shown => bytesOf(naming(shown)) <= REASON_BYTES);
    if (most !== undefined) {
      expect(reason).toBe(naming(most));
    } else {
      expect(reason.endsWith(place)).toBe(true);
    }
  }));
});

test('what is cut is the beginning of the whole', () => {
  fc.assert(fc.property(anyText(2_000), anyLog, (whole, log) => {
    const cut = fitting(whole, log);
    const rest = ` ...; all of it: log group ${log.logGroup}, request ${log.requestId}`;
    if (bytesOf(whole) <= REASON_BYTES) {
      expect(cut).toBe(whole);
    } else {
      expect(bytesOf(cut)).toBeLessThanOrEqual(REASON_BYTES);
      expect(cut.endsWith(rest)).toBe(true);
      expect(whole.startsWith(cut.slice(0, -rest.length))).toBe(true);
    }
  }));
});

// EC2 encodes about a kilobyte into each `UnauthorizedOperation`.
describe('one of several failures that is long', () => {
  const long: Failure = { on: 'ami-000', reason: 'x'.repeat(1_200) };

  test('does not hide the others', () => {
    const others = failures(59);
    expect(reasonOf(BEFORE, [long, ...others], LOG)).toBe(
      `This run changed nothing. ami-000: ${'x'.repeat(250)} ...; ${told(others.slice(0, 6))}; and 53 more: log group ShareHandlerLog, request run-1`,
    );
  });

  test('is cut after 250 bytes, and it is said where the whole is', () => {
    expect(reasonOf(BEFORE, [long, { on: 'ami-001', reason: '"'.repeat(125) }], LOG)).toBe(
      `This run changed nothing. ami-000: ${'x'.repeat(250)} ...; ami-001: ${'"'.repeat(125)}; all of it: log group ShareHandlerLog, request run-1`,
    );
    expect(reasonOf(BEFORE, [{ on: 'ami-000', reason: 'is gone' }, { on: 'ami-001', reason: `${'"'.repeat(125)}x` }], LOG)).toBe(
      `This run changed nothing. ami-000: is gone; ami-001: ${'"'.repeat(125)} ...; all of it: log group ShareHandlerLog, request run-1`,
    );
  });
});
