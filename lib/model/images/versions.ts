/**
 * Whether a recipe of one version, or one that counts its versions itself (`1.0.x`), may make images of a selected version.
 *
 * What is not known may be anything.
 */
export function mayMake(version: string | undefined, selected: string | undefined): boolean {
  if (version === undefined || selected === undefined) {
    return true;
  }
  const nodes = selected.split('.');
  return version.split('.').every((node, index) => node === 'x' || nodes[index] === 'x' || node === nodes[index]);
}
