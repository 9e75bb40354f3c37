import { Finding, findingsOf } from '../../../lib/model/rule';
import type { StateAppView } from '../../../lib/model/state/app-facts';
import { StateIntent, subjectOf } from '../../../lib/model/state/input';
import type { StateUpdateProperties } from '../../../lib/model/state/properties';
import { IMAGE_STATE_UPDATE_RULES } from '../../../lib/model/state/rules';
import { isKnownRegion } from '../../../lib/private/references';
import { tagsTakenForFunctions, withUnknowns } from '../../../lib/private/tokens';
import { inWords } from '../../support/rule-catalogue';

export const BUILD = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
export const ROLE = 'arn:aws:iam::111111111111:role/lifecycle';

/** An update that schedules a deprecation and leaves some AMIs alone, without mistakes. */
export const DEPRECATION: StateUpdateProperties = {
  Image: BUILD,
  State: 'DEPRECATED',
  UpdateAt: '2028-02-29T23:59:59.999Z',
  IncludeResources: { Amis: true, Snapshots: false, Containers: false },
  ExclusionRules: {
    Amis: {
      IsPublic: true, Regions: ['eu-west-1'], SharedAccounts: ['012345678901'], LastLaunched: { Value: 4, Unit: 'WEEKS' }, TagMap: { keep: '' },
    },
  },
  ExecutionRole: ROLE,
  RoleArns: ['arn:aws:iam::222222222222:role/owner'],
  OnRemoval: 'MAKE_AVAILABLE',
};

/** An update of a record alone, without mistakes. */
export const RECORD: StateUpdateProperties = { Image: BUILD, State: 'DISABLED', OnRemoval: 'LEAVE' };

/** An update that deletes AMIs and snapshots, without mistakes. */
export const DELETION: StateUpdateProperties = {
  Image: BUILD, State: 'DELETED', IncludeResources: { Amis: true, Snapshots: true, Containers: false }, ExecutionRole: ROLE, OnRemoval: 'LEAVE',
};

/** An update that deletes containers, without mistakes. */
export const CONTAINERS: StateUpdateProperties = { ...DELETION, IncludeResources: { Amis: false, Snapshots: false, Containers: true } };

/** What an app says of an update that nobody has to be warned of. */
export const APP: StateAppView = { account: '111111111111', region: 'eu-west-1', image: { account: '111111111111', region: 'eu-west-1' }, sharedBy: [] };

/** What the author of an update wrote besides. */
export const INTENT: StateIntent = { repositoriesGiven: true, closedRepositories: [] };

/** What the rules may know besides the properties. */
export interface Besides {
  readonly intent?: StateIntent;
  readonly app?: StateAppView;
}

/** Everything that the rules say of properties. */
export function findings(properties: StateUpdateProperties, { intent, app }: Besides = {}): Finding[] {
  const written = intent && { ...intent, tagsTakenForFunctions: tagsTakenForFunctions(properties) };
  const subject = subjectOf(withUnknowns(properties), written, app);
  return findingsOf(IMAGE_STATE_UPDATE_RULES, { ...subject, exclusions: { ...subject.exclusions, isKnownRegion } });
}

/** The same in words. */
export function messages(properties: StateUpdateProperties, besides?: Besides): string[] {
  return inWords(findings(properties, besides));
}
