
/** The name of this library, with which every id that users see begins. */
export const LIBRARY = 'cdk-image-governance';

/**
 * How a broken rule is reported: an error stops the synthesis, a warning can be acknowledged.
 */
export type Severity = 'error' | 'warning';

/**
 * One place in which a subject breaks a rule.
 */
export interface Problem {
  /** Where, as in the CloudFormation properties: `PolicyDetails[0].Filter.Value`. */
  readonly path: string;

  /** What was found there; left out where something is missing. */
  readonly value?: unknown;

  /** What must hold there, following on the path: `must be a whole number from 1 to 1000`. */
  readonly message: string;

  /** What the user can do. */
  readonly remedy: string;

  /** The AWS page, where it is another one than the rule's. */
  readonly see?: string;
}

/**
 * A rule over CloudFormation-shaped properties. `check` is a pure function of the subject.
 */
export interface Rule<Subject> {
  /** Stable: users acknowledge warnings by it. */
  readonly id: string;

  readonly severity: Severity;

  /** The rule in one sentence, for the documentation. */
  readonly summary: string;

  /** The AWS page that says so. */
  readonly see: string;

  /**
   * A rule of what is written holds at synthesis only: a mistake of its author, as the same image twice. Values that are equal only at the
   * deployment harm nothing.
   *
   * @default - the rule holds at the deployment as well
   */
  readonly of?: 'what is written';

  check(subject: Subject): Iterable<Problem>;
}

/**
 * A problem with the rule that it breaks.
 */
export interface Finding extends Problem {
  readonly id: string;
  readonly severity: Severity;
  readonly see: string;
}

/**
 * Everything that a subject breaks, in the order of the rules.
 */
export function findingsOf<Subject>(rules: readonly Rule<Subject>[], subject: Subject): Finding[] {
  const findings: Finding[] = [];
  for (const { id, severity, see, check } of rules) {
    for (const problem of check(subject)) {
      findings.push({ id, severity, see, ...problem });
    }
  }
  return findings;
}

/** Rules by the names by which users acknowledge them. */
export function named<Subject>(construct: string, rules: readonly Rule<Subject>[]): readonly Rule<Subject>[] {
  return rules.map(rule => ({ ...rule, id: `${LIBRARY}:${construct}.${rule.id}` }));
}

/** The longest value that a message repeats; a longer one is cut. */
const LONGEST_VALUE = 120;

/**
 * A finding as one sentence for a person.
 */
export function describeFinding(finding: Finding): string {
  return `${sentenceOf(finding)} (${finding.id}, ${finding.see})`;
}

/**
 * The same sentence without the AWS page, for the reason of a failed deployment, which has few characters.
 */
export function describeFindingBriefly(finding: Finding): string {
  return `${sentenceOf(finding)} (${finding.id})`;
}

function sentenceOf({ path, message, value, remedy }: Finding): string {
  return `${path} ${message}${value === undefined ? '' : `, got ${shown(value)}`}: ${remedy}`;
}

function shown(value: unknown): string {
  // What is unknown in it has no words.
  const json = typeof value === 'number' ? String(value) : JSON.stringify(value, (_, part) => (typeof part === 'symbol' ? '…' : part));
  return json.length <= LONGEST_VALUE ? json : `${json.slice(0, LONGEST_VALUE)}… (${json.length} characters)`;
}

/**
 * The mistakes in a declaration as a deployment has it, with everything known of the properties, and nothing of the app: what its error
 * rules find, with the ids, words and remedies of the synthesis.
 *
 * @param inWordsOfTheConstruct Turns a path into CloudFormation properties into the words of the construct.
 */
export function mistakesIn<Subject>(
  rules: readonly Rule<Subject>[], subject: Subject, inWordsOfTheConstruct: (path: string) => string,
): readonly Finding[] {
  const applying = rules.filter(({ severity, of }) => severity === 'error' && of === undefined);
  return findingsOf(applying, subject).map(finding => ({ ...finding, path: inWordsOfTheConstruct(finding.path) }));
}
