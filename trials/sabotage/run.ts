import { type CodeCopy, copyCode } from './code-copy';
import { type Killed, killedBySimulation, killedByTests } from './killed';
import type { Mutant } from './mutant';

export interface SabotageOptions {
  readonly mutants: readonly Mutant[];
  /** The first of so many seeds that the simulation tries for each mutant. */
  readonly seed: number;
  readonly universes: number;
  /** How many mutants are tried at a time. */
  readonly processes: number;
  /** Whether tests are tried before the simulation. */
  readonly tests: boolean;
  readonly onVerdict: (verdict: Verdict) => void;
}

export interface Verdict {
  readonly mutant: Mutant;
  /** Undefined for a survivor. */
  readonly killed: Killed | undefined;
  readonly seconds: number;
}

/** Plants each fault alone and lets tests and the simulation look for it. The verdicts come in the mutants' order. */
export async function runSabotage(options: SabotageOptions): Promise<readonly Verdict[]> {
  const { mutants, processes, onVerdict } = options;
  const copies = Array.from({ length: Math.max(1, Math.min(processes, mutants.length)) }, copyCode);
  try {
    await checkUnharmed(copies, options);
    const verdicts = new Map<Mutant, Verdict>();
    const left = [...mutants];
    const work = async (copy: CodeCopy) => {
      for (let mutant = left.shift(); mutant; mutant = left.shift()) {
        const verdict = await verdictOn(mutant, copy, options);
        verdicts.set(mutant, verdict);
        onVerdict(verdict);
      }
    };
    await Promise.all(copies.map(work));
    return mutants.flatMap((mutant) => verdicts.get(mutant) ?? []);
  } finally {
    for (const copy of copies) copy.remove();
  }
}

/** What fails without any fault would kill every mutant. */
async function checkUnharmed([copy, other = copy]: readonly CodeCopy[], options: SabotageOptions) {
  const all = new Set(options.mutants.flatMap(({ tests }) => tests));
  const found = await Promise.all([
    copy && options.tests && killedByTests(copy.folder, [...all]),
    other && killedBySimulation(other.folder, options),
  ]);
  for (const killed of found) {
    if (killed) throw new Error(`Without any fault it fails already: ${JSON.stringify(killed)}`);
  }
}

async function verdictOn(mutant: Mutant, copy: CodeCopy, options: SabotageOptions): Promise<Verdict> {
  const began = performance.now();
  const takeOut = copy.plant(mutant);
  try {
    const killed =
      (options.tests ? await killedByTests(copy.folder, mutant.tests) : undefined) ??
      (await killedBySimulation(copy.folder, options));
    return { mutant, killed, seconds: (performance.now() - began) / 1000 };
  } finally {
    takeOut();
  }
}
