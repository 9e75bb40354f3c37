import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { RetentionMeasures } from './retention';
import { Comparison, exactly, median, Ratio, ratioOf } from './rounds';
import type { SharingMeasures } from './sharing';
import type { StateMeasures } from './state';

/** One result of the benchmark: a ratio, or a number that was counted. */
export interface Figure {
  /** Stable: figures of different days are compared by it. */
  readonly id: string;
  readonly name: string;
  readonly ratio: Ratio;

  /** What the ratio should be, or the time of the remark. Nothing fails where it is not. */
  readonly goal?: string;

  /** What the ratio alone does not say. */
  readonly remark?: string;
}

/**
 * The synthesis of an app with 400 policies or retention rules, checks and all, as a multiple of that of other apps.
 */
export function synthesisFigures(folder: string): Figure[] {
  const { l1, alpha, alphaWithOneRole, l1Rules } = run<Record<string, Ratio>>(folder, 'synthesis');
  return [
    { id: 'synth.lifecycle.vsL1', name: '400 policies against 400 L1s with the same properties', ratio: l1, goal: '<= 1.45' },
    { id: 'synth.lifecycle.vsAlpha', name: '400 policies against 400 of the alpha library', ratio: alpha, goal: '< 1' },
    { id: 'synth.lifecycle.vsAlphaWithOneRole', name: 'the same, if the alpha library is given one role for all', ratio: alphaWithOneRole },
    { id: 'synth.retention.vsL1', name: '400 retention rules against 400 L1s with the same properties', ratio: l1Rules, goal: '<= 1.6' },
  ];
}

/** Odd, so that the median is a measured one. */
const IMPORTS = 15;

/**
 * The time of an import of the library and all its exports, as a part of that of the core modules which it needs.
 */
export function importFigures(folder: string): Figure[] {
  // The first one reads the files from the disk.
  const times = Array.from({ length: IMPORTS + 1 }, () => run<{ core: number; library: number }>(folder, 'import')).slice(1);
  const [core, library] = [median(times.map(time => time.core)), median(times.map(time => time.library))];
  return [{
    id: 'import.ms.vsCore',
    name: 'import of the library, with all that it exports, as a part of the core\'s',
    ratio: ratioOf(times.map(time => time.library / time.core)),
    goal: '<= 0.2',
    remark: `${library.toFixed(1)} ms on top of ${core.toFixed(1)} ms`,
  }];
}

const ROOT = join(__dirname, '..', '..');

/**
 * What the stand-in for AWS takes, as a multiple of something comparable.
 */
export function standInFigures(): Figure[] {
  const { call, coldFunction, step, example, customResource } =
    runOnStandIn<Record<string, Comparison>>('stand-in', 'test/handlers', 'test/handlers/.assets');
  const figure = (id: string, name: string, { ratio, one, other }: Comparison, goal?: string): Figure =>
    ({ id: `localAws.${id}`, name, ratio, goal, remark: `${one.toFixed(1)} ms against ${other.toFixed(1)} ms` });
  return [
    figure('call.vsHttp', 'stand-in: a call by the SDK against a bare round trip', call, '< 10 ms'),
    figure('step.vsHttp', 'stand-in: an update in this process, per call of the function', step, '<= 5 ms'),
    figure('coldFunction.vsNode', 'stand-in: a cold isolated function against `node -e 0`', coldFunction, '< 400 ms'),
    figure('goldenImages.vsSynth', 'stand-in: examples/golden-images, created to deleted, against its synthesis', example, '< 10 s'),
    figure('customResource.vsSynth', 'stand-in: an isolated custom resource, created to deleted, against its synthesis', customResource),
  ];
}

/**
 * What a share policy asks of AWS, how long it takes, and what its function is.
 */
export function sharingFigures(): Figure[] {
  const { calls, bytesPerAccount, indentedBytesPerAccount, fleets, asset, coldStart } = runOnStandIn<SharingMeasures>('sharing', 'lib/handlers', 'assets');
  const share = 'share policy of 100 AMIs and 50 accounts';
  const fleet = (id: string, buckets: keyof typeof fleets, which: string): Figure => {
    const { seconds, limit } = fleets[buckets];
    return {
      id: `share.fleet.${id}`,
      name: `share policy of 1,000 AMIs in 4 Regions against ${which} of EC2 alone`,
      ratio: ratioOf(seconds.map(it => it / limit)),
      goal: '<= 1.1',
      remark: `${median(seconds).toFixed(1)} s against ${limit.toFixed(1)} s, by the moved clock`,
    };
  };
  return [
    { id: 'share.calls.first', name: `${share}: calls that create it`, ratio: exactly(calls.first), goal: '<= 205' },
    { id: 'share.calls.steady', name: `${share}: calls that find nothing to do`, ratio: exactly(calls.steady), goal: '<= 205', remark: 'none of them writes' },
    {
      id: 'share.template.bytesPerAccount',
      name: 'share policy: bytes of the template for each account more',
      ratio: exactly(bytesPerAccount),
      goal: '<= 16',
      remark: `${indentedBytesPerAccount.toFixed(1)} with the indentation that the CDK writes by default`,
    },
    fleet('vsBucketLimit', 'byKind', 'the token buckets of reads and writes'),
    fleet('vsOwnBucketLimit', 'documented', 'the token buckets of each operation'),
    {
      id: 'handler.init.vsAwsCustomResource',
      name: 'cold start of the share function until it describes AMIs, against that of AwsCustomResource',
      ratio: coldStart.ratio,
      goal: '<= 0.5',
      remark: `${coldStart.one.toFixed(0)} ms against ${coldStart.other.toFixed(0)} ms, both with Node.js itself; ours reads its stack first`,
    },
    {
      id: 'handler.asset.bytes',
      name: 'share function: bytes of its code, the SDK included',
      ratio: exactly(asset.bytes),
      remark: `AwsCustomResource: ${asset.ofAwsCustomResource} bytes, without the SDK`,
    },
  ];
}

/**
 * What a locked retention rule asks of AWS, and what its function is.
 */
export function retentionFigures(): Figure[] {
  const { calls, callsOfFirst, assets, coldStart } = runOnStandIn<RetentionMeasures>('retention', 'lib/handlers', 'assets');
  const rule = 'locked retention rule';
  return [
    {
      id: 'retention.calls.first',
      name: `${rule}: calls that make and lock it`,
      ratio: exactly(calls.first),
      remark: `${callsOfFirst.first} for the first rule of an account, which takes half an hour`,
    },
    { id: 'retention.calls.steady', name: `${rule}: calls that find nothing to do`, ratio: exactly(calls.steady), remark: 'none of them writes' },
    {
      id: 'retention.calls.refusing',
      name: `${rule}: calls until a change that the lock forbids is refused and rolled back`,
      ratio: exactly(calls.refusing),
      remark: 'none of them writes',
    },
    {
      id: 'handler.init.lockedRetentionRule.vsAwsCustomResource',
      name: 'cold start of the locked rule\'s function until it lists rules, against that of AwsCustomResource',
      ratio: coldStart.ratio,
      remark: `${coldStart.one.toFixed(0)} ms against ${coldStart.other.toFixed(0)} ms, both with Node.js itself and the small client of Recycle Bin; ours reads `
        + 'its stack first',
    },
    {
      id: 'handler.asset.lockedRetentionRule.bytes',
      name: 'locked rule\'s function: bytes of its code, the SDK included',
      ratio: exactly(assets.lockedRule),
      remark: `AwsCustomResource: ${assets.ofAwsCustomResource} bytes, without the SDK`,
    },
    { id: 'handler.asset.retentionRuleLock.bytes', name: 'lock\'s function: bytes of its code, the SDK included', ratio: exactly(assets.lock) },
  ];
}

/**
 * What an image state update asks of AWS, and what its function is.
 */
export function stateFigures(): Figure[] {
  const { calls: { recall, steady, undo, asking }, assetBytes } = runOnStandIn<StateMeasures>('state', 'lib/handlers', 'assets');
  const update = 'state update of an image with 4 AMIs, shared with 50 accounts';
  const remark = (count: number) => `${count} of them ask how far Image Builder is, by the clock of the stand-in`;
  return [
    { id: 'state.calls.recall', name: `${update}: calls that disable it`, ratio: exactly(recall), remark: remark(asking.recall) },
    { id: 'state.calls.steady', name: `${update}: calls that find nothing to do`, ratio: exactly(steady), remark: 'none of them writes' },
    { id: 'state.calls.undo', name: `${update}: calls that make it available and share it again`, ratio: exactly(undo), remark: remark(asking.undo) },
    { id: 'handler.asset.imageStateUpdate.bytes', name: 'state update\'s function: bytes of its code, the SDK included', ratio: exactly(assetBytes) },
  ];
}

/** Runs a program on the stand-in, with the functions of a folder as they are now. */
function runOnStandIn<T>(program: string, handlers: string, assets: string): T {
  execFileSync(process.execPath, ['projenrc/bundle/bundle.mjs', handlers, assets], { cwd: ROOT });
  const env = {
    ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'examples/tsconfig.json', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const args = ['--import', 'tsx', '--import', './projenrc/sources-first.mjs', `test/bench/${program}.ts`];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8' })) as T;
}

/** Runs a compiled program, not under what runs this one: its hooks would slow stack traces and imports down. */
function run<T>(folder: string, program: string): T {
  // The core's own validator takes longer than all else, and the same for everyone.
  const env = { ...process.env, NODE_OPTIONS: '', CDK_VALIDATION: 'false' };
  return JSON.parse(execFileSync(process.execPath, [join(folder, `${program}.js`)], { env, encoding: 'utf8' })) as T;
}
