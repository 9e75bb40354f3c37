import { build } from './build';
import { Figure, importFigures, retentionFigures, sharingFigures, standInFigures, stateFigures, synthesisFigures } from './figures';

// Measures ratios, because milliseconds are those of one machine: `npm run bench`, or `npm run bench -- --json`.

const folder = build();
const figures = [
  ...synthesisFigures(folder), ...importFigures(folder), ...standInFigures(), ...sharingFigures(), ...retentionFigures(), ...stateFigures(),
];
console.log(process.argv.includes('--json') ? json(figures) : table(figures));

/** Each ratio by its id, with its bounds beside it. */
function json(all: readonly Figure[]): string {
  return JSON.stringify(Object.fromEntries(all.flatMap(({ id, ratio: { median, min, max } }) => [
    [id, rounded(median)], [`${id}.min`, rounded(min)], [`${id}.max`, rounded(max)],
  ])));
}

function rounded(ratio: number): number {
  return Number(ratio.toFixed(3));
}

function table(all: readonly Figure[]): string {
  const rows = all.map(({ name, ratio: { median, min, max }, goal = '', remark = '' }) =>
    [name, shown(median), min === max ? '' : `${shown(min)} to ${shown(max)}`, goal, remark]);
  const lines = [['', 'median', 'range', 'goal', ''], ...rows];
  const widths = lines[0].map((_, column) => Math.max(...lines.map(line => line[column].length)));
  return lines.map(line => line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()).join('\n');
}

/** A number as the table has it: what was counted is whole. */
function shown(number: number): string {
  return Number.isInteger(number) ? String(number) : number.toFixed(2);
}
