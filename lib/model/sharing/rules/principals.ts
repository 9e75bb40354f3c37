import { isWithin } from '../../limit';
import type { Rule } from '../../rule';
import { number } from '../../unknown';
import { DEFAULT_SHARING_QUOTA, LIMITS, PAGES } from '../limits';
import { isWellFormed } from '../principals';
import { factsOf, inProperties, RIGHT_NAMES } from '../rights';
import { everyRightIn, Image, isPublic, KnownPrincipal, Principals, rightsIn, SharingSubject } from '../share-policy-input';

/** Rules over those with whom images are shared. */
export const PRINCIPAL_RULES: readonly Rule<SharingSubject>[] = [
  {
    id: 'SomebodyToShareWith',
    severity: 'error',
    summary: 'A policy shares its images with somebody.',
    see: PAGES.launchPermission,
    * check(subject) {
      const { buildFrom, intent } = subject;
      if (buildFrom?.via === 'RESOURCE_SHARE' && isEmpty(buildFrom)) {
        yield {
          path: 'BuildFrom.Principals',
          value: [],
          message: 'must name somebody',
          remedy: 'name an account, an organization or an organizational unit, or leave buildFrom out',
          see: PAGES.resourceShare,
        };
      }
      // Properties alone do not say who may build.
      if (intent !== undefined && buildFrom === undefined && rightsIn(subject).every(isEmpty)) {
        yield {
          path: inProperties(RIGHT_NAMES[0]),
          message: `must name somebody, as ${[...RIGHT_NAMES.slice(1), 'buildFrom'].join(' and ')} name nobody`,
          remedy: 'name an account, an organization or an organizational unit, or remove the policy',
        };
      }
    },
  },
  {
    id: 'DuplicatePrincipal',
    severity: 'error',
    of: 'what is written',
    summary: 'Nobody is named twice for one right.',
    see: PAGES.launchPermission,
    * check(subject) {
      for (const { known: principals } of everyRightIn(subject)) {
        const named = new Set<string>();
        for (const { path, value } of principals) {
          if (named.has(value)) {
            yield { path, value, message: 'must be named once', remedy: 'remove it here, as the list has it already' };
          }
          named.add(value);
        }
      }
    },
  },
  {
    id: 'SharingQuota',
    severity: 'error',
    summary: `An AMI is shared with at most \`sharingQuota\` accounts, organizations and organizational units, which is ${DEFAULT_SHARING_QUOTA} by default.`,
    see: LIMITS.sharingQuota.see,
    // AWS documents the quota for AMIs, and none for those with whom a snapshot is shared.
    * check({ given, images, launch, app }) {
      const quota = given.SharingQuota === undefined ? DEFAULT_SHARING_QUOTA : number(given.SharingQuota);
      const own = launch.known.filter(({ kind }) => kind !== 'everyone').map(({ value }) => value);
      const [most] = images.map(({ index }) => {
        const others = app?.others.filter(it => it.images.includes(index) && it.launch.length > 0) ?? [];
        return { others, count: new Set([...own, ...others.flatMap(it => it.launch)]).size };
      }).sort((one, other) => other.count - one.count);
      const { count = new Set(own).size, others = [] } = most ?? {};
      // A quota that cannot be is told of already.
      if (quota !== undefined && Number.isInteger(quota) && isWithin(quota, LIMITS.sharingQuota) && own.length > 0 && count > quota) {
        yield {
          path: 'Launch',
          value: count,
          message: `must have at most ${quota} accounts, organizations and organizational units`
            + `${others.length > 0 ? `, together with those whom ${others.map(({ path }) => path).join(', ')} lets launch from the same image` : ''}`,
          remedy: 'share with organizations or organizational units, whose accounts do not count; or have AWS raise the quota, and set sharingQuota',
        };
      }
    },
  },
  {
    id: 'CopyByAccountsOnly',
    severity: 'error',
    summary: 'Images are copied by accounts, and not by organizations or organizational units.',
    see: PAGES.createVolumePermission,
    * check(subject) {
      for (const right of RIGHT_NAMES) {
        const { principals, target, page } = factsOf(right);
        for (const { path, value } of subject[right].kinds.filter(({ kind }) => !principals.includes(kind))) {
          yield {
            path, value,
            message: `must be an account: a ${target} cannot be shared with an organization or organizational unit`,
            remedy: `name the accounts that ${right}, and leave the others in launch, for which no ${target} has to be shared`,
            see: page,
          };
        }
      }
    },
  },
  {
    id: 'OwnerNeedsNoGrant',
    severity: 'warning',
    summary: 'The account that owns an image can use it without being named.',
    see: PAGES.accounts,
    * check(subject) {
      const { images, app } = subject;
      const owners = new Set(images.flatMap(image => ownersOf(image, app?.account)));
      for (const { path, value } of owners.size === 1 ? everyRightIn(subject).flatMap(({ known }) => known) : []) {
        if (owners.has(value)) {
          yield {
            path, value,
            message: 'should not be the account that owns the images',
            remedy: 'leave it out: the owner can do everything with them, and the grant counts against the quota',
          };
        }
      }
    },
  },
  {
    id: 'AccountBesideOrganization',
    severity: 'warning',
    summary: 'An account beside an organization or organizational unit to which it belongs loses nothing when it is no longer named.',
    see: PAGES.organizationGrants,
    * check({ launch, buildFrom }) {
      for (const { path, known: principals } of [launch, ...buildFrom ? [buildFrom] : []]) {
        const beside = principals.filter(membershipIn(principals));
        if (beside.length > 0) {
          yield {
            path,
            value: beside.map(({ value }) => value),
            message: 'names these beside organizations or organizational units to which they may belong',
            remedy: 'leave out those that belong to one: to take away what they have by themselves would report success, and change nothing',
          };
        }
      }
    },
  },
  {
    id: 'BuildFromNeedsLaunch',
    severity: 'warning',
    summary: 'Whoever builds from an image launches an instance from its AMI.',
    see: PAGES.buildFrom,
    * check({ launch, buildFrom }) {
      // That nobody is named at all is told by a rule of its own.
      if (buildFrom === undefined || !launch.areAllKnown || (buildFrom.via === 'RESOURCE_SHARE' && isEmpty(buildFrom))) {
        return;
      }
      const launching = new Set(launch.known.map(({ value }) => value));
      const mayBelong = membershipIn(launch.known);
      const unable = isPublic(launch) ? [] : buildFrom.known
        .filter(it => isWellFormed(it.kind, it.value) && it.kind !== 'everyone' && !launching.has(it.value) && !mayBelong(it));
      if (unable.length > 0 || launch.count === 0) {
        yield {
          path: 'BuildFrom',
          value: unable.length > 0 ? unable.map(({ value }) => value) : undefined,
          message: `lets ${unable.length > 0 ? 'these' : 'others'} see the images in Image Builder, and launch does not let them launch from the AMIs`,
          remedy: 'name them in launch as well: a build launches an instance from the AMI; or acknowledge this, if a distribution sees to it',
        };
      }
    },
  },
];

function isEmpty({ areAllKnown, count }: Principals): boolean {
  return areAllKnown && count === 0;
}

/** The accounts that own what an image stands for; `undefined` for one that is not known. */
function ownersOf({ kind, roleArns }: Image, account: string | undefined): (string | undefined)[] {
  if (roleArns === undefined) {
    return [undefined];
  }
  const ofRoles = roleArns.map(role => role.split(':')[4]);
  // A build has AMIs of the stack's account, and of those it was distributed to.
  return kind === 'AMI' && ofRoles.length > 0 ? ofRoles : [account, ...ofRoles];
}

/** Tells whether somebody may be part of one of those listed, as far as their ids say. */
function membershipIn(listed: readonly KnownPrincipal[]): (one: KnownPrincipal) => boolean {
  // An id that is malformed says nothing, and is told of by a rule of its own.
  const isTold = ({ kind, value }: KnownPrincipal) => isWellFormed(kind, value);
  const told = listed.filter(isTold);
  const organizations = new Set(told.filter(({ kind }) => kind === 'organization').map(organizationOf));
  const takesAccounts = told.some(({ kind }) => kind === 'organization' || kind === 'organizational unit');
  return one => isTold(one)
    && (one.kind === 'account' ? takesAccounts : one.kind === 'organizational unit' && organizations.has(organizationOf(one)));
}

function organizationOf({ value }: KnownPrincipal): string {
  return value.split('/')[1];
}
