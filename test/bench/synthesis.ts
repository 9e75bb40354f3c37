import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alphas, alphasWithOneRole, l1Rules, l1s, ourRules, ours, oursInDays } from './apps';
import { compare, Ratio, Rounds } from './rounds';

// A process of its own: compares the synthesis of apps, and prints the ratios.

const ROUNDS: Rounds = { warmUp: 6, counted: 11 };

type Synthesis = (outdir: string) => void;

const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const ratio = (one: Synthesis, other: Synthesis): Ratio => compare(() => one(outdir), () => other(outdir), ROUNDS);
  process.stdout.write(JSON.stringify({
    l1: ratio(ours, l1s),
    alpha: ratio(oursInDays, alphas),
    alphaWithOneRole: ratio(oursInDays, alphasWithOneRole),
    l1Rules: ratio(ourRules, l1Rules),
  }));
} finally {
  rmSync(outdir, { recursive: true });
}
