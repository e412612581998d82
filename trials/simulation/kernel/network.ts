import type { Effect } from '../faults';
import type { Machine } from './machine';
import type { Scheduler } from './scheduler';
import type { Trace } from './trace';

/** How a request ended for the process that sent it. */
export type Arrived<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'lost'; readonly why: 'timeout' | 'ECONNRESET' | 'ECONNREFUSED' };

export interface Call<T> {
  readonly machine: Machine;
  readonly label: string;
  readonly effect: Effect | undefined;
  /** To the service and back, ms each. */
  readonly latency: readonly [to: number, back: number];
  readonly timeoutMs: number;
  /** What the service does, when the request arrives. */
  readonly work: () => T;
  /** What the answer says, for the schedule. */
  readonly told: (value: T) => string;
}

export type SendCall = <T>(call: Call<T>) => Promise<Arrived<T>>;

/**
 * One request: it leaves, arrives, is worked on in one moment, and its answer comes back. Each of these may fail, and
 * a process that dies meanwhile takes nothing back.
 */
export function network(scheduler: Scheduler, trace: Trace): SendCall {
  return <T>(call: Call<T>) => send(call, scheduler, trace);
}

function send<T>(call: Call<T>, scheduler: Scheduler, { note }: Trace): Promise<Arrived<T>> {
  const { machine, label, effect, timeoutMs, work, told } = call;
  const [to, back] = call.latency;
  if (machine.isDead()) return never();
  if (effect?.do === 'die' && effect.when === 'before') {
    note(machine.name, `dies before ${label}`);
    machine.kill();
    return never();
  }
  // With the process gone, what is on its way may arrive or not.
  const arrivesAfterDeath = effect?.do === 'die' || machine.random.chance(0.5);
  return new Promise((resolve) => {
    const timer = machine.after(timeoutMs, () => {
      note(machine.name, `timeout of ${label}`);
      resolve({ kind: 'lost', why: 'timeout' });
    });
    const answer = (arrived: Arrived<T>, afterMs: number) =>
      machine.after(afterMs, () => {
        timer.cancel();
        resolve(arrived);
      });
    const breaksAtOnce = effect?.do === 'lost' && effect.lateMs !== undefined;
    const arrive = () => {
      if (machine.isDead() && !arrivesAfterDeath) return note(machine.name, `never sent: ${label}`);
      if (effect?.do === 'lost' && effect.when !== 'after') {
        note(machine.name, `no connection for ${label} (${effectText(effect)})`);
        answer({ kind: 'lost', why: effect.when === 'never' ? 'ECONNREFUSED' : 'ECONNRESET' }, back);
        return;
      }
      const value = work();
      note(machine.name, `${label}: ${told(value)}${effect ? ` (${effectText(effect)})` : ''}`);
      if (effect?.do === 'late') return;
      if (effect?.do === 'die' && effect.when === 'landed') return machine.kill();
      if (breaksAtOnce) return;
      if (effect?.do === 'lost') answer({ kind: 'lost', why: 'ECONNRESET' }, back);
      else answer({ kind: 'answer', value }, back);
    };
    const lateMs = lateMsOf(effect);
    if (breaksAtOnce) answer({ kind: 'lost', why: 'ECONNRESET' }, to + back);
    scheduler.after(to + lateMs, arrive);
    if (effect?.do === 'die' && effect.when === 'sent') {
      note(machine.name, `dies with ${label} on its way`);
      machine.kill();
    }
    if (effect?.do === 'stall' && !machine.isFrozen()) {
      note(machine.name, `stalls for ${effect.ms} ms with ${label} on its way`);
      machine.freeze();
      scheduler.after(effect.ms, () => {
        note(machine.name, 'thaws');
        machine.thaw();
      });
    }
  });
}

function lateMsOf(effect: Effect | undefined): number {
  if (effect?.do === 'late') return effect.ms;
  return effect?.do === 'die' || effect?.do === 'lost' ? (effect.lateMs ?? 0) : 0;
}

const never = () => new Promise<never>(() => {});

/** An effect in a few words. */
export function effectText(effect: Effect): string {
  const { do: what, ...more } = effect;
  return [what, ...Object.entries(more).map(([name, value]) => `${name}=${value}`)].join(' ');
}
