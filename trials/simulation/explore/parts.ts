import type { Spec } from '../spec';

/** A part of a universe that can be left out: a step of its story, or something that goes wrong. */
export type Part = `s${number}` | `f${number}`;

export function partsOf({ steps, faults }: Spec): Part[] {
  return [...steps.map((_, place): Part => `s${place}`), ...faults.map((_, place): Part => `f${place}`)];
}

/** The universe with these parts alone. */
export function onlyWith(spec: Spec, parts: ReadonlySet<string>): Spec {
  return {
    ...spec,
    steps: spec.steps.filter((_, place) => parts.has(`s${place}`)),
    faults: spec.faults.filter((_, place) => parts.has(`f${place}`)),
  };
}
