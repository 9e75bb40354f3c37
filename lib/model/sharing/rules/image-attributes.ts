import { FIELD_RULES } from './fields';
import { IMAGE_RULES } from './images';
import { bounds, lengthProblems } from '../../limit';
import { named, Rule } from '../../rule';
import { RESULT_USED_ELSEWHERE } from '../../used-elsewhere-rule';
import type { AttributesSubject } from '../image-attributes-input';
import { LIMITS, PAGES } from '../limits';

/** The rules over images that hold wherever images are named. */
const SHARED = ['ImageFormat', 'RegionFormat', 'UnknownRegion', 'DuplicateImage'];

const SHARED_RULES = [...FIELD_RULES, ...IMAGE_RULES].filter(({ id }) => SHARED.includes(id))
  .map(({ check, ...rule }): Rule<AttributesSubject> => ({ ...rule, check: ({ shared }) => check(shared) }));

const OWN_RULES: readonly Rule<AttributesSubject>[] = [
  {
    id: 'SomeImage',
    severity: 'error',
    summary: 'At least one image is named.',
    see: PAGES.modifyImage,
    * check({ properties }) {
      if (properties.Images?.length === 0) {
        yield { path: 'Images', value: [], message: 'must name an image', remedy: 'name the images whose attributes are set, or remove the construct' };
      }
    },
  },
  {
    id: 'SomethingToSet',
    severity: 'error',
    summary: 'A description or IMDS support is set.',
    see: PAGES.modifyImage,
    * check({ given: { Description: description, ImdsSupport: imdsSupport } }) {
      if (description === undefined && imdsSupport === undefined) {
        yield { path: 'Description', message: 'must be set, as imdsSupport is not', remedy: 'set one of the two, or remove the construct' };
      }
    },
  },
  {
    id: 'DescriptionLength',
    severity: 'error',
    summary: `A description has ${bounds(LIMITS.description)} characters.`,
    see: LIMITS.description.see,
    check: ({ properties }) => lengthProblems('Description', properties.Description, LIMITS.description, 'shorten it'),
  },
  {
    id: 'DescriptionCharacters',
    severity: 'error',
    summary: 'A description is printable ASCII, without a blank at its beginning or end.',
    see: PAGES.modifyImage,
    * check({ properties }) {
      const description = properties.Description;
      if (description !== undefined && !LIMITS.descriptionCharacters.pattern.test(description)) {
        const [wrong] = /[^ -~]/u.exec(description) ?? [];
        yield {
          path: 'Description',
          value: wrong ?? description,
          message: wrong === undefined ? 'must not begin or end with a blank' : 'must be printable ASCII',
          remedy: wrong === undefined ? 'remove the blanks there' : 'write it without this character: EC2 takes no others in the description of an AMI, which it does not document',
        };
      }
    },
  },
  {
    id: 'OneConstructPerAttribute',
    severity: 'error',
    summary: 'An attribute of an image is set by one construct.',
    see: PAGES.modifyImage,
    * check({ shared: { images }, app }) {
      for (const { path: other, attribute, image } of app?.others ?? []) {
        const { path, image: value } = images[image];
        yield {
          path: `${path}.Image`,
          value,
          message: `must have its ${attribute === 'Description' ? 'description' : 'IMDS support'} set by one construct, and ${other} sets it already`,
          remedy: 'set it in one of the two, and leave it out of the other',
        };
      }
    },
  },
];

/** Every rule over an `ImageAttributes`. */
export const IMAGE_ATTRIBUTES_RULES = named<AttributesSubject>('ImageAttributes', [...SHARED_RULES, ...OWN_RULES, RESULT_USED_ELSEWHERE]);
