import { differenceBetween } from './committed';
import type { Deployments } from './deployment';
import { codeOf, failureInWords, notesInWords, Print, updateInWords } from './outcomes';
import { indented, labelled, paragraph, subtitle } from './page';
import { rulesIn } from './rules';
import { BUILDING, GoldenImagesProps, PROTECTED_UNTIL, RELEASED } from '../golden-images';
import { ruleInWords } from './words/retention';

/** Tries to change the locked rule, and unlocks it, and tells what comes of either. */
export async function tellLock(deployments: Deployments, current: GoldenImagesProps, print: Print): Promise<void> {
  await tellForbiddenChange(deployments, { ...current, restorableDays: 14 }, print);
  await tellFailingUnlock(deployments, { ...current, unlocked: true, protectedUntil: RELEASED }, print);
  await tellUnlock(deployments, { ...current, unlocked: true }, print);
}

async function tellForbiddenChange(deployments: Deployments, wanted: GoldenImagesProps, print: Print): Promise<void> {
  const outcome = await deployments.deploy('Retention', 'UPDATE_ROLLBACK_COMPLETE', wanted);
  print(
    subtitle('A change that a lock forbids: snapshots for a shorter time'),
    paragraph(`The app says ${codeOf(wanted)} now. Nobody can do that to a locked rule. The function of the stack looks at the rule first, and `
      + 'sends nothing that the lock would refuse: that would alarm whoever watches it.'),
    '',
    ...failureInWords(outcome),
    labelled('  After it', [`As before: ${await ruleOfSnapshots(deployments)}.`]),
  );
}

async function tellFailingUnlock(deployments: Deployments, wanted: GoldenImagesProps, print: Print): Promise<void> {
  const outcome = await deployments.deploy('Retention', 'UPDATE_ROLLBACK_COMPLETE', wanted);
  print(
    subtitle('A deployment that unlocks the rule, and fails'),
    paragraph(`The app says ${codeOf(wanted)} now. That parameter is somebody else's, which CloudFormation finds out when the rule is unlocked `
      + 'already. What the deployment has unlocked, its rollback locks again.'),
    '',
    ...failureInWords(outcome),
    ...notesInWords(outcome),
    labelled('  After it', [`As before: ${await ruleOfSnapshots(deployments)}.`]),
  );
}

async function tellUnlock(deployments: Deployments, wanted: GoldenImagesProps, print: Print): Promise<void> {
  const difference = differenceBetween(deployments.stack('Retention')!.template, deployments.template('Retention', wanted)).trim();
  const outcome = await deployments.deploy('Retention', 'UPDATE_COMPLETE', wanted);
  const { Parameter: { Value: until } } = await deployments.standIn.server.call('ssm', 'GetParameter', { Name: PROTECTED_UNTIL }, BUILDING);
  print(
    subtitle('A change: the rule is unlocked'),
    paragraph(`The app says ${codeOf(wanted)} now. What differs from the template that is deployed:`),
    '',
    indented(`Stack Retention\n${difference}`, '  '),
    '',
    paragraph('What its deployment does:'),
    '',
    ...updateInWords(outcome),
    ...notesInWords(outcome),
    labelled('  After it', [
      `${await ruleOfSnapshots(deployments)}. The SSM parameter ${PROTECTED_UNTIL} says so as well: ${until}. Until then, whoever gets the events of `
        + 'the lock can have it locked again.',
    ]),
  );
}

/** How the rule that the app locks is. */
async function ruleOfSnapshots({ standIn }: Deployments): Promise<string> {
  const rules = (await rulesIn(standIn)).filter(({ account, type }) => account === BUILDING.account && type === 'EBS_SNAPSHOT');
  if (rules.length !== 1) {
    throw new Error(`${rules.length} rules retain the snapshots of ${BUILDING.account}`);
  }
  return ruleInWords(rules[0]);
}
