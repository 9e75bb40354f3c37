import fc from 'fast-check';
import { Model, RIGHTS, Version } from './model';
import { account, begin, copiersOf, deploymentOfStack, end, launchersOf, remove, world } from './world';
import type { Deployment } from '../../../local-aws/src/cloudformation';
import { cut, Disturbance, failing, killed, throttled } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';
import { principals } from '../../support/principals';
import { catchUp, randomHistories, statusOf } from '../random-histories';

// Whatever a stack goes through: it is never wedged, after a success every available AMI has what is declared (exactly that, if the policy
// is authoritative) and nothing that was revoked, after a failure it has what was declared before, and what no version ever declared
// stays. `npm run soak` tells a hundred times as many histories.

const IDS = ['a', 'b', 'c', 'd'].map(digit => digit.repeat(17));
const PRINCIPALS = ['000000000001', '000000000002', '000000000003', '000000000004'];

type Step =
  | {
    readonly kind: 'deploy'; readonly version: Version; readonly ends: 'well' | 'breaks' | 'fails'; readonly wrong?: readonly [string, Disturbance];
    readonly twice?: 'after' | 'side by side'; readonly lag: number;
  }
  | { readonly kind: 'delete' }
  | { readonly kind: 'reconcile' }
  | { readonly kind: 'grant' | 'revoke'; readonly id: string; readonly who: string; readonly right: 'launch' | 'copy' }
  | { readonly kind: 'state'; readonly id: string; readonly state: 'available' | 'disabled' | 'deregistered' };

const OPERATIONS = ['DescribeImages', 'DescribeImageAttribute', 'DescribeSnapshotAttribute', 'ModifyImageAttribute', 'ModifySnapshotAttribute'];

const version: fc.Arbitrary<Version> = fc.record({
  images: fc.subarray(IDS, { minLength: 1 }),
  launch: fc.subarray(PRINCIPALS),
  copy: fc.subarray(PRINCIPALS.slice(0, 2)),
  mode: fc.constantFrom('ADDITIVE', 'ADDITIVE', 'AUTHORITATIVE'),
  onRemoval: fc.constantFrom('UNSHARE', 'UNSHARE', 'LEAVE'),
});

const id = fc.constantFrom(...IDS);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8, arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      version,
      ends: fc.constantFrom('well', 'well', 'breaks', 'fails'),
      wrong: fc.option(fc.tuple(fc.constantFrom(...OPERATIONS), fc.constantFrom(throttled, cut('before'), cut('after'), killed('before'), killed('after'))), { nil: undefined }),
      twice: fc.constantFrom(undefined, undefined, undefined, 'after', 'side by side'),
      lag: fc.constantFrom(0, 0, 0, 1, 2),
    // That a forward event which is delivered again after the rollback began is told from the rollback is more than a status can do
    // (decision 10), and here no time passes in between.
    }).map(it => (it.twice === undefined ? it : { ...it, ends: 'well' as const, wrong: it.twice === 'after' ? it.wrong : undefined })),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconcile' as const) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('grant' as const, 'revoke' as const), id, who: fc.constantFrom(...PRINCIPALS, '999999999999', 'all'), right: fc.constantFrom('launch', 'copy') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('state' as const), id, state: fc.constantFrom('available', 'disabled', 'disabled', 'deregistered') }) },
);

/** A stack whose role may do all that any version needs. */
let template: Deployment;
let reconciled = 0;

/** What is sent of a version: only what the custom resource asks for differs. */
function deploymentFor(asked: Version, breaks: boolean): Deployment {
  const copy = JSON.parse(JSON.stringify(template.template));
  for (const [name, resource] of Object.entries<any>(copy.Resources)) {
    if (resource.Type === 'Custom::ImageSharePolicy') {
      Object.assign(resource.Properties, {
        Images: asked.images.map(it => ({ Image: `ami-${it}` })), Launch: principals(...asked.launch), Copy: principals(...asked.copy), Mode: asked.mode, OnRemoval: asked.onRemoval,
        Reconcile: String(reconciled),
      });
    } else if (name === 'Breaks' && !breaks) {
      delete copy.Resources[name];
    }
  }
  return { ...template, template: copy };
}

class History {
  private readonly model = new Model();

  public constructor() {
    for (const each of IDS) {
      world.ec2.images.addSnapshot({ ...HOME, snapshotId: `snap-${each}` });
      world.ec2.images.addImage({ ...HOME, imageId: `ami-${each}`, snapshots: [`snap-${each}`] });
      this.model.amis.set(each, { state: 'available', launch: new Set(), copy: new Set() });
    }
  }

  public async tell(next: Step): Promise<void> {
    switch (next.kind) {
      case 'deploy': await this.deploy(next); break;
      case 'delete': await this.remove(); break;
      case 'reconcile': await this.reconcile(); break;
      case 'state': this.become(next.id, next.state); break;
      default: this.byHand(next);
    }
    const real = IDS.map(each => [each, launchersOf(`ami-${each}`), copiersOf(`snap-${each}`)]);
    expect(real).toEqual(IDS.map(each => [each, ...RIGHTS.map(right => [...this.model.amis.get(each)![right]].sort())]));
  }

  private async deploy({ version: asked, ends, wrong, twice, lag }: Step & { kind: 'deploy' }): Promise<void> {
    const { model } = this;
    const before = model.deployed;
    const isRefused = model.refuses(asked);
    // A failure in earnest has to meet the update itself; and of one that takes away what nobody declared nobody can say what it took.
    const fails = ends === 'fails' && !isRefused && asked.mode === 'ADDITIVE' && wrong === undefined && twice === undefined && model.changesLaunches(asked);
    if (fails) {
      world.server.disturbances.plan('ModifyImageAttribute', failing('ResourceLimitExceeded', 'no'));
    }
    if (wrong) {
      world.server.disturbances.plan(...wrong);
    }
    world.functions.deliverTwice = isRefused ? undefined : twice;
    world.server.lag.reads = lag;
    const status = await statusOf(deploymentFor(asked, ends === 'breaks'));
    world.functions.deliverTwice = undefined;
    world.server.disturbances.forget();
    await catchUp(lag, () => world.server.call('ec2', 'DescribeSnapshots', {}, HOME));

    const breaks = ends === 'breaks' || isRefused || fails;
    const [well, badly] = before ? ['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] : ['CREATE_COMPLETE', 'ROLLBACK_COMPLETE'];
    expect(status).toBe(breaks ? badly : well);
    if (isRefused) {
      model.refused();
    } else {
      model.deploys(asked);
      if (breaks) {
        model.rollsBackFrom(asked, before);
      }
    }
    if (breaks && before === undefined) {
      // A stack whose creation was rolled back can only be deleted.
      await remove();
    }
  }

  private async reconcile(): Promise<void> {
    const { deployed } = this.model;
    if (deployed !== undefined) {
      reconciled++;
      expect(await statusOf(deploymentFor(deployed, false))).toBe('UPDATE_COMPLETE');
      this.model.deploys(deployed);
    }
  }

  private async remove(): Promise<void> {
    if (this.model.deployed !== undefined) {
      expect((await remove())!.status).toBe('DELETE_COMPLETE');
      this.model.removes();
    }
  }

  /** An AMI is disabled, enabled, or goes for good. */
  private become(each: string, state: 'available' | 'disabled' | 'deregistered'): void {
    const ami = this.model.amis.get(each)!;
    if (ami.state !== 'deregistered') {
      ami.state = state;
      if (state !== 'available') {
        ami.launch.clear();
      }
      world.ec2.images.update(HOME.region, `ami-${each}`, { state, ...state === 'available' ? {} : { launchPermissions: [] } });
    }
  }

  /** Somebody grants or revokes something. */
  private byHand({ kind, id: each, who, right }: Step & { kind: 'grant' | 'revoke' }): void {
    const ami = this.model.amis.get(each)!;
    if (right === 'copy' || ami.state === 'available') {
      kind === 'grant' ? ami[right].add(who) : ami[right].delete(who);
      const permissions = [...ami[right]].map(it => (it === 'all' ? { Group: it } : { UserId: it }));
      if (right === 'launch') {
        world.ec2.images.update(HOME.region, `ami-${each}`, { launchPermissions: permissions });
      } else {
        world.ec2.images.saveSnapshot({ ...world.ec2.images.snapshot(HOME.region, `snap-${each}`)!, createVolumePermissions: permissions });
      }
    }
  }
}

randomHistories(step, async () => {
  await begin();
  template = deploymentOfStack({ copy: [account(PRINCIPALS[0])], breaks: true });
  await end();
}, async () => {
  await begin();
  return new History();
});
