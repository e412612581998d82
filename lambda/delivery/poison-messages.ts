import { readEnvelope } from '../envelope';
import type { DeliveryRecord } from '../ledger/delivery-record';
import type { SharedItems } from '../ledger/shared-items';
import { poison } from '../retry/retry-times';
import type { MessageAction } from './message-action';

/** Messages that may be what kills the function: they are handled one at a time, after all others. */
export interface PoisonMessages {
  /** Received often, and yet no attempt was ever recorded. */
  isSuspect(message: string, receives: number): Promise<boolean>;
  /** Gives a suspect a few tries alone; one that never returns from them ends in the DLQ. */
  attemptIsolated(message: string, attempt: () => Promise<MessageAction>): Promise<MessageAction>;
}

export interface PoisonMessageDeps {
  readonly recordOf: (delivery: string) => Promise<DeliveryRecord | 'newer' | undefined>;
  readonly items: Pick<SharedItems, 'take'>;
  readonly now: () => Date;
}

export function poisonMessages({ recordOf, items, now }: PoisonMessageDeps): PoisonMessages {
  return {
    async isSuspect(message, receives) {
      if (receives < poison.suspectReceives) return false;
      const read = readEnvelope(message);
      if (read.kind !== 'envelope') return false;
      // Its attempts may all have waited for a pause or an outage: then one try alone costs nothing but a write.
      return (await recordOf(read.envelope.id)) === undefined;
    },

    async attemptIsolated(message, attempt) {
      const read = readEnvelope(message);
      if (read.kind !== 'envelope') return attempt();
      const name = `poison|${read.envelope.id}`;
      const expiresAt = new Date(now().getTime() + poison.rememberedMs);
      const granted = await items.take(name, 1, poison.isolatedTries, expiresAt);
      if (granted === 0) return { kind: 'dead-letter', reason: { code: 'function-died' } };
      try {
        return await attempt();
      } finally {
        // It came back, be it with an error, so it is no poison: the try was not one.
        await items.take(name, -1, poison.isolatedTries, expiresAt);
      }
    },
  };
}
