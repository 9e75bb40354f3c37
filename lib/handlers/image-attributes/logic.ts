import { amisOf, Declarations, declarationsOf, descriptionsIn } from './declared-descriptions';
import { describe, DescriptionChange, isChange, restore, Describer, hasRoomFor, markOn } from './description-changes';
import type { Logic } from '../../engine/handler';
import type { Act, Action, Done } from '../../engine/plan';
import type { Request } from '../../engine/request';
import { DESCRIBED_BY, DESCRIPTION_BEFORE, ImageAttributesAttribute, ImageAttributesSpec } from '../../model/sharing/image-attributes-contract';
import { awaited, skipped, foreign, missing } from '../images/image-checks';
import { Ami, keyOf, nameOf, ObservedAmi, ObservedImages } from '../images/observed';

/** One call that changes an attribute of an AMI, or the tags that keep its former description. */
export type AttributeAction = Action & { readonly ami: Ami } & (
  | { readonly action: 'CreateTags'; readonly tags: Readonly<Record<string, string>> }
  | { readonly action: 'ModifyImageAttribute'; readonly description?: string; readonly imdsSupport?: 'v2.0' }
  | { readonly action: 'DeleteTags'; readonly keys: readonly string[] }
);

/** Seconds between two looks at an image that is still being made. */
const LOOK_AGAIN = 15;

/** Describes AMIs, sets back what is not declared any more, and last of all does what cannot be undone. */
export const logic: Logic<ImageAttributesSpec, ObservedImages, AttributeAction, ImageAttributesAttribute> = {
  deploy(request, images) {
    const { desired, previous } = request;
    const refusals = refusalsFor(desired, previous, images, request);
    if (refusals.length > 0) {
      return { refuse: refusals.join('; ') };
    }
    const unfinished = awaited(desired.images, images);
    return unfinished.length > 0 ? { waitFor: unfinished.join(', '), seconds: LOOK_AGAIN } : changing(request, images);
  },

  restore: changing,

  remove: changing,

  identity: ({ owner }) => owner,

  attributes({ desired }, images) {
    const states = images === undefined ? [] : [...amisOf(desired, images).values()].map(({ state }) => state);
    const amis = states.filter(state => state === 'available').length;
    return { AmiCount: String(amis), SkippedAmiCount: String(states.length - amis) };
  },
};

/** Writes what differs. */
function changing(request: Request<ImageAttributesSpec>, images: ObservedImages): Act<AttributeAction> | Done {
  const declared = declarationsOf(request);
  const descriptions = descriptionChanges(request, images);
  const described = descriptions.map(({ calls }) => calls).filter(({ length }) => length > 0);
  const hardened = request.verb === 'deploy' ? lackingImds(declared.desired, images)
    .map((ami): AttributeAction => ({ ...actionOn(ami), action: 'ModifyImageAttribute', imdsSupport: 'v2.0', irreversible: true })) : [];
  const notes = [
    ...descriptions.flatMap(({ note }) => note ?? []),
    ...skipped(declared.desired?.images ?? [], images),
    ...leftOf(declared, images),
    ...imdsNotes(request, images),
  ];
  // EC2's answer to a write is all there is to know: reads lag behind.
  return described.length + hardened.length > 0
    ? { act: [described, hardened], thenDone: notes } : { done: true, ...notes.length > 0 && { notes } };
}

/** The calls for every description that is declared, or was. */
function descriptionChanges(request: Request<ImageAttributesSpec>, images: ObservedImages) {
  const readsAreFresh = request.verb === 'deploy' || wroteNothing(request, images);
  return descriptionsIn(declarationsOf(request), images).filter(({ ami }) => ami.state === 'available').map(({ name, ami, now, before }) => {
    const { change, note } = now === undefined
      ? restore(ami, before!, request, readsAreFresh) : describe(ami, { now, before }, request, readsAreFresh);
    return { calls: isChange(change) ? callsFor(ami, change) : [], note: note === undefined ? undefined : `${name} ${note}` };
  });
}

/** True if the update that failed was refused. If the reason has come up only since, tags still say what it wrote. */
function wroteNothing(request: Request<ImageAttributesSpec>, images: ObservedImages): boolean {
  return request.verb === 'restore' && request.isRollback && request.previous !== undefined
    && (request.previousWasRefused || refusalsFor(request.previous, request.desired, images, request).length > 0);
}

/** The calls of a change. The former description is kept before it is overwritten, and forgotten when it is back: a crash loses nothing. */
function callsFor(ami: ObservedAmi, { tags, description, unmark }: DescriptionChange): AttributeAction[] {
  const on = actionOn(ami);
  return [
    ...tags === undefined ? [] : [{ ...on, action: 'CreateTags', tags } as const],
    ...description === undefined ? [] : [{ ...on, action: 'ModifyImageAttribute', description } as const],
    ...unmark ? [{ ...on, action: 'DeleteTags', keys: [DESCRIBED_BY, DESCRIPTION_BEFORE] } as const] : [],
  ];
}

function lackingImds(spec: ImageAttributesSpec | undefined, images: ObservedImages): ObservedAmi[] {
  return spec?.imdsSupport === undefined ? []
    : [...amisOf(spec, images).values()].filter(({ state, imdsSupport }) => state === 'available' && imdsSupport !== spec.imdsSupport);
}

/** The notes on IMDS support that is not as declared, or not as it was before, because it cannot be undone. */
function imdsNotes(request: Request<ImageAttributesSpec>, images: ObservedImages): string[] {
  const { desired, previous } = declarationsOf(request);
  const names = (amis: Iterable<ObservedAmi>) => [...amis].map(nameOf).join(', ');
  const now = amisOf(desired?.imdsSupport === undefined ? undefined : desired, images);
  const dropped = previous?.imdsSupport === undefined ? [] : [...amisOf(previous, images)].filter(([name, { state }]) => !now.has(name) && state !== 'gone');
  const lacking = request.verb === 'deploy' ? [] : lackingImds(desired, images);
  return [
    ...dropped.length > 0 ? [`IMDS support stays as it is, because that cannot be undone: ${names(dropped.map(([, ami]) => ami))}`] : [],
    ...lacking.length > 0 ? [`IMDSv2 is not required, because only a deployment that moves forward does what cannot be undone: ${names(lacking)}`] : [],
  ];
}

function actionOn({ imageId, region, account, roleArn }: ObservedAmi) {
  const ami: Ami = { imageId, region, account, ...roleArn === undefined ? {} : { roleArn } };
  return { on: nameOf(ami), lane: region, ami };
}

/** The notes on descriptions that are not declared any more, and are not set back. */
function leftOf({ desired, previous }: Declarations, images: ObservedImages): string[] {
  const declared = new Set(desired?.images.map(keyOf));
  const gone = (previous?.description === undefined ? [] : previous.images).filter(it => !declared.has(keyOf(it)) && images[keyOf(it)]?.build === 'gone');
  return [
    ...descriptionsIn({ desired, previous }, images).filter(({ ami, now }) => now === undefined && ami.state === 'disabled')
      .map(({ name }) => `${name} is disabled, and keeps its description: what it was before is in its tag ${DESCRIPTION_BEFORE}`),
    ...gone.map(({ image }) => `${image} is gone, and with it what its AMIs are: they keep their descriptions`),
  ];
}

/** The reasons for which what was found keeps a declaration from being deployed. */
export function refusalsFor(
  desired: ImageAttributesSpec, previous: ImageAttributesSpec | undefined, images: ObservedImages, who: Describer,
): string[] {
  return [
    ...missing(desired.images, previous?.images ?? [], images), ...foreign(desired.images, images),
    ...mistakesOn(desired, previous, images, who),
  ];
}

/** The reasons for which an AMI cannot be described as is declared. */
function mistakesOn(
  desired: ImageAttributesSpec, previous: ImageAttributesSpec | undefined, images: ObservedImages, who: Describer,
): string[] {
  return descriptionsIn({ desired, previous }, images).flatMap(({ name, ami, now, before }) => {
    if (now === undefined || ami.state !== 'available') {
      return [];
    }
    const mark = markOn(ami, who);
    if (mark.of === 'another') {
      return [`${name} is described by ${mark.who} already: describe it in one place; or, if that does not exist any more, remove the tag ${DESCRIBED_BY} from it`];
    }
    const { change: { tags } } = describe(ami, { now, before }, who, true);
    return tags === undefined || hasRoomFor(ami, tags) ? []
      : [`${name} has no room for the tags that keep its description from before: remove two tags, of which an AMI has at most 50`];
  });
}
