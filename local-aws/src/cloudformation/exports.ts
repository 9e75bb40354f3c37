import { isDeepStrictEqual } from 'node:util';
import type { Output, Stack } from './stack';
import type { Stacks } from './stacks';

/**
 * The value of an export in the account and Region of a stack.
 *
 * @throws Error if no stack exports it
 */
export function importedValue(stacks: Stacks, importer: Stack, name: string): string {
  const output = stacks.of(importer).flatMap(({ outputs }) => outputs).find(({ exportName }) => exportName === name);
  if (output === undefined) {
    throw new Error(`No export named ${name} found.`);
  }
  return output.value;
}

/**
 * Refuses outputs in the place of those of a stack: because another stack exports under the same name, or imports what is to change
 * or to go.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
export function refuseExports(stacks: Stacks, stack: Stack, outputs: readonly Output[]): void {
  for (const { exportName } of exported(outputs)) {
    const other = stacks.of(stack).find(({ id, outputs: theirs }) => id !== stack.id && theirs.some(output => output.exportName === exportName));
    if (other !== undefined) {
      throw new Error(`Export with name ${exportName} is already exported by stack ${other.name}.`);
    }
  }
  const changed = exported(stack.outputs).flatMap(({ exportName, value }) => {
    const now = outputs.find(output => output.exportName === exportName);
    const users = isDeepStrictEqual(now?.value, value) ? [] : usersOf(stacks, stack, exportName!);
    return users.length > 0 ? [`Export ${exportName} cannot be ${now ? 'updated' : 'deleted'} as it is in use by ${inWords(users)}`] : [];
  });
  if (changed.length > 0) {
    throw new Error(changed[0]);
  }
}

function exported(outputs: readonly Output[]): readonly Output[] {
  return outputs.filter(({ exportName }) => exportName !== undefined);
}

/** The names of the stacks that import an export. */
function usersOf(stacks: Stacks, stack: Stack, exportName: string): string[] {
  return stacks.of(stack).filter(({ id, imports }) => id !== stack.id && imports.includes(exportName)).map(({ name }) => name).sort();
}

function inWords(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join();
}
