/** A width that fits into most terminals. */
const WIDTH = Math.min(100, process.stdout.columns || 100);

/** start.mjs decides, for the demo and for the tool that prints template differences alike. */
const COLOURED = process.env.FORCE_COLOR === '1';

/** What stands before the lines behind a label. */
const INDENT = ' '.repeat(11);

/** A title above everything that belongs to it. */
export function title(text: string): string {
  return `\n${bold(text)}\n${'='.repeat(text.length)}`;
}

/** A smaller title. */
export function subtitle(text: string): string {
  return `\n${bold(text)}`;
}

/** Text across the page. Its first line begins further to the left than the others, if it is to hang. */
export function paragraph(text: string, indent = '', hang = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const begin = lines.length === 0 ? indent : indent + hang;
    if (line !== '' && begin.length + line.length + 1 + word.length > WIDTH) {
      lines.push(begin + line);
      line = word;
    } else {
      line += line === '' ? word : ` ${word}`;
    }
  }
  return [...lines, (lines.length === 0 ? indent : indent + hang) + line].join('\n');
}

/** Lines behind a label; those that begin with a dash are points. */
export function labelled(label: string, lines: readonly string[]): string {
  const text = lines.map(line => paragraph(line, INDENT, line.startsWith('- ') ? '  ' : '')).join('\n');
  return bold(label) + text.slice(label.length);
}

/** Text as it is, but further to the right, and each of its lines in the width of the page where a template lets it. */
export function indented(text: string, indent = INDENT): string {
  return text.trimEnd().split('\n').map(line => (line === '' ? line : indent + line)).flatMap(fitting).join('\n');
}

function bold(text: string): string {
  return COLOURED ? `\u001b[1m${text}\u001b[22m` : text;
}

/** A line of a template; if it is too long, its value stands in a line of its own, as deep as the name. */
function fitting(line: string): string[] {
  const [, name, value] = line.length > WIDTH ? /^(.*?"\w+":) (.+)$/.exec(line) ?? [] : [];
  return name === undefined ? [line] : [name, ' '.repeat(name.indexOf('"') + 2) + value];
}
