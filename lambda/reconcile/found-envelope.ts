import type { Envelope } from '../envelope';
import { envelopeVersion } from '../envelope-version';
import { deliveryId } from '../new-envelope';
import { foundByReconciliation } from '../origin';
import type { Change } from '../sources/changes';
import type { StoreName } from '../store-name';

/** A change that `reconcile` found at the vendor. Nothing has signed it: it came over our own connection. */
export function foundEnvelope(
  { key, headers, body }: Change,
  { source, store }: StoreName,
  receivedAt: Date,
): Envelope {
  return {
    v: envelopeVersion,
    id: deliveryId(source, store, key),
    source,
    store,
    series: 0,
    receivedAt: receivedAt.toISOString(),
    headers,
    body: body.toString('base64'),
    signedWith: foundByReconciliation,
  };
}
