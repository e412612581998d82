import type { Envelope } from '../envelope';
import { envelopeOf } from '../new-envelope';
import { foundByReconciliation } from '../origin';
import type { Change } from '../sources/changes';
import type { StoreName } from '../store-name';

/** A change that `reconcile` found at the vendor. Nothing has signed it: it came over our own connection. */
export function foundEnvelope(
  { key, headers, body }: Change,
  { source: name, store }: StoreName,
  receivedAt: Date,
): Envelope {
  const source = { name, keptHeaders: Object.keys(headers), eventKey: () => key };
  const envelope = envelopeOf({ source, store, request: { headers, body }, secret: '', receivedAt });
  return { ...envelope, signedWith: foundByReconciliation };
}
