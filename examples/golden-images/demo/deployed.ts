import { isDeepStrictEqual } from 'node:util';
import { differenceBetween } from './committed';
import { Deployments, NO_UPDATES, Outcome } from './deployment';
import { addImages, addPolicy, inventoryOf, partnerImageIn, policiesOf, release, ReleasedAmi, releasedIn } from './inventory';
import { callsInWords, codeOf, failureInWords, notesInWords, Print, updateInWords } from './outcomes';
import { indented, labelled, paragraph, subtitle, title } from './page';
import { tellRecall } from './recall';
import { tellLock } from './retention';
import { addRules, RetentionRule, rulesIn } from './rules';
import { GoldenImagesProps, RELEASED } from '../golden-images';
import { descriptionInWords, imageInWords, inventoryInWords, launchersInWords } from './words/inventory';
import { ruleInWords } from './words/retention';
import { list } from './words/template';

/** The name of a policy that no stack has. */
const TAKEN = 'golden-linux';

/** Why resources stay when their stacks go. */
const KEPT: Record<string, string> = {
  'AWS::ECR::Repository': 'because CDK keeps repositories, with the images in them, unless an app says otherwise',
  'AWS::Logs::LogGroup': 'because it tells what a function did last, and why',
};

const CHANGED: GoldenImagesProps = { usableDays: 45 };

/** Deploys the app, changes it, deletes it, and tells what became of what. */
export async function tellDeployments(print: Print): Promise<void> {
  await Deployments.during(async deployments => {
    print(
      title('What a deployment does'),
      paragraph('Now the app is deployed, on a stand-in for AWS that runs on this machine: it listens on 127.0.0.1, needs no account, and nothing '
        + 'leaves the machine. It is not AWS. local-aws/README.md says what it models.'),
    );
    await tellInventory(deployments, print);
    await tellCreation(deployments, print);
    await tellChange(deployments, print);
    await tellSharing(deployments, print);
    await tellRefusal(deployments, print);
    await tellLock(deployments, CHANGED, print);
    await tellRecall(deployments, CHANGED, print);
    await tellRemoval(deployments, print);
  });
}

async function tellInventory({ standIn }: Deployments, print: Print): Promise<void> {
  await addRules(standIn);
  addImages(standIn);
  await release(standIn);
  await addPolicy(standIn, TAKEN);
  const released = await releasedIn(standIn);
  const { images } = await inventoryOf(standIn);
  print(
    subtitle('What is there before, as if the pipelines had been at work for months'),
    labelled('Images', images.map(image => `- ${imageInWords(image, standIn.clock.exactly())}${image === images.at(-1) ? '.' : ';'}`)),
    labelled('Released', [
      `${released.imageId}, the AMI of the newest Golden Linux in the account that builds: the SSM parameter ${RELEASED} holds its id.`,
      releasedInWords(released),
    ]),
    labelled('Policies', (await policiesOf(standIn)).map(({ name, status }) => `- ${name}, which somebody made without the app: ${status}.`)),
    labelled('Retention', rulesInWords(await rulesIn(standIn))),
    '',
    paragraph('In AWS, policies act once a day. Here they never do: whatever became of an image, a deployment would have done it. '
      + 'All images, AMIs and snapshots are compared before and after each operation below, and the demo fails if any differs; '
      + 'but for who may launch from the released AMI, and its description, which Release is there to change; and for who may launch from the image of the '
      + 'partner, and its state, which PartnerLinux is there to change.'),
  );
}

async function tellCreation(deployments: Deployments, print: Print): Promise<void> {
  print(subtitle('The app is deployed for the first time'));
  for (const stackName of deployments.stackNames) {
    const { result, after, calls } = await deployments.deploy(stackName, 'CREATE_COMPLETE');
    print(
      paragraph(`${stackName}, in account ${after!.account}`),
      labelled('  Status', [`${result}, with ${after!.resources.size} resources.`]),
      labelled('  Calls', callsInWords(calls)),
    );
  }
  print(
    '',
    paragraph('Services are called for lifecycle policies, the retention rule of AMIs and the SSM parameter, and by the functions of Release, '
      + 'PartnerLinux, Retention and Member, which run here as in Lambda, with no other rights than their roles have. The stand-in keeps the other resources as '
      + 'they are declared.'),
    labelled('Images', [await untouched(deployments, 'but for the two that are shared.')]),
    labelled('Released', [releasedInWords(await releasedIn(deployments.standIn))]),
    labelled('Retention', rulesInWords(await rulesIn(deployments.standIn))),
  );
}

async function tellChange(deployments: Deployments, print: Print): Promise<void> {
  const differences = new Map(deployments.stackNames.map(stackName => [
    stackName, differenceBetween(deployments.stack(stackName)!.template, deployments.template(stackName, CHANGED)).trim(),
  ]));
  const outcomes = await deployAll(deployments, CHANGED, stackName => (differences.get(stackName) === '' ? NO_UPDATES : 'UPDATE_COMPLETE'));
  const [updated, others] = [outcomes.filter(({ result }) => result !== NO_UPDATES), outcomes.filter(({ result }) => result === NO_UPDATES)];
  print(
    subtitle('A change: Golden Linux is disabled earlier'),
    paragraph(`The app says ${codeOf(CHANGED)} now. What differs from the templates that are deployed:`),
  );
  for (const { stackName } of updated) {
    print('', indented(`Stack ${stackName}\n${differences.get(stackName)}`, '  '));
  }
  print('', paragraph('What its deployment does:'), '');
  updated.forEach(outcome => print(...updateInWords(outcome)));
  print(
    paragraph(list(others.map(({ stackName }) => stackName))),
    labelled('  Status', [NO_UPDATES]),
    labelled('  Calls', callsInWords(others.flatMap(({ calls }) => calls))),
    '',
    labelled('Images', [await untouched(deployments)]),
  );
  const again = await deployAll(deployments, CHANGED, () => NO_UPDATES);
  print(labelled('Once more', [
    `Deployed again as it is: ${list([...new Set(again.map(({ result }) => result))])} Calls: ${callsInWords(again.flatMap(({ calls }) => calls)).join(' ')}`,
  ]));
}

async function tellSharing(deployments: Deployments, print: Print): Promise<void> {
  const wanted = { ...CHANGED, partners: [] };
  const before = await releasedIn(deployments.standIn);
  const difference = differenceBetween(deployments.stack('Release')!.template, deployments.template('Release', wanted)).trim();
  const outcome = await deployments.deploy('Release', 'UPDATE_COMPLETE', wanted);
  print(
    subtitle('A change: the account of a partner goes'),
    paragraph(`The app says ${codeOf(wanted)} now. What differs from the template that is deployed:`),
    '',
    indented(`Stack Release\n${difference}`, '  '),
    '',
    paragraph('What its deployment does:'),
    '',
    ...updateInWords(outcome),
    '',
    labelled('Before it', [`${launchersInWords(before)}.`]),
    labelled('After it', [`${launchersInWords(await releasedIn(deployments.standIn))}.`]),
  );
}

async function tellRefusal(deployments: Deployments, print: Print): Promise<void> {
  const wanted = { ...CHANGED, policyName: TAKEN };
  const policies = await policiesOf(deployments.standIn);
  const outcome = await deployments.deploy('GoldenLinux', 'UPDATE_ROLLBACK_COMPLETE', wanted);
  if (!isDeepStrictEqual(await policiesOf(deployments.standIn), policies)) {
    throw new Error(`the rollback of ${outcome.stackName} did not bring back what was there`);
  }
  print(
    subtitle('A change that is refused: a name that is taken'),
    paragraph(`The app says ${codeOf(wanted)} now. Another name means another policy, which CloudFormation makes before it deletes the old one. `
      + 'AWS may give the reason in other words.'),
    '',
    ...failureInWords(outcome),
    labelled('  After it', [`As before: the policies ${list(policies.map(({ name }) => name))}.`]),
  );
}

async function tellRemoval(deployments: Deployments, print: Print): Promise<void> {
  print(subtitle('Everything is deleted, in reverse order'));
  const left: string[] = [];
  for (const stackName of [...deployments.stackNames].reverse()) {
    const outcome = await deployments.delete(stackName);
    const { result, before, events, calls } = outcome;
    left.push(...events.filter(({ status }) => status === 'DELETE_SKIPPED').map(({ logicalId, type, physicalId }) => (
      `the ${type} ${physicalId} of ${stackName}: in the template its DeletionPolicy is ${before!.resources.get(logicalId)!.deletionPolicy}, `
        + KEPT[type]
    )));
    print(paragraph(stackName), labelled('  Status', [`${result}.`]), labelled('  Calls', callsInWords(calls)), ...notesInWords(outcome));
  }
  const { standIn } = deployments;
  const [policies, released, ofPartner] = [await policiesOf(standIn), await releasedIn(standIn), await partnerImageIn(standIn)];
  if (released.launchers.length > 0 || released.description) {
    throw new Error(`${released.imageId} is not what it was before the app was deployed`);
  }
  if (ofPartner.launchers.length > 0 || ofPartner.state !== 'AVAILABLE' || ofPartner.amiState !== 'available') {
    throw new Error(`${ofPartner.imageId} is not what it was before the app was deployed`);
  }
  const lines = [
    `${inventoryInWords(await inventoryOf(deployments.standIn))}, as they were: a policy is deleted, and not what it governed. `
      + 'Now nothing deletes them but you',
    `the released AMI, as it was: ${launchersInWords(released)}, and it is ${descriptionInWords(released)}`,
    `the image of the partner, as it was: it is ${ofPartner.state}, and ${launchersInWords(ofPartner)}`,
    ...left,
    ...(await rulesIn(deployments.standIn)).map(rule => `the retention rule ${ruleOfAccount(rule)}`),
    ...policies.map(({ name }) => `the policy ${name}, which was never one of a stack`),
  ];
  print('', labelled('Left', lines.map((line, index) => `- ${line}${index < lines.length - 1 ? ';' : '.'}`)));
}

/** Deploys every stack, each with the result that is expected. */
async function deployAll(deployments: Deployments, props: GoldenImagesProps, expected: (stackName: string) => string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const stackName of deployments.stackNames) {
    outcomes.push(await deployments.deploy(stackName, expected(stackName), props));
  }
  return outcomes;
}

function releasedInWords(released: ReleasedAmi): string {
  return `${launchersInWords(released)}, and is ${descriptionInWords(released)}.`;
}

/** Holds because the demo would have failed otherwise. */
async function untouched({ standIn }: Deployments, but?: string): Promise<string> {
  return `${inventoryInWords(await inventoryOf(standIn))}, all as they were before${but === undefined ? '.' : `, ${but}`}`;
}

function rulesInWords(rules: readonly RetentionRule[]): string[] {
  return rules.map((rule, index) => `- ${ruleOfAccount(rule)}${index < rules.length - 1 ? ';' : '.'}`);
}

function ruleOfAccount(rule: RetentionRule): string {
  return ruleInWords(rule).replace(rule.id, `$& of account ${rule.account}`);
}
