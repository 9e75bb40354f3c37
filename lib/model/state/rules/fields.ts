import { AMI_ID } from '../../images/image-forms';
import { LIMITS as LIFECYCLE_LIMITS } from '../../lifecycle/limits';
import { FIELDS_OF_EXCLUSIONS, missingInExclusions, undocumentedInExclusions, wherever, oneOf } from '../../lifecycle/rules/ami-exclusions';
import { foreignRole, FORM_OF_EXECUTION_ROLE } from '../../lifecycle/rules/execution-role';
import { tagRules } from '../../lifecycle/rules/tag-maps';
import { bounds } from '../../limit';
import type { Rule } from '../../rule';
import { missing } from '../../unknown';
import type { StateSubject } from '../input';
import { LIMITS, PAGES } from '../limits';

const STATES = ['AVAILABLE', 'DEPRECATED', 'DISABLED', 'DELETED'];

/** Rules over one field each. */
export const FIELD_RULES: readonly Rule<StateSubject>[] = [
  {
    id: 'RequiredProperty',
    severity: 'error',
    summary: 'Every property that an update needs is there.',
    see: PAGES.update,
    * check({ given, exclusions }) {
      for (const name of ['Image', 'State', 'OnRemoval'] as const) {
        yield* missing(name, given[name]);
      }
      yield* missingInExclusions(exclusions);
    },
  },
  {
    id: 'DocumentedValue',
    severity: 'error',
    summary: 'State, unit, and what becomes of the image in the end, are among the values that are documented.',
    see: PAGES.update,
    * check({ properties, exclusions }) {
      yield* oneOf('State', properties.State, STATES);
      yield* oneOf('OnRemoval', properties.OnRemoval, ['LEAVE', 'MAKE_AVAILABLE']);
      yield* undocumentedInExclusions(exclusions);
    },
  },
  {
    id: 'ImageFormat',
    severity: 'error',
    summary: 'The image is the ARN of one build.',
    see: LIMITS.image.see,
    * check({ properties }) {
      const image = properties.Image;
      if (image !== undefined && !LIMITS.image.pattern.test(image)) {
        yield { path: 'Image', value: image, ...wrongImage(image) };
      }
    },
  },
  {
    id: 'UpdateAtFormat',
    severity: 'error',
    summary: 'The time of a deprecation is an instant, as ISO 8601 in UTC.',
    see: LIMITS.updateAt.see,
    * check({ properties }) {
      const at = properties.UpdateAt;
      if (at !== undefined && !isInstant(at)) {
        yield {
          path: 'UpdateAt',
          value: at,
          message: 'must be an instant such as 2027-06-30T00:00:00.000Z',
          remedy: 'give a date that there is, of a year up to 9999',
        };
      }
    },
  },
  ...FORM_OF_EXECUTION_ROLE,
  {
    id: 'ExecutionRoleAccount',
    severity: 'error',
    summary: 'The execution role is of the account of the update.',
    see: PAGES.passRole,
    check: subject => foreignRole(subject, 'update'),
  },
  ...FIELDS_OF_EXCLUSIONS.map(rule => wherever(exclusionsOf, rule)),
  ...tagRules<StateSubject>({
    count: `An exclusion by tags has ${bounds(LIFECYCLE_LIMITS.tags)} tags.`,
    tagMapsOf: ({ exclusions: { path, given } }) => [{ path: `${path}.TagMap`, tags: given?.TagMap }],
    takenForFunctions: ({ intent }) => intent?.tagsTakenForFunctions ?? [],
  }),
];

/** The AMI exclusions of an update, for the rules that a lifecycle policy has too. */
export function exclusionsOf({ exclusions }: StateSubject) {
  return [exclusions];
}

const ARN_FORM = 'must be the ARN of an image build';

/** What is wrong with what is no ARN of a build, and what to do. */
function wrongImage(image: string): { message: string; remedy: string } {
  const [, version = ''] = /^arn:[^:]+:imagebuilder:[^:]*:[^:]*:image\/[^/]+\/(.+)$/.exec(image) ?? [];
  if (AMI_ID.test(image)) {
    return { message: `${ARN_FORM}, and is an AMI`, remedy: 'name the build that made the AMI: Image Builder knows no other images' };
  }
  if (version.split(/[./]/).some(node => node === 'x' || node === '*')) {
    return { message: `${ARN_FORM}, and has a wildcard`, remedy: 'write the version and the number of one build: an update is of one image' };
  }
  if (/^[0-9]+\.[0-9]+\.[0-9]+$/.test(version)) {
    return { message: `${ARN_FORM}, and is that of a version`, remedy: 'add the number of the build, as in 1.0.0/1' };
  }
  return {
    message: `${ARN_FORM} such as arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1`,
    remedy: 'copy the ARN of the build from Image Builder, or name an image of the app by ImageBuild.fromImage',
  };
}

/** Whether a text is an instant that there is: the 30th of February is none. */
function isInstant(text: string): boolean {
  return LIMITS.updateAt.pattern.test(text) && new Date(text).toISOString().slice(0, 19) === text.slice(0, 19);
}
