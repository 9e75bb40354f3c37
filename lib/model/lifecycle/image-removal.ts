/** What a rule does that takes shared images away. */
export interface TakingAway {
  readonly action: string;

  /** Whether the images are shared to be launched, or only to be built from. */
  readonly launched: boolean;

  /** Whether the rule excludes images by a tag. */
  readonly excludesByTag: boolean;
}

/** What to do about a rule that takes shared images away, and what comes of it otherwise. */
export function remedyAgainst({ action, launched, excludesByTag }: TakingAway): string {
  return `${excludesByTag ? 'put a tag that the rule excludes on shared images' : 'pin shared images by a tag that the rule excludes'}: `
    + consequence(action, launched);
}

/** What becomes of those with whom images are shared. */
function consequence(action: string, launched: boolean): string {
  if (action === 'DISABLE') {
    return launched
      ? 'disabling an AMI removes all its launch permissions, and enabling it restores none'
      : 'nobody can build from an image whose AMI is disabled';
  }
  return launched ? 'whoever launches from a shared AMI fails once it is gone' : 'an image that is shared cannot be deleted, and the run fails';
}
