import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lifeIn, picture } from './picture';
import { LIMITS as LIFECYCLE_LIMITS } from '../lib/model/lifecycle/limits';
import { LIFECYCLE_POLICY_RULES } from '../lib/model/lifecycle/rules';
import { CROSS_ACCOUNT_ROLE_RULES } from '../lib/model/lifecycle/rules/cross-account-role';
import type { Limit } from '../lib/model/limit';
import { bounds } from '../lib/model/limit';
import { LIMITS as RETENTION_LIMITS } from '../lib/model/retention/limits';
import { LOCKED_RETENTION_RULE_RULES, RETENTION_RULE_LOCK_RULES, RETENTION_RULE_RULES } from '../lib/model/retention/rules';
import type { Rule, Severity } from '../lib/model/rule';
import { LIMITS as SHARING_LIMITS } from '../lib/model/sharing/limits';
import { IMAGE_SHARE_POLICY_RULES } from '../lib/model/sharing/rules';
import { IMAGE_ATTRIBUTES_RULES } from '../lib/model/sharing/rules/image-attributes';
import { LIMITS as STATE_LIMITS } from '../lib/model/state/limits';
import { IMAGE_STATE_UPDATE_RULES } from '../lib/model/state/rules';

/** Every rule, by the construct that it is about. */
export const RULES: Readonly<Record<string, readonly Rule<never>[]>> = {
  LifecyclePolicy: LIFECYCLE_POLICY_RULES,
  CrossAccountLifecycleRole: CROSS_ACCOUNT_ROLE_RULES,
  RetentionRule: RETENTION_RULE_RULES,
  LockedRetentionRule: LOCKED_RETENTION_RULE_RULES,
  RetentionRuleLock: RETENTION_RULE_LOCK_RULES,
  ImageSharePolicy: IMAGE_SHARE_POLICY_RULES,
  ImageAttributes: IMAGE_ATTRIBUTES_RULES,
  ImageStateUpdate: IMAGE_STATE_UPDATE_RULES,
};

/** Every limit, by what it is about. */
const LIMITS: Readonly<Record<string, Readonly<Record<string, Limit>>>> = {
  'Lifecycle policies': LIFECYCLE_LIMITS,
  'Retention': RETENTION_LIMITS,
  'Sharing': SHARING_LIMITS,
  'State updates': STATE_LIMITS,
};

/**
 * The generated pages and pictures of the documentation, by their paths in the project.
 */
export function generatedPages(): Record<string, string> {
  const life = lifeIn(readFileSync(join(__dirname, '..', 'README.md'), 'utf8'));
  return {
    'docs/limits.md': limitsPage(LIMITS),
    'docs/rules.md': rulesPage(RULES),
    'docs/images/life-of-an-image.light.svg': picture(life, 'light'),
    'docs/images/life-of-an-image.dark.svg': picture(life, 'dark'),
  };
}

/**
 * The bounds that the library knows, as a page.
 */
export function limitsPage(limitsOf: Readonly<Record<string, Readonly<Record<string, Limit>>>>): string {
  return page(
    generatedFrom('limits.ts of each module in lib/'),
    '# Limits',
    'Every bound that the library knows. But for the deliberate differences, a test compares each with the shape of AWS\'s service model that is named beside it.',
    ...Object.entries(limitsOf).flatMap(([subject, limits]) => [`## ${subject}`, ...tablesOf(Object.values(limits))]),
  );
}

function tablesOf(limits: readonly Limit[]): string[] {
  return [
    table(
      ['what', 'bound', 'unit', 'shape of the model', 'source'],
      limits.map(limit => [limit.of, isBounded(limit) ? bounds(limit) : '', unitOf(limit), limit.shape ? code(limit.shape) : '', linkTo(limit.see)]),
    ),
    ...section('### Forms', 'What is written has to match as a whole.', ['what', 'pattern'],
      limits.flatMap(limit => limit.pattern ? [[limit.of, code(limit.pattern.source)]] : [])),
    ...section('### Deliberate differences', 'Where the library is stricter than the model of the service, and why.', ['what', 'why'],
      limits.flatMap(limit => limit.stricter ? [[limit.of, limit.stricter]] : [])),
  ];
}

/** A heading with a table below it, if there is anything in it. */
function section(heading: string, about: string, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length > 0 ? [heading, about, table(head, rows)] : [];
}

/**
 * Everything that is refused or warned about, as a page.
 */
export function rulesPage(rulesOf: Readonly<Record<string, readonly Rule<never>[]>>): string {
  return page(
    generatedFrom('the rules of each module in lib/'),
    '# Rules',
    'An error stops the synthesis. A warning can be acknowledged by its id: `Annotations.of(construct).acknowledgeWarning(id)`. '
      + 'A value that only the deployment knows breaks no rule.',
    ...Object.entries(rulesOf).flatMap(([construct, rules]) => [
      `## ${construct}`,
      ...sections(rules, 'error', '### Errors'),
      ...sections(rules, 'warning', '### Warnings'),
    ]),
  );
}

function sections(rules: readonly Rule<never>[], wanted: Severity, heading: string): string[] {
  const rows = rules.filter(({ severity }) => severity === wanted).map(({ id, summary, see }) => [summary, code(id), linkTo(see)]);
  return rows.length > 0 ? [heading, table(['rule', 'id', 'source'], rows)] : [];
}

function generatedFrom(source: string): string {
  return `<!-- Generated from ${source}. Do not edit: run "npx projen docs". -->`;
}

/** Blocks with a blank line between any two. */
function page(...blocks: string[]): string {
  return `${blocks.join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.map(inCell).join(' | ')} |`).join('\n');
}

/** A bar ends a cell, even within code. */
function inCell(text: string): string {
  return text.replace(/\|/g, '\\|');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A link to a page of AWS, named by what the page describes: `CreateLifecyclePolicy`. */
function linkTo(url: string): string {
  const name = /API_([A-Za-z]+)\.html$/.exec(url)?.[1] ?? (/\/userguide\//i.test(url) ? 'user guide' : 'AWS reference');
  return `[${name}](${url})`;
}

function isBounded({ min, max }: Limit): boolean {
  return min !== undefined || max !== undefined;
}

const UNITS: Record<Limit['unit'], string> = { characters: 'characters', form: 'characters', entries: 'entries', value: 'whole number' };

function unitOf(limit: Limit): string {
  return isBounded(limit) ? UNITS[limit.unit] : '';
}
