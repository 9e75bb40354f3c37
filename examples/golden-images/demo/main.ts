import type { IConstruct } from 'constructs';
import { Chapter, chapterOf } from './chapters';
import { commit, difference, fileNameOf } from './committed';
import { tellDeployments } from './deployed';
import { mistake, mistakeAsWritten } from './mistake';
import { indented, labelled, paragraph, subtitle, title } from './page';
import { logicalIdOf, SynthesisedStack, synthesise } from './synthesis';
import { goldenImages } from '../golden-images';
import { roleInWords } from './words/role';
import type { Words } from './words/template';

const update = process.argv.includes('--update');

async function main(): Promise<void> {
  const stacks = synthesise(goldenImages);
  print(
    title('Golden images: an AWS CDK app that says what will become of its machine images'),
    paragraph('What the app says is read from the templates that it synthesises. Then it is deployed on a stand-in for AWS on this machine. '
      + 'No AWS account is asked.'),
  );
  stacks.forEach(tellStack);
  if (update) {
    commit(stacks);
  }
  tellMistake();
  await tellDeployments(print);
  print(
    title('What to read next'),
    paragraph('README.md, then docs/. The app of this demo is examples/golden-images/golden-images.ts.'),
  );
}

function tellStack(synthesised: SynthesisedStack): void {
  const { stack, template } = synthesised;
  print(title(`Stack ${stack.stackName}, for account ${stack.account} in ${stack.region}`), paragraph(template.Description ?? ''));
  for (const construct of stack.node.findAll()) {
    const chapter = chapterOf(construct);
    if (chapter) {
      tellConstruct(construct, chapter, synthesised);
    }
  }
  tellDifference(synthesised);
}

function tellConstruct(construct: IConstruct, chapter: Chapter, { template, open, acknowledged }: SynthesisedStack): void {
  const logicalId = logicalIdOf(construct);
  const properties = template.Resources[logicalId].Properties ?? {};
  const isOwn = ({ path }: { readonly path: string }) => `${path}/`.startsWith(`${construct.node.path}/`);
  const [left, seen] = [open.filter(isOwn), acknowledged.filter(isOwn)];
  const warnings = left.length === 1 ? '1 warning' : `${left.length || 'no'} warnings`;
  print(
    subtitle(`${construct.node.path}, ${chapter.title}`),
    labelled('Does', linesOf(chapter.inWords(properties, template))),
    labelled('Acts with', chapter.roleArn ? linesOf(roleInWords(chapter.roleArn(properties, logicalId, template), template)) : ['No role of its own.']),
    labelled('Checked', [
      `${chapter.rules.length} rules: no errors, ${warnings}${seen.length > 0 ? `, and ${seen.length} that the app acknowledges:` : '.'}`,
      ...[...left, ...seen].map(({ message }) => `- ${message}`),
    ]),
  );
}

/** A line for each sentence, with the points of the lead below it. */
function linesOf({ lead, points, notes }: Words): string[] {
  return [lead, ...points.map((point, index) => `- ${point}${index < points.length - 1 ? ';' : '.'}`), ...notes];
}

function tellDifference(synthesised: SynthesisedStack): void {
  const file = `templates/${fileNameOf(synthesised)}`;
  const changes = difference(synthesised);
  if (changes === undefined) {
    print('', labelled('Template', [`No difference from the committed ${file}.`]));
  } else {
    print(
      '',
      labelled('Template', [
        `Differs from the committed ${file}.`,
        update ? 'That is updated now.' : 'To take over what is new: npm run demo -- --update',
      ]),
      indented(changes),
    );
  }
}

function tellMistake(): void {
  print(
    title('What mistakes look like'),
    paragraph('This policy is wrong in four places:'),
    '',
    indented(mistakeAsWritten(), '  '),
    '',
    paragraph('The synthesis stops, before anything is deployed, and tells all of them at once:'),
    '',
    ...failureOf(() => synthesise(mistake)).split('\n').map(line => paragraph(line.trimStart(), line.startsWith(' ') ? '  ' : '', '    ')),
  );
}

function failureOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the mistakes of the demo went unnoticed');
}

function print(...blocks: string[]): void {
  console.log(blocks.join('\n'));
}

main().catch(error => {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.stack : error}`);
  process.exitCode = 1;
});
