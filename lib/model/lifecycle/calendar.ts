/** An age as the service takes it. */
export interface Age {
  readonly value: number;
  readonly unit: string;
}

/**
 * Whether one age is no longer than another on every calendar.
 *
 * 30 days may be longer or shorter than a month, and are neither; 31 days are never shorter.
 */
export function isNeverLonger(age: Age, other: Age): boolean {
  const [months, otherMonths] = [inMonths(age), inMonths(other)];
  if (months !== undefined && otherMonths !== undefined) {
    return months <= otherMonths;
  }
  return daysIn(age).most <= daysIn(other).fewest;
}

function inMonths({ value, unit }: Age): number | undefined {
  return unit === 'MONTHS' ? value : unit === 'YEARS' ? value * 12 : undefined;
}

function daysIn(age: Age): { fewest: number; most: number } {
  const months = inMonths(age);
  if (months !== undefined) {
    return daysInMonths(months);
  }
  const days = age.unit === 'WEEKS' ? age.value * 7 : age.value;
  return { fewest: days, most: days };
}

/** The Gregorian calendar repeats itself after 400 years, from whichever month one starts. */
const CYCLE = 400 * 12;

/** An app says the same few ages many times. */
const COUNTED = new Map<number, { fewest: number; most: number }>();

function daysInMonths(months: number): { fewest: number; most: number } {
  const days = COUNTED.get(months) ?? countDays(months);
  COUNTED.set(months, days);
  return days;
}

function countDays(months: number): { fewest: number; most: number } {
  let fewest = Infinity;
  let most = 0;
  for (let start = 0; start < CYCLE; start++) {
    const days = (Date.UTC(2000, start + months) - Date.UTC(2000, start)) / 86_400_000;
    fewest = Math.min(fewest, days);
    most = Math.max(most, days);
  }
  return { fewest, most };
}
