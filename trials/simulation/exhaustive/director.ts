import type { Random } from '../../chaos/random';
import type { Pending } from '../kernel/event-heap';
import type { Machine } from '../kernel/machine';
import type { SendCall } from '../kernel/network';
import { functionSlot } from '../world/function-slot';
import type { World } from '../world/world';
import { type Decision, keptFor } from './decisions';

/** In the place of chance: every latency the shortest, messages in the order in which they came. */
export const noChance: Random = {
  next: () => 0.5,
  between: (low) => low,
  chance: () => false,
  pick: ([first]) => first,
};

/** Says which of two workers runs: one of them at a time, until it has nothing to do or is preempted. */
export interface Director {
  readonly direct: (send: SendCall, world: Pick<World, 'scheduler' | 'trace'>) => SendCall;
  startEventSource(world: World): void;
  /** The workers' calls so far, by name. */
  readonly calls: readonly string[];
}

export function directorOf(decisions: readonly Decision[]): Director {
  const calls: string[] = [];
  let kept: { readonly machine: Machine; readonly until: number } | undefined;
  let step: () => void = () => {};

  const direct: Director['direct'] =
    (send, { scheduler, trace }) =>
    (call) => {
      const { machine } = call;
      if (!machine.name.startsWith('worker')) return send(call);
      const decision = decisions.find(({ at }) => at === calls.length);
      calls.push(call.label);
      if (decision?.do === 'fault') return send({ ...call, effect: decision.effect });
      const sent = send(call);
      if (decision?.do === 'preempt') {
        trace.note(machine.name, `is preempted, and kept ${decision.kept}, with ${call.label} on its way`);
        const before = kept;
        machine.freeze();
        kept = { machine, until: scheduler.now() + keptFor[decision.kept] };
        before?.machine.thaw();
        scheduler.after(1, () => step());
      }
      return sent;
    };

  function startEventSource(world: World): void {
    const { scheduler, queues, trace } = world;
    let next: Pending | undefined;
    const again = (at: number) => {
      next?.cancel();
      next = scheduler.at(at, () => step());
    };
    const slots = [0, 1].map((place) => functionSlot(place, world, () => step()));
    step = () => {
      const running = slots.some((slot) => slot.working()?.isFrozen() === false);
      if (running) return;
      if (kept?.machine.isDead()) kept = undefined;
      const idle = slots.find((slot) => !slot.isBusy());
      const [message] = idle ? queues.events.receive(1) : [];
      if (idle && message) return idle.invoke([message]);
      if (kept && scheduler.now() >= kept.until) {
        const { machine } = kept;
        kept = undefined;
        trace.note(machine.name, 'goes on');
        return machine.thaw();
      }
      const times = [idle ? queues.events.nextVisibleAt() : undefined, kept?.until];
      const soonest = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
      if (Number.isFinite(soonest)) again(Math.max(soonest, scheduler.now() + 1));
    };
    world.onQueueChange(() => again(scheduler.now() + 1));
  }
  return { direct, startEventSource, calls };
}
