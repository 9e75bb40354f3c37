import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Comparison, median, Ratio, ratioOf } from './rounds';

/** One result of the benchmark. */
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
 * The synthesis of an app with 400 policies, rules and all, as a multiple of that of other apps.
 */
export function synthesisFigures(folder: string): Figure[] {
  const { l1, alpha, alphaWithOneRole } = run<Record<string, Ratio>>(folder, 'synthesis');
  return [
    { id: 'synth.lifecycle.vsL1', name: '400 policies against 400 L1s with the same properties', ratio: l1, goal: '<= 1.6' },
    { id: 'synth.lifecycle.vsAlpha', name: '400 policies against 400 of the alpha library', ratio: alpha, goal: '< 1' },
    { id: 'synth.lifecycle.vsAlphaWithOneRole', name: 'the same, if the alpha library is given one role for all', ratio: alphaWithOneRole },
  ];
}

/** Odd, so that the median is a measured one. */
const IMPORTS = 15;

/**
 * What the import of the library takes, as a part of that of the core modules which it needs.
 */
export function importFigures(folder: string): Figure[] {
  // The first one reads the files from the disk.
  const times = Array.from({ length: IMPORTS + 1 }, () => run<{ core: number; library: number }>(folder, 'import')).slice(1);
  const [core, library] = [median(times.map(time => time.core)), median(times.map(time => time.library))];
  return [{
    id: 'import.ms.vsCore',
    name: 'import of the library as a part of the core\'s',
    ratio: ratioOf(times.map(time => time.library / time.core)),
    remark: `${library.toFixed(1)} ms on top of ${core.toFixed(1)} ms`,
  }];
}

const ROOT = join(__dirname, '..', '..');

/**
 * What the stand-in for AWS takes, as a multiple of something comparable.
 */
export function standInFigures(): Figure[] {
  // Its functions are those of the tests, as they are now.
  execFileSync(process.execPath, ['projenrc/bundle/bundle.mjs', 'test/handlers', 'test/handlers/.assets'], { cwd: ROOT });
  const program = ['--import', 'tsx', '--import', './projenrc/sources-first.mjs', 'test/bench/stand-in.ts'];
  const env = {
    ...process.env, CDK_VALIDATION: 'false', TSX_TSCONFIG_PATH: 'examples/tsconfig.json', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const { call, coldFunction, step, example, customResource } =
    JSON.parse(execFileSync(process.execPath, program, { cwd: ROOT, env, encoding: 'utf8' })) as Record<string, Comparison>;
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

/** Runs a compiled program, not under what runs this one: its hooks would slow stack traces and imports down. */
function run<T>(folder: string, program: string): T {
  // The core's own validator takes longer than all else, and the same for everyone.
  const env = { ...process.env, NODE_OPTIONS: '', CDK_VALIDATION: 'false' };
  return JSON.parse(execFileSync(process.execPath, [join(folder, `${program}.js`)], { env, encoding: 'utf8' })) as T;
}
