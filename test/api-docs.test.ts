import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as library from '../lib';
import { Documented, documented } from './support/documented';
import { leastOfEach } from './support/least-of-each';
import { newStack } from './support/stacks';
import { LIMITED, tells, UNLIMITED, UNTOLD, WITHOUT_PAGE } from './support/told-limits';
import { LIMITS as LIFECYCLE } from '../lib/model/lifecycle/limits';
import type { Limit } from '../lib/model/limit';
import { LIMITS as RETENTION } from '../lib/model/retention/limits';
import { OWN_TAGS } from '../lib/model/retention/rule-lock-contract';
import { LIMITS as SHARING } from '../lib/model/sharing/limits';
import { LIMITS as STATE } from '../lib/model/state/limits';

// What the docstring of everything that is public has to say. What need not is in a table, with the reason.

const ALL = documented();
const BY_ID = new Map(ALL.map(it => [it.id, it]));
const TYPES = new Set(ALL.filter(({ kind, id }) => kind !== 'struct' && !id.includes('.')).map(({ id }) => id));

/** Those that fail, and are not excepted; and exceptions of what does not fail. */
function failing(
  subjects: readonly Documented[], holds: (subject: Documented) => boolean, exceptions: Readonly<Record<string, string>> = {},
): string[] {
  const wrong = subjects.filter(subject => !holds(subject)).map(({ id }) => id);
  return [
    ...wrong.filter(id => exceptions[id] === undefined),
    ...Object.keys(exceptions).filter(id => !wrong.includes(id)).map(id => `${id}: needs no exception`),
  ];
}

describe('a summary', () => {
  test('is there, of parameters too', () => {
    expect(failing(ALL, ({ summary }) => summary !== '')).toEqual([]);
  });

  test('says more than the name does', () => {
    const says = ({ summary, id }: Documented) => {
      const [words, known] = [wordsOf(summary), wordsOf(id)];
      return words.some(word => !known.includes(word) && !['the', 'a', 'an', 'of', 'and', 'or', 'its', 'it', 'is', 'to', 'for', 'in'].includes(word));
    };
    expect(failing(ALL, says)).toEqual([]);
  });

  test('ends as a sentence does, once', () => {
    expect(failing(ALL, ({ summary }) => /[^.][.;]$/.test(summary.replace(/\*\*/g, '')))).toEqual([]);
  });
});

/** Words without their endings, which do not say more either. */
function wordsOf(text: string): string[] {
  return text.replace(/([a-z])(?=[A-Z])/g, '$1 ').toLowerCase().split(/[^a-z0-9]+/).filter(word => word !== '')
    .map(word => word.replace(/(?:ies|y|s)$/, ''));
}

describe('a default', () => {
  test('is a value, or a dash and what then holds', () => {
    const isSo = ({ byDefault }: Documented) => byDefault === undefined
      || /^(?:- |(?:true|false|[0-9]+|'[^']*'|[A-Z]\w+(?:\.\w+)+(?:\([^)]*\))?)(?: - |$))/.test(byDefault);
    expect(failing(ALL, isSo)).toEqual([]);
  });
});

describe('an AWS page', () => {
  const hasPage = ({ see }: Documented) => /^https:\/\/docs\.aws\.amazon\.com\/\S+\.html(?:#\S+)?$/.test(see ?? '');

  test('is with every class, interface and enumeration', () => {
    expect(failing(ALL.filter(({ id }) => TYPES.has(id)), hasPage)).toEqual([]);
  });

  test('is with every property, or with the type that it is of, or with all properties around it', () => {
    const has = (id: string) => BY_ID.has(id) && hasPage(BY_ID.get(id)!);
    const fields = ALL.filter(({ kind }) => kind === 'field');
    expect(failing(fields, it => hasPage(it) || has(it.type.replace(/\[\]|\{\}/, '')) || has(it.parent), WITHOUT_PAGE)).toEqual([]);
  });

  test('is one of AWS wherever there is one', () => {
    expect(failing(ALL, it => it.see === undefined || hasPage(it))).toEqual([]);
  });
});

describe('what is created', () => {
  /** How a docstring calls what CloudFormation makes; everything else it calls by its type. */
  const WORDS: readonly (readonly [RegExp, RegExp])[] = [
    [/^AWS::IAM::Role$/, /\brole\b/],
    [/^AWS::IAM::Policy$/, /\brole\b/],
    [/^AWS::Lambda::(?:Function|EventInvokeConfig)$/, /\bLambda function\b/],
    [/^AWS::Logs::LogGroup$/, /\blog group\b/],
    [/^Custom::/, /\bcustom resource\b/],
  ];

  test.each(Object.entries(leastOfEach(library)))('is said of a %s, and nothing is left out', (name, declare) => {
    const stack = newStack();
    declare(stack);
    const types = new Set(Object.values<{ readonly Type: string }>(Template.fromStack(stack).toJSON().Resources).map(({ Type }) => Type));
    const [said] = BY_ID.get(name)!.text.split('\n\n').filter(paragraph => /^Creates /.test(paragraph));
    expect(said).toBeDefined();
    for (const type of types) {
      expect(said).toMatch(WORDS.find(([form]) => form.test(type))?.[1] ?? new RegExp(`\`${type}\``));
    }
  });

  test('is said of every method that creates something', () => {
    const creating = ALL.filter(({ kind, name, parent }) => kind === 'method' && (/^(?:on|notify)[A-Z]/.test(name) || parent === 'BuildSharing'));
    expect(creating.length).toBeGreaterThan(5);
    expect(failing(creating, ({ text }) => /\bCreates (?:a|an|one) /.test(text))).toEqual([]);
  });
});

describe('what cannot be undone', () => {
  const IN_WORDS = /cannot be (?:undone|restored)|for good|nobody can|not give them back/i;

  test('is said of what takes away for good', () => {
    const subjects = ALL.filter(({ kind, name, id }) => kind === 'method' && !/Grants\.(?!lock$)/.test(id)
      && /Irreversibly$|^(?:delete[A-Z]\w*|disableAmis|disabled|authoritative|locked|lock)$/.test(name));
    expect(subjects.map(({ id }) => id)).toEqual([
      'ImageShareMode.authoritative', 'ImageState.containersDeletedIrreversibly', 'ImageState.deletedIrreversibly', 'ImageState.disabled',
      'ImdsSupport.v2Irreversibly', 'LifecycleRule.deleteAmis', 'LifecycleRule.deleteContainers', 'LifecycleRule.disableAmis',
      'RetentionRuleGrants.lock', 'RuleLock.locked',
    ]);
    expect(failing(subjects, ({ text }) => IN_WORDS.test(text))).toEqual([]);
  });

  test('is said of what says how much is taken away', () => {
    const subjects = ALL.filter(({ id, kind }) => (/^\w+Deletion(?:Options)?$/.test(id) || (kind === 'construct' && /^Locked|Lock$/.test(id))));
    expect(subjects.length).toBeGreaterThan(5);
    expect(failing(subjects, ({ text }) => IN_WORDS.test(text))).toEqual([]);
  });

  test('is said of every way of removal: what stays, and what goes', () => {
    const ways = ALL.filter(({ kind, parent, name }) => (kind === 'member' && /Removal$/.test(parent)) || /^(?:onRemoval|removalPolicy)$/.test(name));
    expect(ways.length).toBeGreaterThan(8);
    const becomes = /\bstays\b|\bleaves?\b|\bgoes\b|\bt(?:aken|akes) back\b|\bavailable again\b|\bdeleted\b/i;
    expect(failing(ways, ({ text, byDefault }) => becomes.test(`${text} ${byDefault}`))).toEqual([]);
  });
});

describe('a limit', () => {
  const TABLES: Readonly<Record<string, Readonly<Record<string, Limit>>>> = {
    lifecycle: LIFECYCLE, retention: RETENTION, sharing: SHARING, state: STATE,
  };

  test('of every table is told of, or is of what nobody writes', () => {
    const limits = Object.entries(TABLES).flatMap(([wing, table]) => Object.keys(table).map(name => `${wing}.${name}`));
    expect([...Object.keys(LIMITED), ...Object.keys(UNTOLD)].sort()).toEqual(limits.sort());
  });

  const told = Object.entries(LIMITED).flatMap(([limit, ids]) => ids.map(id => [limit, id] as const));

  test('is in every docstring that tells of it, with its unit', () => {
    const wrong = told.filter(([limit, id]) => {
      const [wing, name] = limit.split('.');
      return !tells(BY_ID.get(id)!.text, TABLES[wing][name]);
    });
    expect(wrong).toEqual([]);
  });

  test('is not told of if it is another', () => {
    const unnoticed = told.filter(([limit, id]) => {
      const [wing, name] = limit.split('.');
      const { max, unit } = TABLES[wing][name];
      return max !== undefined && (unit !== 'form' || max < 1_000) && tells(BY_ID.get(id)!.text, { ...TABLES[wing][name], max: max + 1 });
    });
    expect(unnoticed).toEqual([]);
  });

  test('is less where the library needs some of it', () => {
    const { text } = BY_ID.get('LockedRetentionRuleProps.tags')!;
    expect(text).toContain(`Up to ${RETENTION.tags.max - OWN_TAGS.length} tags`);
    expect(text).toContain(`the other ${OWN_TAGS.length} of the ${RETENTION.tags.max}`);
  });

  test('is told of every number, duration, text, list and map', () => {
    const withLimit = new Set(told.map(([, id]) => id));
    const subjects = ALL.filter(({ kind, type }) => ['field', 'parameter'].includes(kind)
      && /^(?:number|string|date|aws-cdk-lib\.Duration)$|\[\]$|\{\}$/.test(type));
    expect(failing(subjects, ({ id }) => withLimit.has(id), UNLIMITED)).toEqual([]);
  });

  test('of how long CloudFormation waits is told wherever one can say it', () => {
    const timeouts = ALL.filter(({ name }) => name === 'serviceTimeout');
    expect(timeouts.length).toBeGreaterThan(3);
    expect(failing(timeouts, ({ text }) => /\b2 minutes to an hour\b/.test(text))).toEqual([]);
    for (const [minutes, isTaken] of [[1.9, false], [2, true], [60, true], [60.1, false]] as const) {
      const stack = new Stack();
      const declare = () => new library.ImageAttributes(stack, 'It', {
        images: [library.ImageSelection.fromAmiId('ami-0123456789abcdef0')], description: 'Golden', serviceTimeout: Duration.seconds(minutes * 60),
      });
      expect([minutes, succeeds(declare)]).toEqual([minutes, isTaken]);
    }
  });
});

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
