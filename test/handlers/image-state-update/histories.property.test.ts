import fc from 'fast-check';
import { everyUpdate } from './every-update';
import { A, ask, AT_HOME, begin, byHand, C, end, events, failure, GOLDEN, grant, launchersOf, NEXT, remove, stateOf, world, X, Y, Z } from './world';
import type { Deployment } from '../../../local-aws/src/cloudformation';
import { cut, Disturbance, failing, killed, throttled } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';
import { principals } from '../../support/principals';
import { catchUp, randomHistories, statusOf } from '../random-histories';

// Whatever a stack goes through: no image is ever deleted unless the newest version that was deployed, or is being deployed, says so for it;
// no rollback fails; after a success the image is as declared, and after a failure as it was; declared launch permissions survive, and
// nobody gets one whom nobody declared. `npm run soak` tells a hundred times as many histories.

type State = 'AVAILABLE' | 'DEPRECATED' | 'DISABLED' | 'DELETED';

/** What a version of the app says. */
interface Version {
  readonly image: string;
  readonly state: State;

  /** In how many days the image is to be deprecated, if not now. */
  readonly inDays?: number;
  readonly onRemoval: 'LEAVE' | 'MAKE_AVAILABLE';
  readonly sharedWith: readonly string[];
}

type Step =
  | {
    readonly kind: 'deploy'; readonly version: Version; readonly ends: 'well' | 'breaks' | 'fails'; readonly wrong?: readonly [string, Disturbance];
    readonly twice?: 'after' | 'side by side'; readonly lag: number;
  }
  | { readonly kind: 'delete' }
  | { readonly kind: 'reconcile' }
  | { readonly kind: 'pass'; readonly days: number }
  | { readonly kind: 'grant'; readonly image: string; readonly who: string }
  | { readonly kind: 'by hand'; readonly image: string; readonly state: State };

const IMAGES = [GOLDEN, NEXT];
const AMI: Readonly<Record<string, string>> = { [GOLDEN]: A, [NEXT]: C };

const OPERATIONS = [
  'GetImage', 'DescribeImages', 'DescribeImageAttribute', 'ListLifecycleExecutions', 'GetLifecycleExecution', 'ListLifecycleExecutionResources',
  'StartResourceStateUpdate', 'CancelLifecycleExecution', 'ModifyImageAttribute',
];

const image = fc.constantFrom(GOLDEN, GOLDEN, NEXT);

const someVersion: fc.Arbitrary<Version> = fc.record({
  image,
  state: fc.constantFrom<State>('AVAILABLE', 'AVAILABLE', 'DEPRECATED', 'DEPRECATED', 'DISABLED', 'DISABLED', 'DELETED'),
  inDays: fc.constantFrom(undefined, undefined, 30),
  onRemoval: fc.constantFrom('LEAVE', 'LEAVE', 'MAKE_AVAILABLE'),
  sharedWith: fc.subarray([X, Y]),
}).map(it => ({ ...it, inDays: it.state === 'DEPRECATED' ? it.inDays : undefined, onRemoval: it.state === 'DELETED' ? 'LEAVE' : it.onRemoval }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8, arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      version: someVersion,
      ends: fc.constantFrom('well', 'well', 'breaks', 'fails'),
      wrong: fc.option(fc.tuple(fc.constantFrom(...OPERATIONS), fc.constantFrom(throttled, cut('before'), cut('after'), killed('before'), killed('after'))), { nil: undefined }),
      twice: fc.constantFrom(undefined, undefined, undefined, 'after', 'side by side'),
      lag: fc.constantFrom(0, 0, 0, 1, 2),
    // That a forward event which is delivered again after the rollback began is told from the rollback is more than a status can do.
    }).map(it => (it.twice === undefined ? it : { ...it, ends: 'well' as const, wrong: undefined })),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconcile' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), days: fc.constantFrom(1, 40) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('grant' as const), image, who: fc.constantFrom(X, Z) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('by hand' as const), image, state: fc.constantFrom<State>('AVAILABLE', 'DEPRECATED', 'DISABLED', 'DISABLED', 'DELETED') }) },
);

/** A stack whose role may do all that any version needs. */
let template: Deployment;
let reconciled = 0;

/** What is sent of a version: only what the custom resource asks for differs. */
function deploymentFor(version: Version, since: number, breaks: boolean): Deployment {
  const { image: Image, state: State, inDays, onRemoval: OnRemoval, sharedWith } = version;
  const copy = JSON.parse(JSON.stringify(template.template));
  for (const [name, resource] of Object.entries<any>(copy.Resources)) {
    if (resource.Type === 'Custom::ImageStateUpdate') {
      Object.assign(resource.Properties, {
        Image, State, OnRemoval, SharedWith: principals(...sharedWith), Reconcile: String(reconciled),
        UpdateAt: inDays === undefined ? undefined : new Date(since * 1000 + inDays * 86_400_000).toISOString(),
        IncludeResources: { Amis: true, Snapshots: State === 'DELETED', Containers: false },
      });
    } else if (name === 'Breaks' && !breaks) {
      delete copy.Resources[name];
    }
  }
  return { ...template, template: JSON.parse(JSON.stringify(copy)) };
}

/** A version, and when it was deployed. */
interface Deployed {
  readonly version: Version;
  readonly since: number;
}

/** Whether two deployments want the same image in the same state. */
function isSameState(one: Deployed, other: Deployed): boolean {
  const wanted = ({ version: { image: each, state, inDays }, since }: Deployed) =>
    JSON.stringify([each, state, inDays, inDays === undefined || since]);
  return wanted(one) === wanted(other);
}

class History {
  private deployed?: Deployed;

  /** Which images somebody has deleted who may. */
  private readonly mayBeGone = new Set<string>();

  /** Who may be able to launch from an image: by hand, or because a version says so. */
  private readonly mayLaunch = new Map(IMAGES.map(each => [each, new Set<string>()]));

  public async tell(next: Step): Promise<void> {
    switch (next.kind) {
      case 'deploy': await this.deploy(next); break;
      case 'delete': await this.remove(); break;
      case 'reconcile': await this.reconcile(); break;
      case 'pass':
        world.clock.advance({ days: next.days });
        await world.imageBuilder.catchUp(HOME);
        break;
      case 'grant':
        if (world.ec2.images.get(AT_HOME, AMI[next.image])!.state === 'available') {
          grant(AMI[next.image], AT_HOME, next.who);
          this.mayLaunch.get(next.image)!.add(next.who);
        }
        break;
      default: await this.byHand(next);
    }
    for (const each of IMAGES) {
      if (!this.mayBeGone.has(each)) {
        expect([each, next.kind, await stateOf(each)]).not.toEqual([each, next.kind, 'gone']);
        expect(world.ec2.images.get(AT_HOME, AMI[each])!.state).not.toBe('deregistered');
      }
      expect([...this.mayLaunch.get(each)!]).toEqual(expect.arrayContaining(launchersOf(AMI[each])));
    }
  }

  private async deploy({ version: asked, ends, wrong, twice, lag }: Step & { kind: 'deploy' }): Promise<void> {
    const before = this.deployed;
    const there = await stateOf(asked.image);
    const wasThere = await this.seen();
    const couldLaunch = launchersOf(AMI[asked.image]);
    const isRefused = there === 'gone' && asked.state !== 'DELETED' && !(before?.version.image === asked.image && before.version.state === 'DELETED');
    // What fails in earnest has to meet the update itself, and not what makes the image of before available again.
    const fails = ends === 'fails' && !isRefused && wrong === undefined && (before === undefined || before.version.image === asked.image);
    if (fails) {
      world.server.disturbances.plan('StartResourceStateUpdate', failing('ClientException', 'no'));
    }
    if (wrong) {
      world.server.disturbances.plan(...wrong);
    }
    if (asked.state === 'DELETED') {
      this.mayBeGone.add(asked.image);
    }
    asked.sharedWith.forEach(who => this.mayLaunch.get(asked.image)!.add(who));
    world.functions.deliverTwice = isRefused ? undefined : twice;
    world.server.lag.reads = lag;
    // Without a change there is no event.
    reconciled++;
    events();
    const since = world.clock.now();
    const status = await statusOf(deploymentFor(asked, since, ends === 'breaks'));
    const failed = fails && world.server.disturbances.outstanding.length === 0;
    world.functions.deliverTwice = undefined;
    world.server.disturbances.forget();
    await catchUp(lag, () => Promise.all([ask('imagebuilder', 'ListLifecycleExecutions', { resourceArn: asked.image }), ask('ec2', 'DescribeImages', {})]));

    const breaks = ends === 'breaks' || isRefused || failed;
    const [well, badly] = before ? ['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] : ['CREATE_COMPLETE', 'ROLLBACK_COMPLETE'];
    const reason = failure();
    expect([asked, status, !breaks && reason]).toEqual([asked, breaks ? badly : well, !breaks && undefined]);
    if (breaks) {
      await this.expectAsBefore(asked, wasThere, couldLaunch);
    } else {
      this.deployed = { version: asked, since };
      await this.expectAsDeclared(asked, before !== undefined && isSameState({ version: asked, since }, before));
    }
    if (breaks && before === undefined) {
      // A stack whose creation was rolled back can only be deleted.
      await remove();
    }
  }

  /** How the images are. */
  private async seen(): Promise<Record<string, string>> {
    return Object.fromEntries(await Promise.all(IMAGES.map(async each => [each, await stateOf(each)] as const)));
  }

  /** Where only something beside the state is declared anew, that is no word about the state. */
  private async expectAsDeclared({ image: each, state, inDays, sharedWith }: Version, onlyBeside: boolean): Promise<void> {
    const now = await stateOf(each);
    if (now === 'gone' || onlyBeside) {
      return;
    }
    expect([each, now]).toEqual([each, inDays === undefined ? state : 'AVAILABLE']);
    if (state !== 'DISABLED') {
      expect(launchersOf(AMI[each])).toEqual(expect.arrayContaining([...sharedWith]));
    }
  }

  /** After a rollback an image is as before, but what was deleted, and what a creation did. */
  private async expectAsBefore(asked: Version, before: Record<string, string>, couldLaunch: readonly string[]): Promise<void> {
    const now = await this.seen();
    const { version: restored } = this.deployed ?? {};
    for (const each of IMAGES) {
      if (now[each] === 'gone' || (each === asked.image && restored?.image !== each)) {
        continue;
      }
      // Of an image that somebody has changed since it was deployed, a rollback may make what was declared.
      const declaredState = restored?.inDays === undefined ? restored?.state : 'AVAILABLE';
      expect([each, [before[each], restored?.state, declaredState]]).toEqual([each, expect.arrayContaining([now[each]])]);
      if (restored?.image === each && each === asked.image && now[each] !== 'DISABLED') {
        const declared = couldLaunch.filter(who => restored.sharedWith.includes(who));
        expect([each, launchersOf(AMI[each])]).toEqual([each, expect.arrayContaining(declared)]);
      }
    }
  }

  private async reconcile(): Promise<void> {
    if (this.deployed !== undefined && this.deployed.version.state !== 'DELETED' && await stateOf(this.deployed.version.image) !== 'gone') {
      const { version: again, since } = this.deployed;
      reconciled++;
      events();
      expect([await statusOf(deploymentFor(again, since, false)), failure()]).toEqual(['UPDATE_COMPLETE', undefined]);
    }
  }

  private async remove(): Promise<void> {
    if (this.deployed !== undefined) {
      expect((await remove())!.status).toBe('DELETE_COMPLETE');
      this.deployed = undefined;
    }
  }

  /** Somebody brings an image to another state. */
  private async byHand({ image: each, state }: Step & { kind: 'by hand' }): Promise<void> {
    if (state === 'DELETED') {
      this.mayBeGone.add(each);
    }
    // Where that is refused, it is as if it had not been tried.
    await byHand(state, {}, each).catch(() => undefined);
  }
}

randomHistories(step, async () => {
  await begin();
  template = everyUpdate();
  await end();
}, async () => {
  await begin({}, { amis: [{ image: A }] });
  return new History();
});
