import * as fc from 'fast-check';
import { a, begin, cloudFormation, events, fail, HOME, of, ref, remove, things } from './stack-world';
import type { Stack } from '../../src/cloudformation/stack';
import type { TemplateResource } from '../../src/cloudformation/template';

// Whatever is deployed in whatever order, and whatever fails on the way: nothing gets lost.

const NAMES = ['A', 'B', 'C', 'D'];
const STACK = { ...HOME, stackName: 'Stack' };

/** A resource, which can depend only on those before it. */
const resource = (index: number): fc.Arbitrary<TemplateResource> => fc.record({
  Value: fc.oneof(fc.nat(2), ...NAMES.slice(0, index).map(name => fc.constant(ref(name)))),
  Key: fc.nat(1),
  Moves: fc.nat({ max: 1 }),
  keeps: fc.constantFrom('Delete' as const, 'Delete' as const, 'Retain' as const, 'RetainExceptOnCreate' as const),
}).map(({ keeps, ...properties }) => a(properties, { DeletionPolicy: keeps }));

/** Resources, without references to those that are left out. */
const resources = fc.tuple(...NAMES.map((_, index) => fc.option(resource(index), { freq: 3, nil: undefined }))).map(drawn => {
  const there = NAMES.filter((_, index) => drawn[index] !== undefined);
  return Object.fromEntries(there.map(name => {
    const { Properties, ...others } = drawn[NAMES.indexOf(name)]!;
    const { Value } = Properties as { Value: { Ref?: string } };
    return [name, { ...others, Properties: { ...Properties, Value: Value.Ref !== undefined && !there.includes(Value.Ref) ? 'nothing' : Value } }];
  }));
}).filter(it => Object.keys(it).length > 0);

interface Operation {
  readonly kind: 'deploy' | 'delete' | 'go on';
  readonly template: Readonly<Record<string, TemplateResource>>;
  readonly disableRollback: boolean;
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly verb: string;
  readonly name: string;
  readonly leaves: boolean;
  readonly after: number;
  readonly times: number;
}

const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom('deploy', 'deploy', 'go on', 'go on', 'delete'),
  template: resources,
  disableRollback: fc.constantFrom(false, false, true),
  failures: fc.array(fc.record({
    verb: fc.constantFrom('create', 'update', 'delete'), name: fc.constantFrom(...NAMES), leaves: fc.boolean(), after: fc.nat(2), times: fc.integer({ min: 1, max: 4 }),
  }), { maxLength: 3 }),
});

/** Carries an operation out; one that is refused has no stack. */
async function carryOut({ kind, template, disableRollback }: Operation): Promise<Stack | undefined> {
  const before = cloudFormation.events.length;
  try {
    return await {
      'deploy': () => cloudFormation.deploy(of(template, { disableRollback })),
      'delete': () => remove(),
      'go on': () => cloudFormation.stack(STACK)?.status === 'UPDATE_ROLLBACK_FAILED'
        ? cloudFormation.continueUpdateRollback(STACK) : cloudFormation.rollback(STACK),
    }[kind]();
  } catch (error) {
    // What is refused is refused before anything happens.
    expect(error).toMatchObject({ code: 'ValidationError' });
    expect(cloudFormation.events).toHaveLength(before);
    return undefined;
  }
}

/** The physical ids of what stacks have or know to be deleted. */
const known = () => cloudFormation.stacks.of(HOME).flatMap(({ resources: all, retired }) =>
  [...[...all.values()].map(({ physicalId }) => physicalId), ...retired.map(({ resource: { physicalId } }) => physicalId)]);

/** The physical ids of what templates keep, and of what clean-up has given up. */
function leftOnPurpose(lines: readonly string[]): string[] {
  const ids = (status: string) => lines.filter(it => it.startsWith(`${status} `)).map(it => it.split(' ')[1]);
  const failed = ids('DELETE_FAILED');
  return [...ids('DELETE_SKIPPED'), ...failed.filter(id => failed.filter(it => it === id).length >= 3)];
}

test.each([false, true])('nothing is lost, and what was deployed is what is there (side by side: %p)', async sideBySide => {
  await fc.assert(fc.asyncProperty(fc.array(operation, { minLength: 3, maxLength: 10 }), async operations => {
    begin({ sideBySide });
    const left = new Set<string>();
    for (const it of operations) {
      it.failures.forEach(({ verb, name, leaves, ...when }) => fail(new RegExp(`^${verb} ${name}(?:-|$)`), { leaves: leaves && verb !== 'delete', ...when }));
      const stack = await carryOut(it);
      leftOnPurpose(events()).forEach(id => left.add(id));

      const owned = known();
      expect([...things.keys()].filter(id => !owned.includes(id) && !left.has(id))).toEqual([]);
      if (stack?.status === 'CREATE_COMPLETE' || stack?.status === 'UPDATE_COMPLETE' || stack?.status === 'UPDATE_ROLLBACK_COMPLETE') {
        expect(stack.retired).toEqual([]);
        expect([...stack.resources.keys()].sort()).toEqual(Object.keys(stack.template.Resources).sort());
        for (const { physicalId, properties } of stack.resources.values()) {
          expect(things.get(physicalId!)!.properties).toEqual(properties);
        }
      }
      if (it.kind === 'deploy' && stack?.status.endsWith('_COMPLETE') && !stack.status.includes('ROLLBACK')) {
        expect(stack.template.Resources).toEqual(JSON.parse(JSON.stringify(it.template)));
      }
    }
  }), { numRuns: 200 });
});
