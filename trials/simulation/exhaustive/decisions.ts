import type { Effect } from '../faults';
import { shortTimes } from '../settings';

/** How long a process that is preempted is kept: until nobody else can go on, past its lease, or past its message's visibility. */
export const keptFor = {
  briefly: 0,
  'past its lease': shortTimes.leaseMs + 500,
  'past its visibility': 8 * 60_000,
} as const;
export type KeptFor = keyof typeof keptFor;

/** What befalls the `at`-th call of the workers. */
export type Decision =
  /** The process is kept with the call's answer on its way, and the other one runs. */
  | { readonly at: number; readonly do: 'preempt'; readonly kept: KeptFor }
  | { readonly at: number; readonly do: 'fault'; readonly effect: Effect };

/** How much may happen in one schedule. */
export interface Bound {
  readonly preemptions: number;
  readonly deaths: number;
  /** Answers that are lost, or work that is done late. */
  readonly losses: number;
  /** Deaths and losses together. */
  readonly faults: number;
}

/** After the lease of an attempt that died, and before nothing can land any more. */
const lateMs = 3000;

/**
 * What may befall a call of this name within what is left of the bound. Of schedules that differ in nothing but the
 * place of a call that commutes with all others one is enough:
 *
 * - Secrets and sign-ins change nothing and are changed by nobody: to be preempted at one is to be preempted at the call
 *   before it.
 * - To die anywhere between two calls that change something is to die right after the first of them; to die before
 *   any of them is to die at the batch's first call.
 */
export function optionsFor(op: string, at: number, left: Bound): Decision[] {
  const options: Decision[] = [];
  if (left.preemptions > 0 && isShared(op)) {
    for (const kept of keptForAll) options.push({ at, do: 'preempt', kept });
  }
  if (left.faults === 0) return options;
  const effects: Effect[] = [];
  if (left.deaths > 0) {
    if (isFirst(op)) effects.push({ do: 'die', when: 'before' });
    if (changesSomething(op)) effects.push({ do: 'die', when: 'landed' });
    if (isMasivoWrite(op)) effects.push({ do: 'die', when: 'sent', lateMs });
  }
  if (left.losses > 0) {
    if (op.startsWith('masivo')) effects.push({ do: 'lost', when: 'before' });
    if (changesSomething(op)) effects.push({ do: 'lost', when: 'after' });
    if (isMasivoWrite(op)) effects.push({ do: 'late', ms: lateMs });
  }
  return [...options, ...effects.map((effect): Decision => ({ at, do: 'fault', effect }))];
}

const keptForAll = ['briefly', 'past its lease', 'past its visibility'] as const satisfies readonly KeptFor[];
const isFirst = (op: string) => op === 'read shared-state';
const isShared = (op: string) => !/^(secret|masivo sign-in)/.test(op);
const isMasivoWrite = (op: string) => /^masivo (create|change|consent|migrate)/.test(op);
const changesSomething = (op: string) => /^(write|send|delay)/.test(op) || isMasivoWrite(op);

export function leftAfter(bound: Bound, decision: Decision): Bound {
  if (decision.do === 'preempt') return { ...bound, preemptions: bound.preemptions - 1 };
  const isDeath = decision.effect.do === 'die';
  return {
    ...bound,
    faults: bound.faults - 1,
    deaths: bound.deaths - (isDeath ? 1 : 0),
    losses: bound.losses - (isDeath ? 0 : 1),
  };
}
