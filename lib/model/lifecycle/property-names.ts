/** CloudFormation properties, and what the construct calls them. The first match of each line applies, in order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Name$/, 'lifecyclePolicyName'],
  [/^PolicyDetails/, 'rules'],
  [/^ResourceSelection\.Recipes/, 'resourceSelection.recipes'],
  [/^ResourceSelection\.TagMap/, 'resourceSelection.tags'],
  [/\.Action\.IncludeResources\.[A-Za-z]+$/, '.includeResources'],
  [/\.Action\.Type$/, ''],
  [/\.Filter\.(?:Value|Unit|Type)$/, '.filter'],
  [/\.Filter\.RetainAtLeast$/, '.filter.retainAtLeast'],
  [/\.LastLaunched\.(?:Value|Unit)$/, '.LastLaunched'],
  [/\.ExclusionRules\.TagMap/, '.exclusionTags'],
  [/\.ExclusionRules\.Amis/, '.amiExclusions'],
  [/\.TagMap/, '.tags'],
];

/**
 * A path into the CloudFormation properties of a lifecycle policy, as the user of the construct wrote it.
 *
 * `PolicyDetails[0].ExclusionRules.Amis.SharedAccounts[1]` is `rules[0].amiExclusions.sharedAccounts[1]`.
 *
 * @param actions What each rule does: only a rule that deletes has a filter, the others have an age.
 */
export function inWordsOfTheConstruct(path: string, actions: readonly string[]): string {
  return WORDS
    .reduce((text, [pattern, word]) => text.replace(pattern, word), path)
    .replace(/(^|\.)([A-Z])/g, (_, dot, letter) => dot + letter.toLowerCase())
    .replace(/^rules\[([0-9]+)\]\.filter$/, (text, index) => actions[index] === 'DELETE' ? text : `rules[${index}].age`);
}
