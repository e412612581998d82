import type { Envelope } from './envelope';
import { envelopeVersion } from './envelope-version';
import type { CustomerName } from './ledger/table';
import { fingerprintOf, sha256 } from './sources/signature';
import type { SignedRequest, SourceIngress } from './sources/source';

/** An act on a customer as a message. `id` is the delivery in whose log it is told. */
export function actOn(
  { source, store, customer }: CustomerName,
  act: Pick<Envelope, 'id' | 'series' | 'release' | 'erase'> & { readonly at: Date },
): Envelope {
  const { id, series, release, erase, at } = act;
  return {
    v: envelopeVersion,
    id,
    source,
    store,
    series,
    receivedAt: at.toISOString(),
    headers: {},
    signedWith: '',
    customer,
    ...(release ? { release } : {}),
    ...(erase ? { erase } : {}),
    body: '',
  };
}

export function envelopeOf(input: {
  source: Pick<SourceIngress, 'name' | 'keptHeaders' | 'eventKey'>;
  store: string;
  request: SignedRequest;
  secret: string;
  receivedAt: Date;
}): Envelope {
  const { source, store, request } = input;
  const headers: Record<string, string> = {};
  for (const name of source.keptHeaders) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = value.slice(0, 1000);
  }
  return {
    v: envelopeVersion,
    id: sha256([source.name, store, source.eventKey(request)].join('\0'), 'hex').slice(0, 32),
    source: source.name,
    store,
    series: 0,
    receivedAt: input.receivedAt.toISOString(),
    headers,
    body: request.body.toString('base64'),
    signedWith: fingerprintOf(input.secret),
  };
}

/** The queue message of an envelope. Base64 has nothing to escape, so the body is not searched for it. */
export function messageOf({ body, ...others }: Envelope): string {
  return `${JSON.stringify(others).slice(0, -1)},"body":"${body}"}`;
}
