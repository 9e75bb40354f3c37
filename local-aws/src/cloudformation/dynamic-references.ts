import type { ReadParameter } from './parameters';
import { StandInFault } from '../service-error';

/** The service of a dynamic reference, and what it refers to there. */
const REFERENCE = /\{\{resolve:([^:}]+):([^}]+)\}\}/g;

/**
 * Properties with the values of the Parameter Store in the place of references to them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html
 */
export async function withReferences<T>(value: T, read: ReadParameter): Promise<T> {
  if (typeof value === 'string') {
    return await resolved(value, read) as T;
  }
  if (Array.isArray(value)) {
    return await Promise.all(value.map(item => withReferences(item, read))) as T;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, part]) => [name, await withReferences(part, read)]))) as T;
}

async function resolved(text: string, read: ReadParameter): Promise<string> {
  let result = text;
  for (const [whole, service, name] of text.matchAll(REFERENCE)) {
    if (service !== 'ssm') {
      throw new StandInFault(`dynamic references to ${service} are not modelled`);
    }
    const value = await read(name);
    result = result.replace(whole, () => value);
  }
  return result;
}
