import { Token } from 'aws-cdk-lib';
import { at, pathsOf, put, tokenFor } from './properties';
import { describeFinding, Finding, Rule } from '../../lib/model/rule';

/** Something that breaks one rule, and all that is then said. */
export interface RuleCase {
  readonly rule: string;

  /** Other rules that the same mistake breaks. */
  readonly also?: readonly string[];
}

/** The rules over a construct, with a case and a message for each. */
export interface Catalogue<Case extends RuleCase> {
  /** The construct, with whose name the ids begin. */
  readonly construct: string;
  readonly rules: readonly Pick<Rule<never>, 'id' | 'summary' | 'see'>[];

  /** At least one for each rule. */
  readonly cases: readonly Case[];

  /** What a person is told by each rule, for the first of its cases, whole. Only the library's name is left out of the ids. */
  readonly messages: Readonly<Record<string, readonly string[]>>;

  /** Everything that the rules say of a case. */
  readonly findings: (example: Case) => Finding[];
}

/** Tests that a catalogue is whole, and that each case is told of by its rule alone. */
export function testCatalogue<Case extends RuleCase>({ construct, rules, cases, messages, findings }: Catalogue<Case>): void {
  const prefix = `cdk-image-governance:${construct}.`;
  const ids = rules.map(rule => rule.id.replace(prefix, ''));

  test('every rule has an id of its own, a sentence, an AWS page, cases and a message', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect([...new Set(cases.map(it => it.rule))].sort()).toEqual([...ids].sort());
    expect(Object.keys(messages).sort()).toEqual([...ids].sort());
    for (const { id, summary, see } of rules) {
      expect(id.startsWith(prefix)).toBe(true);
      expect(id.slice(prefix.length)).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(summary).toMatch(/^[A-Z`].*\.$/);
      expect(see).toMatch(/^https:\/\/(?:docs\.aws\.amazon\.com\/.+\.html|github\.com\/aws-samples\/.+)$/);
    }
  });

  test.each(ids)('%s is told in full', id => {
    const found = inWords(findings(cases.find(it => it.rule === id)!));
    expect(found.map(message => message.replaceAll(prefix, ''))).toEqual(messages[id]);
  });

  test.each(cases.map((it, index) => [index, it.rule, it] as const))('case %i breaks %s and no other error rule', (_, rule, it) => {
    const found = findings(it);
    expect(found.map(finding => finding.id)).toContain(prefix + rule);
    expect(found.filter(finding => finding.severity === 'error' && finding.id !== prefix + rule).map(finding => finding.id))
      .toEqual((it.also ?? []).map(id => prefix + id));
  });
}

/** Tests that nothing is said of properties without mistakes when any part of them is unknown. */
export function testUnknownParts<Properties extends object>(
  examples: readonly (readonly [name: string, properties: Properties, messages: (properties: Properties) => string[]])[],
): void {
  const places = examples.flatMap(([name, properties, messages]) => pathsOf(properties).map(path => [path, name, properties, messages] as const));

  test.each(places)('a token in place of %s of %s', (path, _, properties, messages) => {
    const token = tokenFor(at(properties, path));
    expect(Token.isUnresolved(token)).toBe(true);
    expect(messages(put(properties, path, token))).toEqual([]);
  });

  test.each(places)('an intrinsic function in place of %s of %s', (path, _, properties, messages) => {
    expect(messages(put(properties, path, { 'Fn::If': ['Condition', 'a', 'b'] }))).toEqual([]);
    expect(messages(put(properties, path, { Ref: 'Parameter' }))).toEqual([]);
  });
}

/** Findings in words, as a person is told. */
export function inWords(findings: readonly Finding[]): string[] {
  return findings.map(finding => `${finding.severity} ${describeFinding(finding)}`);
}
