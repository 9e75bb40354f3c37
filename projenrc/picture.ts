/** What the picture tells: on which day of its life an image takes which step. */
export interface Life {
  readonly deprecated: number;
  readonly disabled: number;
  readonly deleted: number;

  /** For how many days it is in the Recycle Bin then. */
  readonly retained: number;
}

/** The life that the examples of a page declare. */
export function lifeIn(page: string): Life {
  const daysAfter = (words: RegExp) => {
    const [, days] = new RegExp(`${words.source}[^;]*?[dD]ays\\((\\d+)\\)`).exec(page) ?? [];
    if (days === undefined) {
      throw new Error(`no example has ${words.source}`);
    }
    return Number(days);
  };
  return {
    deprecated: daysAfter(/deprecateAmis/),
    disabled: daysAfter(/disableAmis/),
    deleted: daysAfter(/deleteAmis/),
    retained: daysAfter(/EC2_IMAGE, retentionPeriod/),
  };
}

/** The colours of a picture on a light or a dark page: told apart by everybody, and by their words as well. */
interface Theme {
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly states: readonly [available: string, deprecated: string, disabled: string, bin: string];
  readonly onState: string;
  readonly accent: string;
}

const THEMES: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    ink: '#1f2328', faint: '#59636e', line: '#d1d9e0', states: ['#1a7f64', '#9a6700', '#a8325e', '#57606a'], onState: '#ffffff', accent: '#0550ae',
  },
  dark: {
    ink: '#e6edf3', faint: '#9198a1', line: '#3d444d', states: ['#3fb993', '#d9a520', '#ea6f9b', '#8b949e'], onState: '#0d1117', accent: '#79c0ff',
  },
};

const [WIDTH, HEIGHT, LEFT, RIGHT] = [880, 348, 188, 24];
const BAND = { top: 112, height: 40 };
const FONT = '-apple-system, BlinkMacSystemFont, \'Segoe UI\', Helvetica, Arial, sans-serif';

/** What happens to an image over its life, by which construct, and what can be done with it meanwhile. */
export function picture(life: Life, themeName: 'light' | 'dark'): string {
  const theme = THEMES[themeName];
  const end = life.deleted + life.retained;
  const lastDay = end + (end / 9);
  const at = (day: number) => Math.round(LEFT + (day / lastDay) * (WIDTH - LEFT - RIGHT));
  const spans: readonly (readonly [name: string, from: number, to: number, colour: string])[] = [
    ['available', 0, life.deprecated, theme.states[0]],
    ['deprecated', life.deprecated, life.disabled, theme.states[1]],
    ['disabled', life.disabled, life.deleted, theme.states[2]],
    ['in the Recycle Bin', life.deleted, end, theme.states[3]],
  ];

  const text = (x: number, y: number, words: string, { anchor = 'start', fill = theme.ink, size = 13, weight = 400, mono = false } = {}) =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}" font-size="${size}" font-weight="${weight}"`
    + `${mono ? ' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace"' : ''}>${words}</text>`;
  const line = (x1: number, y1: number, x2: number, y2: number, { stroke = theme.line, dash = '' } = {}) =>
    `<path d="M${x1} ${y1}L${x2} ${y2}" stroke="${stroke}"${dash && ` stroke-dasharray="${dash}"`}/>`;

  /** A construct, and when it acts. */
  const actor = (y: number, name: string, does: string, days: readonly number[], lasting: boolean) => [
    text(LEFT - 16, y + 4, name, { anchor: 'end', fill: theme.accent, size: 12, mono: true }),
    ...lasting ? [`<path d="M${at(days[0])} ${y}L${at(days[1])} ${y}" stroke="${theme.accent}" stroke-width="2"/>`] : [],
    ...days.map(day => `<circle cx="${at(day)}" cy="${y}" r="4" fill="${theme.accent}"/>`),
    text(at(days[0]) + 10, y - 8, does, { fill: theme.faint, size: 11 }),
  ];
  /** What can be done, and for how long. */
  const lane = (y: number, what: string, from: number, to: number, colour: string, until: string) => [
    text(LEFT - 16, y + 4, what, { anchor: 'end', size: 12 }),
    `<rect x="${at(from)}" y="${y - 4}" width="${at(to) - at(from)}" height="8" rx="4" fill="${colour}"/>`,
    text(at(to) + 8, y + 4, until, { fill: theme.faint, size: 11 }),
  ];

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="${FONT}" role="img" aria-labelledby="title">`,
    `<title id="title">${inWords(life)}</title>`,
    '<g fill="none">',
    ...[0, life.deprecated, life.disabled, life.deleted, end].map(day => line(at(day), 24, at(day), HEIGHT - 34, { dash: '3 4' })),
    '</g>',
    ...actor(40, 'ImageSharePolicy', 'who may launch it, copy it, or build from it', [0, life.disabled], true),
    ...actor(72, 'LifecyclePolicy', 'deprecate', [life.deprecated, life.disabled, life.deleted], false),
    text(at(life.disabled) + 10, 64, 'disable', { fill: theme.faint, size: 11 }),
    text(at(life.deleted) + 10, 64, 'delete', { fill: theme.faint, size: 11 }),
    text(LEFT - 16, BAND.top + 25, 'the image is', { anchor: 'end', weight: 600 }),
    ...spans.map(([, from, to, colour]) => `<rect x="${at(from)}" y="${BAND.top}" width="${at(to) - at(from) - 2}" height="${BAND.height}" rx="4" fill="${colour}"/>`),
    ...spans.map(([name, from, to]) => text(Math.round((at(from) + at(to)) / 2), BAND.top + 25, name, { anchor: 'middle', fill: theme.onState, weight: 600 })),
    text(at(end) + 10, BAND.top + 25, 'gone', { fill: theme.faint }),
    ...actor(188, 'ImageStateUpdate', 'recall a bad image now, and undo it', [0, life.deleted], true),
    ...actor(220, 'RetentionRule', 'for how long it is kept', [life.deleted, end], true),
    line(24, 240, WIDTH - RIGHT, 240),
    ...lane(260, 'can be found', 0, life.deprecated, theme.states[0], ''),
    ...lane(280, 'can be launched', 0, life.disabled, theme.states[1], 'its launch permissions are gone for good'),
    ...lane(300, 'can be restored', life.deleted, end, theme.states[3], ''),
    ...[0, life.deprecated, life.disabled, life.deleted, end].map(day => text(at(day), HEIGHT - 14, `day ${day}`, { anchor: 'middle', fill: theme.faint, size: 12 })),
    '</svg>',
    '',
  ].join('\n');
}

/** What the picture shows, for whoever cannot see it. */
export function inWords({ deprecated, disabled, deleted, retained }: Life): string {
  return `The life of an image: available from the day it is built, deprecated on day ${deprecated}, disabled on day ${disabled}, deleted on day ${deleted}, `
    + `and kept in the Recycle Bin until day ${deleted + retained}`;
}
