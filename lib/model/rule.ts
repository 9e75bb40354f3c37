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

/** The longest value that a message repeats; a longer one is cut. */
const LONGEST_VALUE = 120;

/**
 * A finding as one sentence for a person.
 */
export function describeFinding(finding: Finding): string {
  const got = finding.value === undefined ? '' : `, got ${shown(finding.value)}`;
  return `${finding.path} ${finding.message}${got}: ${finding.remedy} (${finding.id}, ${finding.see})`;
}

function shown(value: unknown): string {
  const json = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return json.length <= LONGEST_VALUE ? json : `${json.slice(0, LONGEST_VALUE)}… (${json.length} characters)`;
}
