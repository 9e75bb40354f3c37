import { badValue } from './errors';
import type { Tags } from './images';
import { ServiceError, StandInFault } from '../../service-error';
import { Caller, Page, page } from '../../world';

interface Filter {
  readonly Name?: string;
  readonly Values?: readonly string[];
}

/** What can be asked of a thing, by the name of the filter. */
export type Filtered<T> = Readonly<Record<string, (thing: T) => string | undefined>>;

/**
 * How many filters a request has at most, and how many values each of them.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
const [MAX_FILTERS, MAX_VALUES] = [50, 200];

/** How much a page of a list holds unless somebody asks otherwise. */
const PAGE = 1_000;

/** The things that all filters let through. The values of a filter may have `*` and `?`, and one of them has to fit. */
export function filtered<T extends { readonly tags: Tags }>(things: readonly T[], filters: readonly Filter[] = [], of: Filtered<T>): T[] {
  if (filters.length > MAX_FILTERS || filters.some(({ Values: values = [] }) => values.length > MAX_VALUES)) {
    throw new ServiceError('FilterLimitExceeded', 'The request uses too many filters or too many filter values.');
  }
  const tests = filters.map(({ Name: name = '', Values: values = [] }) => {
    if (values.length === 0) {
      throw badValue(`The filter '${name}' has no values.`);
    }
    const fits = values.map(pattern);
    const seen = valuesOf(name, of);
    return (thing: T) => seen(thing).some(value => fits.some(it => it.test(value)));
  });
  return things.filter(thing => tests.every(test => test(thing)));
}

/** What a filter looks at. */
function valuesOf<T extends { readonly tags: Tags }>(name: string, of: Filtered<T>): (thing: T) => string[] {
  if (name.startsWith('tag:')) {
    return ({ tags }) => Object.entries(tags).flatMap(([key, value]) => key === name.slice('tag:'.length) ? [value] : []);
  }
  if (name === 'tag-key') {
    return ({ tags }) => Object.keys(tags);
  }
  const seen = of[name];
  if (seen === undefined) {
    throw new StandInFault(`the filter ${name} is not modelled`);
  }
  return thing => [seen(thing) ?? []].flat();
}

function pattern(value: string): RegExp {
  const literal = value.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/\*/g, '[^]*').replace(/\?/g, '[^]')}$`);
}

/** The page of a list that a request asks for. */
export function paged<T>(things: readonly T[], { MaxResults: most = PAGE, NextToken: token }: any, caller: Caller): Page<T> {
  if (token !== undefined && !/^[0-9]+$/.test(Buffer.from(token, 'base64').toString())) {
    throw new ServiceError('InvalidPaginationToken', 'The token is not one that was returned.');
  }
  return page(things, most, token, caller);
}

/** Accounts that a list is of, such as `self`. */
export function accountsOf(named: readonly string[], caller: Caller, others: readonly string[]): string[] {
  const wrong = named.find(it => it !== 'self' && !others.includes(it) && !/^[0-9]{12}$/.test(it));
  if (wrong !== undefined) {
    throw new ServiceError('InvalidUserID.Malformed', `Invalid user id: "${wrong}"`);
  }
  return named.map(it => it === 'self' ? caller.account : it);
}
