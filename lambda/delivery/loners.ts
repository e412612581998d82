import { readEnvelope } from '../envelope';
import type { DeliveryRecord } from '../ledger/delivery-record';
import type { SharedItems } from '../ledger/shared-items';
import type { Fate } from './fate';

/** Messages that may be what kills the function: they are handled one at a time, after all others. */
export interface Loners {
  /** Received often, and yet no attempt was ever recorded. */
  isSuspect(message: string, receives: number): Promise<boolean>;
  /** Gives a suspect a few lonely tries; one that never returns from them ends in the DLQ. */
  attemptAlone(message: string, attempt: () => Promise<Fate>): Promise<Fate>;
}

export interface LonerDeps {
  readonly recordOf: (delivery: string) => Promise<DeliveryRecord | 'newer' | undefined>;
  readonly items: Pick<SharedItems, 'take'>;
  readonly now: () => Date;
}

const receivesOfASuspect = 5;
const lonelyTries = 3;
const rememberedMs = 24 * 3600_000;

export function loners({ recordOf, items, now }: LonerDeps): Loners {
  return {
    async isSuspect(message, receives) {
      if (receives < receivesOfASuspect) return false;
      const read = readEnvelope(message);
      if (read.kind !== 'envelope') return false;
      // Its attempts may all have waited for a pause or an outage: then one lonely try costs nothing but a write.
      return (await recordOf(read.envelope.id)) === undefined;
    },

    async attemptAlone(message, attempt) {
      const read = readEnvelope(message);
      if (read.kind !== 'envelope') return attempt();
      const name = `alone|${read.envelope.id}`;
      const expiresAt = new Date(now().getTime() + rememberedMs);
      const granted = await items.take(name, 1, lonelyTries, expiresAt);
      if (granted === 0)
        return { kind: 'dead', reason: 'the function died each time it handled this message' };
      try {
        return await attempt();
      } finally {
        // It came back, be it with an error, so it is no poison: the try was not one.
        await items.take(name, -1, lonelyTries, expiresAt);
      }
    },
  };
}
