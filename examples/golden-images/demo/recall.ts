import { isDeepStrictEqual } from 'node:util';
import { differenceBetween } from './committed';
import type { Deployments } from './deployment';
import { grantByHand, PARTNER_AMI, partnerImageIn } from './inventory';
import { codeOf, failureInWords, notesInWords, Print, updateInWords } from './outcomes';
import { indented, labelled, paragraph, subtitle } from './page';
import { GoldenImagesProps, PARTNER, RELEASED } from '../golden-images';
import { partnerImageInWords } from './words/inventory';
import type { Template } from './words/template';

/** An account that somebody lets launch, without a word of it in the app. */
const BY_HAND = '444444444444';

/** Recalls the image of the partner, undoes that, and fails to recall it once more; and tells what comes of each. */
export async function tellRecall(deployments: Deployments, current: GoldenImagesProps, print: Print): Promise<void> {
  await grantByHand(deployments.standIn, BY_HAND);
  const wanted = { ...current, recalled: true };
  print(
    subtitle('A change: a bad image is recalled'),
    paragraph(`Somebody finds a security hole in the image that the partner launches. The app says ${codeOf(wanted)} now, so that nobody can launch it any `
      + `more; instances that run already go on. The app has shared it with account ${PARTNER}. Somebody else has shared it with account ${BY_HAND} by hand: `
      + 'of that the app knows nothing, and it cannot bring it back.'),
  );
  await tellUpdate(deployments, wanted, print);
  print(
    subtitle('A change: the recall is undone'),
    paragraph(`It was a false alarm. The app says ${codeOf(current)} again. AWS gives nobody a launch permission back when an AMI is enabled; the function `
      + 'of the stack does so, with those that the app declares.'),
  );
  await tellUpdate(deployments, current, print);
  await tellFailingRecall(deployments, { ...wanted, partnerState: RELEASED }, print);
}

async function tellUpdate(deployments: Deployments, wanted: GoldenImagesProps, print: Print): Promise<void> {
  const before = await imageInWords(deployments);
  const difference = differenceBetween(updateIn(deployments.stack('PartnerLinux')!.template), updateIn(deployments.template('PartnerLinux', wanted))).trim();
  const outcome = await deployments.deploy('PartnerLinux', 'UPDATE_COMPLETE', wanted);
  print(
    '',
    paragraph('What differs in the update, from the template that is deployed. Its role is another one, because each may do only what its state needs:'),
    '',
    indented(`Stack PartnerLinux\n${difference}`, '  '),
    '',
    paragraph('What its deployment does:'),
    '',
    ...updateInWords(outcome),
    ...notesInWords(outcome),
    '',
    labelled('Before it', before),
    labelled('After it', await imageInWords(deployments)),
  );
}

async function tellFailingRecall(deployments: Deployments, wanted: GoldenImagesProps, print: Print): Promise<void> {
  const before = await imageInWords(deployments);
  const outcome = await deployments.deploy('PartnerLinux', 'UPDATE_ROLLBACK_COMPLETE', wanted);
  const [state, ...others] = await imageInWords(deployments);
  if (!isDeepStrictEqual([state, ...others], before)) {
    throw new Error(`the rollback of ${outcome.stackName} did not bring back what was there`);
  }
  print(
    subtitle('A deployment that recalls the image, and fails'),
    paragraph(`The app says ${codeOf(wanted)} now. That parameter is somebody else's, which CloudFormation finds out when ${PARTNER_AMI} is disabled `
      + 'already. What the deployment has recalled, its rollback brings back, and shares it again.'),
    '',
    ...failureInWords(outcome),
    ...notesInWords(outcome),
    labelled('  After it', [`As before: ${state}`, ...others]),
  );
}

/** What a template says of the update, without the rights that the deployment gives before it. */
function updateIn(template: object): object {
  const [[id, update]] = Object.entries((template as Template).Resources).filter(([, { Type: type }]) => type === 'Custom::ImageStateUpdate');
  return { Resources: { [id]: { ...update, DependsOn: undefined } } };
}

async function imageInWords({ standIn }: Deployments): Promise<string[]> {
  return partnerImageInWords(await partnerImageIn(standIn), PARTNER);
}
