import { ImageProperties, imagesInWords, principalInWords } from './images';
import { list, shown, Template, Words } from './template';
import { DEFAULT_SHARING_QUOTA } from '../../../../lib/model/sharing/limits';

/** The properties of a `Custom::ImageSharePolicy`. */
export interface ImageSharePolicyProperties {
  readonly Images: readonly ImageProperties[];
  readonly Launch: readonly object[];
  readonly Copy: readonly object[];
  readonly Mode: string;
  readonly OnRemoval: string;
  readonly SharingQuota: unknown;
}

/** What a `Custom::ImageSharePolicy` does, from its properties in a template. */
export function imageSharePolicyInWords(properties: ImageSharePolicyProperties, template: Template): Words {
  const { Images: images, Launch: launch, Copy: copy, Mode: mode, OnRemoval: onRemoval, SharingQuota: quota } = properties;
  const given = [
    ...launch.length > 0 ? [`launch instances: ${list(launch.map(principalInWords))}`] : [],
    ...copy.length > 0 ? [`copy, with the snapshots: ${list(copy.map(principalInWords))}`] : [],
  ];
  return {
    lead: `Says who may use ${imagesInWords(images, template)}:`,
    points: given,
    notes: [
      OTHERS[mode] ?? `What becomes of what others granted: ${shown(mode)}.`,
      onRemoval === 'LEAVE' ? 'When it is removed, all that stays.' : 'When it is removed, all that is taken back.',
      ...quota === DEFAULT_SHARING_QUOTA ? [] : [`An AMI is shared with at most ${shown(quota)} accounts, organizations and organizational units.`],
    ],
  };
}

const OTHERS: Record<string, string> = {
  ADDITIVE: 'What others granted stays.',
  AUTHORITATIVE: 'What others granted is taken away, but for what everyone has.',
  AUTHORITATIVE_ON_EVERYONE: 'What others granted is taken away.',
};
