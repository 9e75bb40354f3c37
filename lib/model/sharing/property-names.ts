/**
 * A path into the properties of a share policy, as the user of the construct wrote it.
 *
 * `Images[0].Image` is `images[0]`, and `BuildFrom.Principals[1]` is `buildFrom.principals[1]`.
 */
export function inWordsOfTheConstruct(path: string): string {
  return path
    .replace(/^(Images\[[0-9]+\])\.Image$/, '$1')
    .replace(/(^|\.)([A-Z])/g, (_, dot, letter) => dot + letter.toLowerCase());
}
