import type { Envelope } from '../envelope';
import { envelopeOf } from '../new-envelope';
import { foundByReconciliation } from '../origin';
import type { Change } from '../sources/changes';
import type { StoreName } from '../store-name';

/** A change that `reconcile` found at the vendor. Nothing has signed it: it came over our own connection. */
export function foundEnvelope(
  { key, headers: own, askedAtHeader, body }: Change,
  { source: name, store }: StoreName,
  askedAt: Date,
): Envelope {
  const headers = askedAtHeader ? { ...own, [askedAtHeader]: askedAt.toISOString() } : own;
  const source = { name, keptHeaders: Object.keys(headers), eventKey: () => key };
  const envelope = envelopeOf({ source, store, request: { headers, body }, secret: '', receivedAt: askedAt });
  return { ...envelope, signedWith: foundByReconciliation };
}
