import { createHmac } from 'node:crypto';
import type { Purposes } from '../../../lambda/masivo/consent';
import type { Item } from '../models/expressions/values';
import type { Customer } from '../spec';

export interface ByHand {
  readonly at: number;
  readonly before: Purposes | null;
}

/** Who was to be erased, and who was. */
export interface ErasureWatch {
  /** An erasure that reaches this customer for certain is on the queue. */
  onErasure(id: string): void;
  /** @param before what Masivo had until then */
  onConsentByHand(id: string, before: Purposes | null): void;
  /** Told each time that a tombstone may have been written. */
  onTombstone(pk: string, item: Item | undefined): void;
  isToBeErased(id: string): boolean;
  /** When the customer's tombstone says that it was erased, epoch ms. */
  erasedAt(id: string): number | undefined;
  /** The same of the first tombstone. */
  firstErasedAt(id: string): number | undefined;
  emailErasedAt(email: string): number | undefined;
  /** When somebody last recorded consent by hand in Masivo, epoch ms, and what it had before. */
  readonly consentByHand: ReadonlyMap<string, ByHand>;
}

/** Knows of the ledger only how docs/erasure.md names tombstones: by HMACs that nobody can read. */
export function erasureWatch(
  customers: readonly Customer[],
  secret: string,
  now: () => number,
): ErasureWatch {
  const hmac = (...parts: readonly string[]) =>
    createHmac('sha256', secret).update(parts.join('\0')).digest('base64url');
  const ids = new Map(
    customers.map(({ source, store, id }) => [hmac('erased-customer', source, store, id), id] as const),
  );
  const asked = new Set<string>();
  const erased = new Map<string, number>();
  const first = new Map<string, number>();
  const emails = new Map<string, number>();
  const consentByHand = new Map<string, ByHand>();
  return {
    consentByHand,
    onErasure: (id) => void asked.add(id),
    onConsentByHand: (id, before) => void consentByHand.set(id, { at: now(), before }),
    onTombstone(pk, item) {
      const [, kind, name = ''] = pk.split('|');
      if (kind !== 'erased') return;
      const at = Number(item?.erasedAt?.N);
      const id = ids.get(name);
      if (id === undefined) emails.set(name, at);
      else {
        erased.set(id, at);
        if (!first.has(id)) first.set(id, at);
      }
    },
    isToBeErased: (id) => asked.has(id),
    erasedAt: (id) => erased.get(id),
    firstErasedAt: (id) => first.get(id),
    emailErasedAt: (email) => emails.get(hmac('erased-email', email.toLowerCase())),
  };
}
