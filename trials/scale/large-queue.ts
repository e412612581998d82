import type { Queue, QueueMessage, QueueOptions, ReceivedMessage } from '../simulation/models/queue';

interface Held extends QueueMessage {
  receives: number;
  /** Until when nobody receives it; undefined while it can be received. */
  hiddenUntil: number | undefined;
}

/** Messages become visible again together, at the next of these. */
const tickMs = 250;

/** A queue for a hundred thousand messages, which knows how many are in flight: those that are hidden. */
export interface LargeQueue extends Queue {
  readonly inFlight: () => number;
  readonly waiting: () => number;
  /** Those that can be received now. */
  readonly visible: () => number;
  /** When the oldest message was sent, epoch ms. */
  readonly oldestSentAt: () => number | undefined;
}

/** Messages in the order in which they became visible: SQS promises none, but nobody starves. */
export function largeQueue({ name, scheduler, visibilityMs, onChange }: QueueOptions): LargeQueue {
  const held = new Map<string, Held>();
  const visible: Held[] = [];
  let first = 0;
  const hidden = new Map<number, Held[]>();
  let sent = 0;
  let inFlight = 0;
  const handleOf = ({ id, receives }: Held) => `${id}#${receives}`;

  function show(message: Held): void {
    if (message.hiddenUntil !== undefined) inFlight -= 1;
    message.hiddenUntil = undefined;
    visible.push(message);
  }
  function hide(message: Held, ms: number): void {
    const until = Math.ceil((scheduler.now() + ms) / tickMs) * tickMs;
    if (message.hiddenUntil === undefined) inFlight += 1;
    message.hiddenUntil = until;
    const beside = hidden.get(until);
    if (beside) beside.push(message);
    else {
      const due: Held[] = [];
      hidden.set(until, due);
      scheduler.at(until, () => {
        hidden.delete(until);
        for (const each of due) if (each.hiddenUntil === until && held.has(each.id)) show(each);
        onChange();
      });
      due.push(message);
    }
  }
  function byHandle(receiptHandle: string): Held | undefined {
    const message = held.get(receiptHandle.slice(0, receiptHandle.lastIndexOf('#')));
    return message && handleOf(message) === receiptHandle ? message : undefined;
  }

  return {
    send(body) {
      sent += 1;
      const message = {
        id: `${name}-${sent}`,
        body,
        sentAt: scheduler.now(),
        receives: 0,
        hiddenUntil: undefined,
      };
      held.set(message.id, message);
      show(message);
      onChange();
    },
    receive(most) {
      const taken: ReceivedMessage[] = [];
      for (; taken.length < most && first < visible.length; first += 1) {
        const message = visible[first];
        if (!message || !held.has(message.id)) continue;
        message.receives += 1;
        hide(message, visibilityMs);
        const { id, body, sentAt, receives } = message;
        taken.push({ id, body, sentAt, receives, receiptHandle: handleOf(message) });
      }
      if (first > 10_000) {
        visible.splice(0, first);
        first = 0;
      }
      return taken;
    },
    delete(receiptHandle) {
      const message = byHandle(receiptHandle);
      if (!message) return;
      held.delete(message.id);
      if (message.hiddenUntil !== undefined) inFlight -= 1;
    },
    changeVisibility(receiptHandle, seconds) {
      const message = byHandle(receiptHandle);
      if (message?.hiddenUntil === undefined) return undefined;
      hide(message, seconds * 1000);
      return undefined;
    },
    showEarly() {
      throw new Error('Nothing goes wrong here');
    },
    nextVisibleAt: () => (visible.length > first ? scheduler.now() : undefined),
    messages: () => [...held.values()],
    takeAll: () => [],
    inFlight: () => inFlight,
    waiting: () => held.size,
    visible: () => held.size - inFlight,
    oldestSentAt() {
      const [oldest] = held.values();
      return oldest?.sentAt;
    },
  };
}
