import { storeKey } from '../../lambda/store-name';
import type { RangeResult } from './explore/run-range';
import type { Fault } from './faults';
import { type Violation, violationKinds } from './judge/violation';
import { effectText } from './kernel/network';
import { durationOf } from './kernel/trace';
import type { Spec, Step } from './spec';

const mostSeeds = 8;

/** A line for each kind of violation with the first seeds that show it, and the sum last. */
export function reportLines({ universes, deliveries, found }: RangeResult): string[] {
  const lines = violationKinds.flatMap((kind) => {
    const seeds = found.filter(({ violations }) => violations.some((violation) => violation.kind === kind));
    if (seeds.length === 0) return [];
    const shown = seeds.slice(0, mostSeeds).map(({ seed }) => seed);
    const more = seeds.length > shown.length ? ' …' : '';
    return [
      `${kind.padEnd(18)} ${String(seeds.length).padStart(5)} universes, seeds ${shown.join(' ')}${more}`,
    ];
  });
  return [...lines, sumLine(universes, deliveries, violationsIn(found))];
}

export const violationsIn = (found: RangeResult['found']) =>
  found.reduce((sum, { violations }) => sum + violations.length, 0);

export const sumLine = (universes: number, deliveries: number, violations: number) =>
  `${universes} universes, ${deliveries} deliveries, ${violations} violations`;

export const violationLine = ({ kind, about }: Violation) => `${kind}: ${about}`;

/** What a universe is, for people: its world, its story and what goes wrong. */
export function specLines({ seed, traits, customers, steps, faults }: Spec): string[] {
  const { masivo, ...others } = traits;
  const told = new Set(steps.flatMap((step) => ('customer' in step ? step.customer : [])));
  return [
    `seed ${seed}: ${JSON.stringify({ ...others, ...masivo })}`,
    ...customers.flatMap(({ source, store, id, registeredMs, versions, choices = [] }, index) => {
      if (!told.has(index)) return [];
      const since = registeredMs < 0 ? ', since before go-live' : '';
      return [
        `${storeKey({ source, store })} ${id}${since}`,
        ...versions.map(({ atMs, ...version }, place) => {
          return `  version ${place}: ${JSON.stringify(version)}`;
        }),
        ...choices.map(
          ({ atMs, ...choice }, place) =>
            `  choice ${place} at ${durationOf(atMs)}: ${JSON.stringify(choice)}`,
        ),
      ];
    }),
    ...steps.map((step) => `${durationOf(step.atMs).padStart(18)}  ${stepText(step)}`),
    ...faults.map((fault) => `  fault: ${faultText(fault)}`),
  ];
}

function stepText({ atMs: _, do: what, ...more }: Step): string {
  return [what, ...Object.entries(more).map(([name, value]) => `${name} ${value}`)].join(' ');
}

function faultText(fault: Fault): string {
  const effect = effectText(fault.effect);
  if (fault.kind === 'call') return `call ${fault.nth} of "${fault.op}": ${effect}`;
  const { op, fromMs, toMs, probability } = fault;
  return `"${op}…" from ${durationOf(fromMs)} to ${durationOf(toMs)}, ${probability * 100} %: ${effect}`;
}
