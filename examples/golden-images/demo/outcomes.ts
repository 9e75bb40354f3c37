import { Outcome } from './deployment';
import { labelled, paragraph } from './page';
import type { GoldenImagesProps } from '../golden-images';
import { callInWords } from './words/call';
import { list } from './words/template';

/** Writes to the page. */
export type Print = (...blocks: string[]) => void;

/** What an update did, and to which resources. */
export function updateInWords({ stackName, result, after, events, calls }: Outcome): string[] {
  const touched = events.filter(({ status }) => status === 'UPDATE_COMPLETE').map(({ logicalId, type }) => `${logicalId}, ${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`);
  return [
    paragraph(stackName),
    labelled('  Status', [`${result}.`]),
    labelled('  Updated', [`${touched.length} of ${after!.resources.size} resources: ${list(touched)}.`]),
    labelled('  Calls', callsInWords(calls)),
  ];
}

/** Why a deployment failed, and what it did all the same. */
export function failureInWords({ stackName, result, events, calls }: Outcome): string[] {
  return [
    paragraph(stackName),
    labelled('  Status', [`${result}.`]),
    labelled('  Reason', events.filter(({ status }) => status.endsWith('_FAILED')).map(({ logicalId, reason }) => `${logicalId}: ${reason}`)),
    labelled('  Calls', callsInWords(calls)),
  ];
}

/** What services were asked. What is asked over and over until it changes is one line. */
export function callsInWords(calls: Outcome['calls']): string[] {
  const lines = calls.map(callInWords);
  const begins = lines.flatMap((line, index) => (line === lines[index - 1] ? [] : [index]));
  const times = (begin: number, next = lines.length) => (next - begin === 1 ? '' : `, ${next - begin} times`);
  return calls.length === 0 ? ['None.'] : begins.map((begin, index) => `${lines[begin]}${times(begin, begins[index + 1])}.`);
}

/** What functions said in their logs that a person should know. */
export function notesInWords({ notes }: Outcome): string[] {
  return notes.length === 0 ? [] : [labelled('  Log', notes.map(note => `${note}.`))];
}

/** What somebody has written who wants the app to be so. */
export function codeOf(props: GoldenImagesProps): string {
  return `goldenImages(app, { ${Object.entries(props).map(([name, value]) => `${name}: ${JSON.stringify(value).replace(/"/g, "'")}`).join(', ')} })`;
}
