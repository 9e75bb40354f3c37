import { describe, DescriptionChange, isChange, Outcome, restore } from './changes';
import { amisOf, descriptionsIn, mayRefuse } from './declared';
import { refusalsFor } from './refusals';
import { isNothing, nothingMadeFor } from '../../cloudformation/physical-id';
import type { Action, Logic, Situation } from '../../engine/plan';
import { DESCRIPTION_BEFORE, ImageAttributesAttribute, ImageAttributesSpec } from '../../model/sharing/image-attributes-contract';
import { awaited, skipped } from '../images/mistakes';
import { Ami, keyOf, nameOf, ObservedAmi, ObservedImages } from '../images/observed';

/** Changes what an AMI says of itself. */
export type AttributeAction = Action & { readonly ami: Ami } & (
  | { readonly action: 'describe' | 'restore the description'; readonly change: DescriptionChange }
  | { readonly action: 'require IMDSv2' }
);

/** Seconds between two looks at an image that is still being made. */
const LOOK_AGAIN = 15;

/** Describes AMIs, sets back what is not declared any more, and last of all does what cannot be undone. */
export const logic: Logic<ImageAttributesSpec, ObservedImages, AttributeAction, ImageAttributesAttribute> = {
  plan(situation, images) {
    const { desired, previous, physicalId } = situation;
    if (isNothing(physicalId)) {
      return { done: true, notes: ['nothing was set: nothing to set back'] };
    }
    if (mayRefuse(situation)) {
      const refusals = refusalsFor(desired!, previous, images, situation);
      if (refusals.length > 0) {
        return { refuse: refusals.join('; ') };
      }
      const unfinished = awaited(desired!.images, images);
      if (unfinished.length > 0) {
        return { waitFor: unfinished.join(', '), seconds: LOOK_AGAIN };
      }
    }
    const descriptions = descriptionChanges(situation, images);
    const described = descriptions.map(({ action }) => action).filter(({ change }) => isChange(change));
    const hardened = mayRefuse(situation) ? imdsActions(situation, images) : [];
    const notes = [
      ...previous === undefined && physicalId !== undefined ? ['what was set before is not known to this version of the handler: it stays'] : [],
      ...descriptions.flatMap(({ note }) => note ?? []),
      ...skipped(desired?.images ?? [], images),
      ...leftOf(situation, images),
      ...imdsNotes(situation, images),
    ];
    // What EC2 answers to a write is all there is to know: reads lag behind.
    return described.length + hardened.length > 0
      ? { act: [described, hardened], thenDone: notes } : { done: true, ...notes.length > 0 && { notes } };
  },

  physicalId: ({ owner, physicalId, requestId }, _, untouched) => (untouched && physicalId === undefined ? nothingMadeFor(requestId) : owner),

  attributes({ desired }, images) {
    const states = images === undefined ? [] : [...amisOf(desired, images).values()].map(({ state }) => state);
    const amis = states.filter(state => state === 'available').length;
    return { AmiCount: String(amis), SkippedAmiCount: String(states.length - amis) };
  },
};

/** What becomes of every description that is declared, or was. */
function descriptionChanges(situation: Situation<ImageAttributesSpec>, images: ObservedImages) {
  const { cause, desired, previous } = situation;
  // An update that was refused wrote nothing. If the reason has come up only since, tags still say what it wrote.
  const wroteNothing = cause === 'rollback' && previous !== undefined && refusalsFor(previous, desired, images, situation).length > 0;
  const believed = mayRefuse(situation) || wroteNothing;
  return descriptionsIn(situation, images).filter(({ ami }) => ami.state === 'available').map(({ name, ami, now, before }) => {
    const { change, note }: Outcome = now === undefined
      ? restore(ami, before!, situation, believed) : describe(ami, { now, before }, situation, believed);
    return {
      action: { ...actionOn(ami), action: now === undefined ? 'restore the description' : 'describe', change } as const,
      note: note === undefined ? undefined : `${name} ${note}`,
    };
  });
}

/** What makes instances of an AMI require IMDSv2. */
function imdsActions({ desired }: Situation<ImageAttributesSpec>, images: ObservedImages): AttributeAction[] {
  return lackingImds(desired, images).map(ami => ({ ...actionOn(ami), action: 'require IMDSv2', irreversible: true }));
}

function lackingImds(spec: ImageAttributesSpec | undefined, images: ObservedImages): ObservedAmi[] {
  return spec?.imdsSupport === undefined ? []
    : [...amisOf(spec, images).values()].filter(({ state, imdsSupport }) => state === 'available' && imdsSupport !== spec.imdsSupport);
}

/** What is not as declared, or not as it was before, because it cannot be undone. */
function imdsNotes(situation: Situation<ImageAttributesSpec>, images: ObservedImages): string[] {
  const { desired, previous } = situation;
  const names = (amis: Iterable<ObservedAmi>) => [...amis].map(nameOf).join(', ');
  const now = amisOf(desired?.imdsSupport === undefined ? undefined : desired, images);
  const dropped = previous?.imdsSupport === undefined ? [] : [...amisOf(previous, images)].filter(([name, { state }]) => !now.has(name) && state !== 'gone');
  const lacking = mayRefuse(situation) ? [] : lackingImds(desired, images);
  return [
    ...dropped.length > 0 ? [`IMDS support stays as it is, because nobody can undo it: ${names(dropped.map(([, ami]) => ami))}`] : [],
    ...lacking.length > 0 ? [`IMDSv2 is not required, because only a deployment that moves forward does what cannot be undone: ${names(lacking)}`] : [],
  ];
}

function actionOn({ imageId, region, account, roleArn }: ObservedAmi) {
  const ami: Ami = { imageId, region, account, ...roleArn === undefined ? {} : { roleArn } };
  return { on: nameOf(ami), lane: region, ami };
}

/** What is not declared any more, and is not set back. */
function leftOf({ desired, previous }: Situation<ImageAttributesSpec>, images: ObservedImages): string[] {
  const declared = new Set(desired?.images.map(keyOf));
  const gone = (previous?.description === undefined ? [] : previous.images).filter(it => !declared.has(keyOf(it)) && images[keyOf(it)]?.build === 'gone');
  return [
    ...descriptionsIn({ desired, previous }, images).filter(({ ami, now }) => now === undefined && ami.state === 'disabled')
      .map(({ name }) => `${name} is disabled, and keeps its description: what it was before is in its tag ${DESCRIPTION_BEFORE}`),
    ...gone.map(({ image }) => `${image} is gone, and with it what its AMIs are: they keep their descriptions`),
  ];
}
