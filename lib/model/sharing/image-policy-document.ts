import { LIMITS } from './limits';

// What a hand-written policy of an image says. As it is about what was not known at synthesis as well, nothing of the CDK is here.

/** What a policy of an image allows: the same for whatever says the same. */
export interface AllowedOnImage {
  /** Accounts by their ids, roles and users by their ARNs, sorted. */
  readonly principals: readonly string[];

  /** What each of them may do, and under which conditions. */
  readonly rights: string;
}

/** The parts of a statement that say something here. */
const PARTS = ['Action', 'Condition', 'Effect', 'Principal', 'Resource', 'Sid'];

const ROOT = /^arn:aws[^:]*:iam::([0-9]{12}):root$/;
const IDENTITY = /^arn:aws[^:]*:iam::[0-9]{12}:(?:role|user)\/.+$/;

type Json = Readonly<Record<string, unknown>>;

/** Something that is wrong with a document. */
export interface DocumentMistake {
  /** Where: a part of the document, or what of it as a whole. */
  readonly path: string;
  readonly message: string;
  readonly value?: unknown;
  readonly remedy: string;
}

/** A mistake as one sentence. */
export function inWords({ path, message, value, remedy }: DocumentMistake): string {
  return `${path} ${message}${value === undefined ? '' : `, got ${JSON.stringify(value)}`}: ${remedy}`;
}

/** The document of an image: a statement that names no resource is about the image. */
export function policyOf(imageArn: string, document: string): string {
  const parsed = JSON.parse(document);
  return JSON.stringify({ ...parsed, Statement: listOf(parsed.Statement).map(it => ({ ...it as Json, Resource: imageArn })) });
}

/**
 * What a policy allows. Nothing, if it cannot be said in these words: it is no JSON, denies something, or gives some more than others.
 */
export function allowedBy(policy: string): AllowedOnImage | undefined {
  const statements = statementsOf(policy);
  if (statements === undefined || statements.some(it => it.Effect !== 'Allow' || unknownParts(it).length > 0)) {
    return undefined;
  }
  const rights = rightsOf(statements);
  const [first] = rights.values();
  return first === undefined || [...rights.values()].some(it => it !== first) ? undefined : { principals: [...rights.keys()].sort(), rights: first };
}

/**
 * What is wrong with a document that is to be the policy of images.
 *
 * Image Builder refuses some of it as well, but only after other images have their policies. RAM has one permission for all principals
 * of a share, so that all of them have to be given the same.
 */
export function mistakesInImagePolicy(document: string, images: readonly string[]): DocumentMistake[] {
  const statements = statementsOf(document);
  if (statements === undefined || statements.length === 0) {
    return [{ path: 'the document', message: 'must be a policy with a statement', remedy: 'write a PolicyDocument' }];
  }
  const mistakes = statements.flatMap((statement, index) => mistakesIn(statement, `Statement[${index}]`, images));
  if (mistakes.length === 0 && new Set(rightsOf(statements).values()).size > 1) {
    return [{
      path: 'the statements',
      message: 'must give all principals the same, for RAM has one permission for all principals of a share',
      remedy: 'put all principals into one statement, or declare policies of several images',
    }];
  }
  const longest = mistakes.length > 0 ? 0 : Math.max(0, ...images.map(image => policyOf(image, document).length));
  return longest > LIMITS.imagePolicy.max
    ? [{
      path: 'the policy',
      message: `must have at most ${LIMITS.imagePolicy.max} characters, and has ${longest}`,
      remedy: 'name fewer principals, or use BuildSharing.resourceShare',
    }] : mistakes;
}

function mistakesIn(statement: Json, path: string, images: readonly string[]): DocumentMistake[] {
  const mistakes: DocumentMistake[] = unknownParts(statement)
    .map(part => ({ path: `${path}.${part}`, message: 'is not known in policies of images', remedy: 'leave it out' }));
  const { Effect: effect, Action: action, Resource: resource } = statement;
  if (effect !== 'Allow') {
    mistakes.push({ path: `${path}.Effect`, message: 'must be Allow', value: effect, remedy: 'a policy of an image only shares it' });
  }
  if (listOf(action).length === 0) {
    mistakes.push({
      path: `${path}.Action`, message: 'must name an action', remedy: 'imagebuilder:GetImage and imagebuilder:ListImages let somebody build from an image',
    });
  }
  const others = listOf(resource).filter(it => images.some(image => it !== image));
  if (others.length > 0) {
    mistakes.push({
      path: `${path}.Resource`, message: 'must be the ARN of the image and nothing else', value: others[0], remedy: 'leave it out, and it is filled in',
    });
  }
  return [...mistakes, ...mistakesInPrincipal(statement.Principal, `${path}.Principal`)];
}

function mistakesInPrincipal(principal: unknown, path: string): DocumentMistake[] {
  const principals = principalsOf(principal);
  if (principals === undefined || principals.length === 0) {
    return [{ path, message: `must name accounts, roles or users of AWS${principal === undefined ? ', and is missing' : ''}`, value: principal, remedy: 'name them below AWS' }];
  }
  const wrong = principals.filter(it => !LIMITS.accountId.pattern.test(it) && !IDENTITY.test(it));
  return wrong.length === 0 ? [] : [{
    path,
    message: 'must name accounts, roles or users',
    value: wrong[0],
    remedy: 'whether Image Builder takes anything else is not documented, and BuildSharing.resourceShare shares with organizations and '
      + 'organizational units',
  }];
}

/** What each principal may do. */
function rightsOf(statements: readonly Json[]): Map<string, string> {
  const rights = new Map<string, Set<string>>();
  for (const { Action: actions, Condition: condition, Principal: principal } of statements) {
    for (const who of principalsOf(principal) ?? []) {
      const there = rights.get(who) ?? new Set();
      const under = condition === undefined ? [] : [canonical(condition)];
      listOf(actions).forEach(action => there.add(JSON.stringify([String(action).toLowerCase(), ...under])));
      rights.set(who, there);
    }
  }
  return new Map([...rights].map(([who, what]) => [who, [...what].sort().join()]));
}

/** Those whom a statement names. A whole account is named in two ways. Nothing, if it names anybody but by `AWS`. */
function principalsOf(principal: unknown): string[] | undefined {
  if (!isObject(principal)) {
    return principal === '*' ? ['*'] : undefined;
  }
  const { AWS: aws, ...others } = principal;
  return Object.keys(others).length > 0 ? undefined : listOf(aws).map(it => ROOT.exec(String(it))?.[1] ?? String(it));
}

/** A condition, with everything that has no order in one order. */
function canonical(part: unknown): unknown {
  return isObject(part)
    ? Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, value]) => [key, canonical(value)])
    : listOf(part).map(String).sort();
}

function unknownParts(statement: Json): string[] {
  return Object.keys(statement).filter(part => !PARTS.includes(part));
}

function statementsOf(policy: string): Json[] | undefined {
  try {
    const document: unknown = JSON.parse(policy);
    const statements = isObject(document) ? listOf(document.Statement) : undefined;
    return statements?.every(isObject) ? statements as Json[] : undefined;
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with the ARN of an image whose policy is to be written, by an account in a Region. */
export function mistakeInImage(imageArn: string, { account, region }: { readonly account: string; readonly region: string }): string | undefined {
  if (!LIMITS.imageBuildArn.pattern.test(imageArn)) {
    return `${imageArn} must be the ARN of an image build, with its version and its build: Image Builder shares nothing else by a policy`;
  }
  const [,,, itsRegion, itsAccount] = imageArn.split(':');
  return itsRegion === region && itsAccount === account ? undefined
    : `${imageArn} must be an image of the account and the Region of the stack, ${account} in ${region}: its owner shares it where it is`;
}
