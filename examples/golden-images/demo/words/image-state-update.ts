import { imagesInWords, principalInWords } from './images';
import { list, shown, Template, Words } from './template';
import type { StateUpdateProperties } from '../../../../lib/model/state/properties';

/** The properties of a `Custom::ImageStateUpdate`, as far as the demo tells of them. */
export interface ImageStateUpdateProperties extends Pick<StateUpdateProperties, 'Image' | 'State' | 'UpdateAt' | 'IncludeResources' | 'OnRemoval'> {
  readonly SharedWith?: readonly object[];
}

/** What a `Custom::ImageStateUpdate` does, from its properties in a template. */
export function imageStateUpdateInWords(properties: ImageStateUpdateProperties, template: Template): Words {
  const { Image: image, State: state, UpdateAt: at, IncludeResources: included, SharedWith: sharedWith = [], OnRemoval: onRemoval } = properties;
  const images = imagesInWords([{ Image: image }], template);
  const [isOfRecord, name] = [included === undefined, shown(state)];
  const meaning = isOfRecord ? 'in the records of Image Builder alone' : MEANINGS[name];
  return {
    lead: `Brings ${images} to ${name} ${at === undefined ? 'now' : `at ${shown(at)}`}${meaning === undefined ? '' : `: ${meaning}`}.`,
    points: [],
    notes: [
      'What is so already is left as it is.',
      ...isOfRecord || name !== 'DISABLED' ? [] : ['All launch permissions of the AMIs go.'],
      ...sharedWith.length === 0 ? [] : [sharesInWords(list(sharedWith.map(principalInWords)), name)],
      onRemoval === 'MAKE_AVAILABLE' ? 'When it is removed, they are made available.' : 'When it is removed, they stay as they are.',
    ],
  };
}

const MEANINGS: Record<string, string> = {
  AVAILABLE: 'they can be launched',
  DEPRECATED: 'they can still be launched, but others find them no more',
  DISABLED: 'nobody can launch them',
  DELETED: 'nobody can bring them back',
};

function sharesInWords(who: string, state: string): string {
  return state === 'DISABLED' ? `Whoever the app lets launch them can do so again when they are available again: ${who}.`
    : `If they were disabled, whoever the app lets launch them can do so again: ${who}.`;
}
