import type { Outcome } from '../../lambda/delivery/outcome';
import type { Attempt, DeliveryRecord } from '../../lambda/ledger/delivery-record';

/** Masivo has what the store sent: a replay of such a delivery finds nothing to do. */
export function isInMasivo(outcome: Outcome): boolean {
  return outcome === 'created' || outcome === 'exists' || outcome === 'updated' || outcome === 'unchanged';
}

/**
 * The attempt that brought the event to Masivo, be it after a replay of a refused one; undefined where none did, or
 * where it is no longer kept. A later replay changes neither how that ended nor how long it took. Pure.
 */
export function settledBy({ attempts }: Pick<DeliveryRecord, 'attempts'>): Attempt | undefined {
  return attempts.find(({ outcome }) => isInMasivo(outcome));
}

/**
 * How the event ended before a replay that found nothing to do: undefined where there was no such replay, null where
 * the log does not show it. Pure.
 */
export function endedBeforeReplay(
  record: Pick<DeliveryRecord, 'attempts' | 'outcome' | 'reason' | 'release'>,
): Outcome | null | undefined {
  const last = record.attempts.at(-1);
  const isReplayed = last !== undefined && last.series > 0 && record.release === undefined;
  if (!isReplayed || record.outcome !== 'unchanged' || record.reason !== null) return undefined;
  const settled = settledBy(record);
  return settled && settled.series < last.series ? settled.outcome : null;
}
