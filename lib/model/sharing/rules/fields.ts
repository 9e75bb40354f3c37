import type { ImageKind } from '../../images/image-reference';
import { bounds, isWithin, numberProblems } from '../../limit';
import type { Problem, Rule } from '../../rule';
import { number, UNKNOWN } from '../../unknown';
import { mistakesInImagePolicy } from '../image-policy-document';
import { LIMITS, PAGES } from '../limits';
import { formOf, isWellFormed, PrincipalKind } from '../principals';
import { factsOf, RIGHT_NAMES } from '../rights';
import type { Principals, SharingSubject } from '../share-policy-input';

/** Rules over one field each. */
export const FIELD_RULES: readonly Rule<SharingSubject>[] = [
  {
    id: 'PrincipalFormat',
    severity: 'error',
    summary: `A principal is ${LIMITS.accountId.form}, or the ARN of an organization or organizational unit.`,
    see: PAGES.launchPermission,
    * check(subject) {
      for (const right of RIGHT_NAMES) {
        const { principals, page } = factsOf(right);
        // That a kind cannot have a right at all is told by a rule of its own.
        yield* malformed(subject[right], page, principals);
      }
      if (subject.buildFrom) {
        yield* malformed(subject.buildFrom, PAGES.launchPermission);
      }
    },
  },
  {
    id: 'ImageFormat',
    severity: 'error',
    summary: 'An image is an AMI id with 17 hexadecimal digits, or 8 of an old one; or the ARN of an image with its version and its build.',
    see: PAGES.modifyImage,
    * check({ images }) {
      for (const { path, image, kind } of images) {
        if (image !== undefined && !isOfForm(image, kind)) {
          const isArn = kind === 'IMAGE_BUILD' || (kind === undefined && image.startsWith('arn:'));
          yield {
            path: `${path}.Image`,
            value: image,
            message: `must be ${isArn ? LIMITS.imageBuildArn.form : LIMITS.amiId.form}`,
            remedy: isArn ? inPlaceOfBuild(image) : inPlaceOfAmi(image),
            see: isArn ? PAGES.getImage : PAGES.images,
          };
        }
      }
    },
  },
  {
    id: 'RegionFormat',
    severity: 'error',
    summary: 'The Region of an AMI has the form of a Region code, such as `eu-west-1`.',
    see: LIMITS.region.see,
    * check({ images }) {
      for (const { path, region } of images) {
        if (region !== undefined && !LIMITS.region.pattern.test(region)) {
          yield {
            path: `${path}.Region`,
            value: region,
            message: 'must be a Region code such as eu-west-1',
            remedy: 'write the code and not the name, without an Availability Zone',
          };
        }
      }
    },
  },
  {
    id: 'UnknownRegion',
    severity: 'warning',
    summary: 'The Region of an AMI is one that the CDK knows.',
    see: LIMITS.region.see,
    * check({ images, isKnownRegion }) {
      for (const { path, region } of images) {
        if (region !== undefined && LIMITS.region.pattern.test(region) && isKnownRegion?.(region) === false) {
          yield {
            path: `${path}.Region`,
            value: region,
            message: 'is not a Region that this version of the CDK knows',
            remedy: 'check the spelling: the deployment fails in a Region that does not exist',
          };
        }
      }
    },
  },
  {
    id: 'SharingQuotaRange',
    severity: 'error',
    summary: `\`sharingQuota\` is a whole number from ${bounds(LIMITS.sharingQuota)}.`,
    see: LIMITS.sharingQuota.see,
    check: ({ properties }) => numberProblems(
      'SharingQuota', number(properties.SharingQuota), LIMITS.sharingQuota, 'set it to the quota that AWS has given the account, or leave it out for the default',
    ),
  },
  {
    id: 'ImagePolicyLength',
    severity: 'error',
    summary: `The policy of an image has ${bounds(LIMITS.imagePolicy)} characters.`,
    see: LIMITS.imagePolicy.see,
    * check({ buildFrom }) {
      // The unknown parts may have no characters.
      const length = buildFrom?.document === undefined ? 0 : JSON.stringify(buildFrom.document, (_, part) => (part === UNKNOWN ? '' : part)).length;
      if (length > 0 && !isWithin(length, LIMITS.imagePolicy)) {
        yield {
          path: 'BuildFrom.Document',
          message: `must have ${bounds(LIMITS.imagePolicy)} characters, and has at least ${length}`,
          remedy: 'name fewer principals, or use BuildSharing.resourceShare, which has no document',
        };
      }
    },
  },
  {
    id: 'ImagePolicyDocument',
    severity: 'error',
    summary: 'A hand-written policy allows accounts, roles and users the same on the image, and says nothing else.',
    see: PAGES.imagePolicy,
    * check({ buildFrom, images }) {
      const document = buildFrom?.document;
      const builds = images.filter(({ kind }) => kind === 'IMAGE_BUILD').map(({ image }) => image);
      if (document === undefined || isUnknownAnywhere(document) || builds.includes(undefined)) {
        return;
      }
      for (const { path, ...mistake } of mistakesInImagePolicy(JSON.stringify(document), builds as string[])) {
        // That it is too long is told by a rule of its own.
        if (path !== 'the policy') {
          yield { path: `BuildFrom.Document${path.startsWith('Statement') ? `.${path}` : ''}`, ...mistake };
        }
      }
    },
  },
];

function* malformed({ known: principals }: Principals, see: string, kinds?: readonly PrincipalKind[]): Iterable<Problem> {
  const isForAccounts = kinds?.includes('organization') === false;
  for (const { path, value, kind } of principals.filter(it => !isWellFormed(it.kind, it.value) && kinds?.includes(it.kind) !== false)) {
    const remedies = isForAccounts && kind === 'account' ? COPIERS : PRINCIPALS[kind];
    yield { path, value, message: `must be ${formOf(kind)}`, remedy: remedyFor(value, remedies) ?? AS_AWS_SHOWS_IT, see };
  }
}

function isOfForm(image: string, kind: ImageKind | undefined): boolean {
  return (kind !== 'IMAGE_BUILD' && LIMITS.amiId.pattern.test(image)) || (kind !== 'AMI' && LIMITS.imageBuildArn.pattern.test(image));
}

/** The first form that a mistake has, and what to do about it. */
type Remedies = readonly (readonly [RegExp, string])[];

function remedyFor(text: string, remedies: Remedies): string | undefined {
  return remedies.find(([form]) => form.test(text))?.[1];
}

const ACCOUNTS: Remedies = [
  [/^arn:[^:]*:organizations:.*:account\//, 'give the account id alone, without the ARN around it'],
  [/^arn:(?![^:]*:organizations:)/, 'give the account id alone: images are shared with whole accounts, and not with users or roles'],
  [/^(?:\*|all)$/, 'use ImagePrincipal.everyone(), if everyone is meant'],
  [/^[0-9]{4}-[0-9]{4}-[0-9]{4}$/, 'write the account id without hyphens'],
  [/^[0-9]{1,11}$/, 'write the account id as a text, with its leading zeros'],
  [/^[0-9]{13,}$/, 'check the account id, which has too many digits'],
];

const ROOT: Remedies = [
  [/^arn:[^:]*:organizations:.*:root\/|^r-/, 'share with the organization by its ARN: nothing is shared with roots'],
];

const EITHER_ARN: Remedies = [
  [/^arn:[^:]*:organizations:.*:ou\//, 'give the ARN as Organizations shows it, with the ids of the management account, the organization and the unit'],
  [/^arn:[^:]*:organizations:/, 'give the ARN as Organizations shows it, with the ids of the management account and of the organization'],
  [/^o-/, 'give the ARN of the organization, arn:aws:organizations::111122223333:organization/o-…, with its management account: a bare id says too little'],
  [/^ou-/, 'give the ARN of the unit, arn:aws:organizations::111122223333:ou/o-…/ou-…, with its management account: a bare id says too little'],
];

const NO_ACCOUNT: Remedies = [
  [/^arn:[^:]*:organizations:.*:account\/|^[0-9-]+$|^arn:(?![^:]*:organizations:)/, 'use ImagePrincipal.account with the account id alone, if an account is meant'],
];

const NO_ORGANIZATION: Remedies = [
  [/^arn:[^:]*:organizations:.*:organization\/|^o-/, 'use ImagePrincipal.organization with its ARN, arn:aws:organizations::111122223333:organization/o-…'],
];

const NO_UNIT: Remedies = [
  [/^arn:[^:]*:organizations:.*:ou\/|^ou-/, 'use ImagePrincipal.organizationalUnit with its ARN, arn:aws:organizations::111122223333:ou/o-…/ou-…'],
];

/** The remedies for each kind of principal: the value may be of another kind, or be written in another way. */
const PRINCIPALS: Readonly<Record<PrincipalKind, Remedies>> = {
  'account': [...ROOT, ...ACCOUNTS, ...NO_ORGANIZATION, ...NO_UNIT],
  'organization': [...ROOT, ...NO_ACCOUNT, ...NO_UNIT, ...EITHER_ARN],
  'organizational unit': [...ROOT, ...NO_ACCOUNT, ...NO_ORGANIZATION, ...EITHER_ARN],
  'everyone': [],
};

/** Snapshots are shared with accounts only. */
const COPIERS: Remedies = [
  [/^arn:[^:]*:organizations:.*:(?:root|ou|organization)\/|^(?:r|o|ou)-/, 'name the accounts that copy: a snapshot cannot be shared with an organization or a part of it'],
  ...ACCOUNTS,
];

const AS_AWS_SHOWS_IT = 'use the form that AWS shows, without blanks and in small letters';

const BUILDS: Remedies = [
  [/^ami-/, 'use ImageSelection.fromAmiId for an AMI'],
  [/^arn:[^:]*:imagebuilder:[^:]*:[^:]*:image\/[^/]+\/.*[x*]/, 'name one version and one build, such as 1.0.0/1, without wildcards: what they stand for changes'],
  [/^arn:[^:]*:imagebuilder:[^:]*:[^:]*:image\/[^/]+\/[0-9]+\.[0-9]+\.[0-9]+\/?$/, 'add the number of the build, as in 1.0.0/1: a version alone stands for all of its builds'],
  [/^arn:[^:]*:imagebuilder:[^:]*:[^:]*:image\/[^/]+\/?$/, 'add the version and the number of the build, as in 1.0.0/1'],
  [/^arn:[^:]*:imagebuilder:[^:]*:[^:]*:(?:image-recipe|container-recipe|image-pipeline)\//, 'name an image that was built, and not the recipe or the pipeline that builds it'],
  [/^arn:[^:]*:imagebuilder:[^:]*:[^:]*:image\//, 'write the ARN as Image Builder shows it: in small letters, with hyphens for spaces'],
  [/^arn:[^:]*:ec2:.*:image\/ami-/, 'use ImageSelection.fromAmiId, with the id alone'],
];

function inPlaceOfBuild(image: string): string {
  return remedyFor(image, BUILDS) ?? 'give an ARN such as arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1';
}

const AMIS: Remedies = [
  [/^arn:[^:]*:imagebuilder:/, 'use ImageSelection.fromImageBuildVersionArn for an image of Image Builder'],
  [/^arn:[^:]*:ec2:.*:image\//, 'give the id alone, without the ARN around it'],
  [/^\s*ami-/i, 'copy the id as EC2 shows it, in small letters and without blanks'],
  [/^(?:resolve:ssm:)?\//, 'use ImageSelection.fromSsmParameter for the parameter that holds the id'],
];

function inPlaceOfAmi(image: string): string {
  return remedyFor(image, AMIS) ?? 'give the id and not the name, which another AMI can have as well';
}

function isUnknownAnywhere(part: unknown): boolean {
  return part === UNKNOWN || (typeof part === 'object' && part !== null && Object.values(part).some(isUnknownAnywhere));
}
