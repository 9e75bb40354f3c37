/** Properties, and what the construct calls them. The first match of each line applies, in order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^UpdateAt$/, 'state.at'],
  // Containers are named by the state itself.
  [/^IncludeResources\.Containers$/, 'state'],
  [/^IncludeResources(?:\.[A-Za-z]+)?$/, 'state.includeResources'],
  [/\.LastLaunched\.(?:Value|Unit)$/, '.LastLaunched'],
  [/^ExclusionRules\.Amis/, 'state.amiExclusions'],
  [/^ExecutionRole$/, 'state.executionRole'],
  [/^RoleArns/, 'image.roles'],
  [/\.TagMap/, '.tags'],
];

/**
 * A path into the properties of a state update, as the user of the construct wrote it.
 *
 * `ExclusionRules.Amis.SharedAccounts[1]` is `state.amiExclusions.sharedAccounts[1]`.
 */
export function inWordsOfTheConstruct(path: string): string {
  return WORDS
    .reduce((text, [pattern, word]) => text.replace(pattern, word), path)
    .replace(/(^|\.)([A-Z])/g, (_, dot, letter) => dot + letter.toLowerCase());
}
