import type { Clock } from '../../lambda/clock';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { listedAtOf } from '../../lambda/ledger/table';
import type { ActionLog } from './actions';
import type { LedgerPlace } from './records';
import { type Search, search } from './search';
import { countText } from './text/quantities';
import { withinAnswer } from './within-answer';

/** A delivery with what was received, as JSON: the body in base64. Its attempts are left out. */
export interface SentRecord extends Omit<DeliveryRecord, 'body' | 'attempts'> {
  readonly body: string;
}

export type MappingBodies =
  | { readonly kind: 'begun'; readonly bulk: string }
  | { readonly kind: 'bodies'; readonly records: readonly SentRecord[]; readonly next: string | null }
  /** The record is not the caller's, or all that it is for was handed out: so nothing was. */
  | { readonly kind: 'unrecorded' };

interface BodiesDeps {
  readonly place: LedgerPlace;
  readonly clock: Clock;
  readonly actions: Pick<ActionLog, 'begin' | 'spend'>;
}

/**
 * The bodies of deliveries, for a mapping that is not deployed: it runs where its file is. They are personal data, so
 * they are handed out in several calls under one record that says for how many.
 */
export async function beginBodies(count: number, { actions }: BodiesDeps): Promise<MappingBodies> {
  const about = `a comparison of mappings, at most ${countText(count, 'delivery')}`;
  return { kind: 'begun', bulk: await actions.begin({ what: 'reveal', about }, count) };
}

export async function someBodies(
  query: Search,
  bulk: string,
  { place, clock, actions }: BodiesDeps,
): Promise<MappingBodies> {
  const page = await search(query, place, clock);
  const records = withinAnswer(page.records.map(sent));
  const last = page.records[records.length - 1];
  const isRecorded = await actions.spend(bulk, { what: 'reveal' }, records.length);
  if (!isRecorded) return { kind: 'unrecorded' };
  const isCut = records.length < page.records.length;
  return { kind: 'bodies', records, next: isCut && last ? listedAtOf(last) : (page.next ?? null) };
}

const sent = ({ attempts: _, body, ...record }: DeliveryRecord): SentRecord => ({
  ...record,
  body: Buffer.from(body).toString('base64'),
});
