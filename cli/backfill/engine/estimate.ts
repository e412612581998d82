import type { Settings, StoreSettings } from '../../../lambda/settings';
import type { MigrationRates } from './migration-limit';
import { shareOf } from './share-of-rate-limit';

export interface Estimate {
  readonly ms: number;
  /** Which limit sets the time. */
  readonly because: 'migrations' | 'migrations an hour' | 'requests a second' | 'requests a day';
}

const hourMs = 3600_000;
const looksPerChunk = 3;

/**
 * How long bringing so many customers over takes under Masivo's rate limit, with their consent records. Pure.
 * @param toAsk those an earlier run marked: Masivo is asked about each, as about those `toLookAt`.
 */
export function estimate(
  {
    customers,
    toAsk = 0,
    toLookAt = 0,
  }: { readonly customers: number; readonly toAsk?: number; readonly toLookAt?: number },
  migrations: MigrationRates,
  { consent }: Pick<StoreSettings, 'consent'>,
  limits: Settings['masivo']['rateLimit'],
): Estimate {
  const chunks = Math.ceil(customers / migrations.perRequest);
  // One consent record each; or a GET for a few of each request.
  const requests =
    toAsk + toLookAt + (consent === 'off' ? chunks * looksPerChunk : customers + toAsk + chunks);
  const { perSecond, perDay } = limits ? shareOf(limits) : {};
  const candidates: Estimate[] = [
    { because: 'migrations', ms: Math.max(0, chunks - 1) * migrations.everyMs },
    { because: 'migrations an hour', ms: windows(chunks, migrations.perHour) * hourMs },
    ...(perSecond === undefined
      ? []
      : [{ because: 'requests a second', ms: (requests / perSecond) * 1000 } as const]),
    ...(perDay === undefined
      ? []
      : [{ because: 'requests a day', ms: windows(requests, perDay) * 24 * hourMs } as const]),
  ];
  return candidates.reduce((longest, next) => (next.ms > longest.ms ? next : longest));
}

/** How many windows pass before the last one begins. */
const windows = (count: number, limit: number) => Math.max(0, Math.ceil(count / limit) - 1);
