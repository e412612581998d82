import type { ViolationKind } from '../judge/violation';
import type { Spec } from '../spec';
import { runUniverse } from '../universe';
import { onlyWith, type Part, partsOf } from './parts';

export interface Shrunk {
  readonly parts: readonly Part[];
  readonly spec: Spec;
  /** How many universes were tried. */
  readonly tries: number;
}

export interface ShrinkOptions {
  /** @returns the kinds of violations in this universe. */
  readonly violationsIn?: (spec: Spec) => Promise<ReadonlySet<ViolationKind>>;
  readonly mostTries?: number;
}

async function kindsIn(spec: Spec): Promise<ReadonlySet<ViolationKind>> {
  return new Set((await runUniverse(spec)).violations.map(({ kind }) => kind));
}

/**
 * Delta debugging: leaves out halves, quarters, …, single parts as long as the same kind of violation is found. The
 * result cannot be made smaller by leaving out one part more, unless the tries were used up.
 */
export async function shrink(
  spec: Spec,
  kind: ViolationKind,
  { violationsIn = kindsIn, mostTries = 500 }: ShrinkOptions = {},
): Promise<Shrunk> {
  let parts = partsOf(spec);
  let tries = 0;
  const fails = async (kept: readonly Part[]) => {
    tries += 1;
    return (await violationsIn(onlyWith(spec, new Set(kept)))).has(kind);
  };
  for (let size = Math.ceil(parts.length / 2); size >= 1; ) {
    let smaller: readonly Part[] | undefined;
    for (let from = 0; from < parts.length && tries < mostTries && !smaller; from += size) {
      const kept = [...parts.slice(0, from), ...parts.slice(from + size)];
      if (await fails(kept)) smaller = kept;
    }
    if (smaller) parts = [...smaller];
    else if (size === 1) break;
    size = smaller ? Math.min(size, Math.max(1, parts.length)) : Math.ceil(size / 2);
    if (parts.length === 0 || tries >= mostTries) break;
  }
  return { parts, spec: onlyWith(spec, new Set(parts)), tries };
}
