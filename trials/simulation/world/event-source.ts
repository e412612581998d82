import type { Pending } from '../kernel/event-heap';
import { functionSlot } from './function-slot';
import type { World } from './world';

const batchSize = 10;

/** Lambda's event source: hands batches of visible messages to so many functions at a time. */
export function startEventSource(world: World): void {
  const { scheduler, queues, spec } = world;
  const random = world.stream('event source');
  const slots = Array.from({ length: spec.traits.workers }, (_, place) =>
    functionSlot(place, world, () => poll()),
  );
  let next: { readonly at: number; readonly pending: Pending } | undefined;

  function poll(): void {
    const visibleAt = queues.events.nextVisibleAt();
    if (visibleAt === undefined || slots.every((slot) => slot.isBusy())) return;
    const at = Math.max(visibleAt, scheduler.now()) + random.between(5, 400);
    if (next && next.at <= at) return;
    next?.pending.cancel();
    next = { at, pending: scheduler.at(at, handOut) };
  }

  function handOut(): void {
    next = undefined;
    const idle = slots.filter((slot) => !slot.isBusy());
    while (idle.length > 0) {
      const [slot] = idle.splice(random.between(0, idle.length - 1), 1);
      const messages = queues.events.receive(random.chance(0.5) ? batchSize : random.between(1, 3));
      if (!slot || messages.length === 0) break;
      for (const { id } of messages) {
        const effect = world.faults.effectOn('receive');
        if (effect?.do === 'visible-early') scheduler.after(effect.ms, () => queues.events.showEarly(id));
      }
      slot.invoke(messages);
    }
    poll();
  }
  world.onQueueChange(poll);
}
