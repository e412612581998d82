import type { Random } from '../../chaos/random';
import type { Scheduler } from '../kernel/scheduler';

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  /** Why it is in the DLQ. */
  readonly reason?: string | undefined;
}

interface Held extends QueueMessage {
  receives: number;
  visibleAt: number;
  receivedAt: number;
}

export interface ReceivedMessage extends QueueMessage {
  readonly receiptHandle: string;
  readonly receives: number;
}

/** A standard queue of SQS: at least once, in any order. */
export interface Queue {
  send(body: string, reason?: string): void;
  receive(most: number): readonly ReceivedMessage[];
  delete(receiptHandle: string): void;
  /** @returns the name of SQS's error, or undefined */
  changeVisibility(receiptHandle: string, seconds: number): string | undefined;
  /** Hides a message no longer, though somebody works on it. */
  showEarly(messageId: string): void;
  /** When the next message can be received; undefined where there is none. */
  nextVisibleAt(): number | undefined;
  /** Received and not deleted, those that are hidden included. */
  inFlight(): number;
  messages(): readonly (QueueMessage & { readonly receives: number })[];
  /** Takes all out, as a redrive does. */
  takeAll(): readonly QueueMessage[];
}

export interface QueueOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly visibilityMs: number;
  /** Null where it keeps messages for good. */
  readonly retentionMs: number | null;
  readonly maxReceives: number;
  /** Where messages go that were received too often. */
  readonly onTooOften: (message: QueueMessage) => void;
  /** Called when a message may have become visible. */
  readonly onChange: () => void;
}

// SQS: the total visibility timeout of a message is twelve hours from its receipt at most.
const longestHiddenMs = 12 * 3600_000;

export function queue(options: QueueOptions): Queue {
  const { name, scheduler, random, visibilityMs, retentionMs, maxReceives } = options;
  const held = new Map<string, Held>();
  let sent = 0;
  const now = () => scheduler.now();

  function dropOld(): void {
    if (retentionMs === null) return;
    for (const { id, sentAt } of held.values()) if (now() - sentAt >= retentionMs) held.delete(id);
  }

  const handleOf = ({ id, receives }: Held) => `${id}#${receives}`;
  /** Only the handle of the latest receipt means anything. */
  function byHandle(receiptHandle: string): Held | undefined {
    const message = held.get(receiptHandle.slice(0, receiptHandle.lastIndexOf('#')));
    return message && handleOf(message) === receiptHandle ? message : undefined;
  }

  return {
    send(body, reason) {
      sent += 1;
      const id = `${name}-${sent}`;
      held.set(id, { id, body, sentAt: now(), reason, receives: 0, visibleAt: now(), receivedAt: 0 });
      options.onChange();
    },
    receive(most) {
      dropOld();
      const visible = [...held.values()].filter(({ visibleAt }) => visibleAt <= now());
      const taken: ReceivedMessage[] = [];
      while (taken.length < most && visible.length > 0) {
        const [message] = visible.splice(random.between(0, visible.length - 1), 1);
        if (!message) break;
        if (message.receives >= maxReceives) {
          held.delete(message.id);
          options.onTooOften(message);
          continue;
        }
        message.receives += 1;
        message.receivedAt = now();
        message.visibleAt = now() + visibilityMs;
        const { id, body, sentAt, receives } = message;
        taken.push({ id, body, sentAt, receives, receiptHandle: handleOf(message) });
      }
      return taken;
    },
    delete(receiptHandle) {
      const message = byHandle(receiptHandle);
      if (message) held.delete(message.id);
    },
    changeVisibility(receiptHandle, seconds) {
      const message = byHandle(receiptHandle);
      if (!message) return undefined;
      if (message.visibleAt <= now()) return 'MessageNotInflight';
      const visibleAt = now() + seconds * 1000;
      if (visibleAt - message.receivedAt > longestHiddenMs) return 'InvalidParameterValue';
      message.visibleAt = visibleAt;
      options.onChange();
      return undefined;
    },
    showEarly(messageId) {
      const message = held.get(messageId);
      if (!message) return;
      message.visibleAt = now();
      options.onChange();
    },
    nextVisibleAt() {
      dropOld();
      const times = [...held.values()].map(({ visibleAt }) => visibleAt);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    inFlight: () => [...held.values()].filter(({ visibleAt }) => visibleAt > now()).length,
    messages: () => [...held.values()].map((message) => ({ ...message })),
    takeAll() {
      const all = [...held.values()];
      held.clear();
      return all;
    },
  };
}
