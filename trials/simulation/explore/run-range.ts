import { specOf } from '../generate';
import type { Violation } from '../judge/violation';
import { runUniverse } from '../universe';

/** Universes of consecutive seeds. */
export interface Range {
  readonly from: number;
  readonly count: number;
}

/** What became of some universes. */
export interface RangeResult {
  readonly universes: number;
  readonly deliveries: number;
  readonly found: readonly { readonly seed: number; readonly violations: readonly Violation[] }[];
}

/** Runs universe after universe. */
export async function runRange(from: number, count: number): Promise<RangeResult> {
  let deliveries = 0;
  const found: { seed: number; violations: readonly Violation[] }[] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const universe = await runUniverse(specOf(seed));
    deliveries += universe.deliveries;
    if (universe.violations.length > 0) found.push({ seed, violations: universe.violations });
  }
  return { universes: count, deliveries, found };
}
