import fc from 'fast-check';
import { A, ami, eventWith } from './amis';
import type { Cause } from '../../../lib/cloudformation/event';
import { requestOf } from '../../../lib/cloudformation/request';
import { isAnyInDoubt } from '../../../lib/handlers/image-attributes/declared-descriptions';
import { AttributeAction, logic } from '../../../lib/handlers/image-attributes/logic';
import type { ObservedImages } from '../../../lib/handlers/images/observed';
import { IMAGE_ATTRIBUTES, ImageAttributesSpec } from '../../../lib/model/sharing/image-attributes-contract';
import { decide } from '../../cloudformation/decide';

// Any history of deployments, in which every read may be old, even of the tags and the description apart, every run may be killed
// between any two calls, and every event may be delivered twice: nobody's description is lost.

const TEXTS = ['', 'golden', 'patched', 'recalled'] as const;

/** An AMI with everything that it has been since a deployment began. */
class Ami {
  public states: { readonly description: string; readonly tags: Readonly<Record<string, string>> }[] = [{ description: 'as it was', tags: {} }];

  public get now() {
    return this.states.at(-1)!;
  }

  /** What a read sees: the description and the tags as they were at some time, each its own. */
  public read([description, tags]: readonly [number, number]): ObservedImages {
    const at = (age: number) => this.states[Math.max(this.states.length - 1 - age, 0)];
    return { [A]: { build: 'there', amis: [ami(A, { description: at(description).description, tags: at(tags).tags, imdsSupport: 'v2.0' })] } };
  }

  /** Reads catch up. */
  public settle(): void {
    this.states = [this.now];
  }

  public change(changes: Partial<Ami['now']>): void {
    this.states.push({ ...this.now, ...changes });
  }
}

/** How a run goes: how old its reads are, and after how many calls it is killed. */
interface Run { readonly ages: readonly [number, number]; readonly calls: number }

const run: fc.Arbitrary<Run> = fc.record({ ages: fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })), calls: fc.nat({ max: 3 }) });

/** The runs of an event: Lambda delivers it up to three times. */
const runs = fc.array(run, { minLength: 1, maxLength: 3 });

const AT_ONCE: Run = { ages: [0, 0], calls: 3 };

const step = fc.oneof(
  fc.record({ kind: fc.constant('deploy' as const), description: fc.option(fc.constantFrom(...TEXTS)), fails: fc.boolean(), runs, back: runs }),
  fc.record({ kind: fc.constant('somebody' as const), description: fc.constantFrom('somebody\'s', ...TEXTS) }),
);

/** What is declared: nothing, where there is no resource; and nothing of the description, where that is `null`. */
type Declared = string | null | undefined;

const specOf = (it: Declared): ImageAttributesSpec | undefined => (it === undefined ? undefined
  : { images: [{ image: A }], imdsSupport: 'v2.0', ...it === null ? {} : { description: it } });

/** An event from its delivery to its end: runs that are killed, or whose answer is lost, and then one that is not. */
function event(it: Ami, cause: Cause, desired: Declared, previous: Declared, deliveries: readonly Run[]): void {
  const what = eventWith({ cause, desired: specOf(desired), previous: specOf(previous), ...cause === 'creation' ? {} : { physicalId: 'Images/Attributes' } });
  for (const [number, { ages, calls }] of deliveries.entries()) {
    const first = it.read(ages);
    // What is in doubt is read again, until reads catch up.
    const isInDoubt = isAnyInDoubt(requestOf(what, IMAGE_ATTRIBUTES), first);
    const plan = decide({ contract: IMAGE_ATTRIBUTES, logic }, what, isInDoubt ? it.read([0, 0]) : first);
    const all = callsOf('act' in plan ? plan.act.flat(2) as AttributeAction[] : []);
    all.slice(0, number === deliveries.length - 1 ? all.length : calls).forEach(call => call(it));
  }
}

function callsOf(actions: readonly AttributeAction[]): ((it: Ami) => void)[] {
  return actions.map(action => (it: Ami) => {
    switch (action.action) {
      case 'CreateTags': return it.change({ tags: { ...it.now.tags, ...action.tags } });
      case 'ModifyImageAttribute': return it.change({ description: action.description });
      case 'DeleteTags': return it.change({ tags: Object.fromEntries(Object.entries(it.now.tags).filter(([key]) => !action.keys.includes(key))) });
    }
  });
}

test('what was before comes back, whatever happens in between', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 8 }), steps => {
    const it = new Ami();
    let deployed: Declared;
    /** What may come back when the description is not declared any more. */
    let earlier = new Set<string>();
    for (const each of [...steps, { kind: 'deploy', description: undefined, fails: false, runs: [AT_ONCE], back: [] } as const]) {
      it.settle();
      if (each.kind === 'somebody') {
        it.change({ description: each.description });
        continue;
      }
      const { description: wanted, runs: deliveries, back } = each;
      // A removal comes when nothing can be rolled back any more.
      const fails = each.fails && wanted !== undefined;
      if (wanted === deployed) {
        continue;
      }
      const there = it.now.description;
      const drifted = typeof deployed === 'string' && there !== deployed && !earlier.has(there);
      if (typeof deployed !== 'string') {
        earlier = new Set([there]);
      } else if (drifted) {
        // What somebody wrote over a declaration is as good as what was there before it.
        earlier.add(there);
      }
      event(it, deployed === undefined ? 'creation' : wanted === undefined ? 'removal' : 'update', wanted, deployed, deliveries);
      if (fails) {
        event(it, deployed === undefined ? 'rolled-back creation' : 'rollback', deployed, wanted, back);
      }
      const isNow = fails ? deployed : wanted;
      if (typeof isNow === 'string') {
        expect(it.now.description).toBe(isNow);
      } else {
        expect(drifted ? [there] : [...earlier]).toContain(it.now.description);
        expect(it.now.tags).toEqual({});
      }
      deployed = isNow;
    }
  }), { numRuns: 2_000 });
});
