import type { StoreName } from '../../lambda/store-name';
import type { CensusEntry } from '../../operator/core/answers/census';
import type { InMasivo, MasivoDifference } from '../../operator/core/answers/in-masivo';
import type { Operator } from '../../operator/core/operator';
import type { ToldReason } from '../../operator/core/told-reason';

export interface SampleDeps {
  readonly store: StoreName;
  readonly inMasivo: Operator['inMasivoWithinLimit'];
  readonly onAsked: (asked: number) => void;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

/** One of the sample who is not in Masivo as the ledger has it. */
export interface SampleDifference {
  readonly customer: string;
  /** `missing`: Masivo does not show the customer. `differs`: it shows other values than the ledger has. */
  readonly kind: 'missing' | 'differs';
  readonly fields: readonly string[];
  /** No event of it has come since a backfill: it has no delivery to replay. */
  readonly withoutEvent?: true;
}

export interface Sampled {
  /** Of whom Masivo has answered. */
  readonly asked: number;
  readonly differences: readonly SampleDifference[];
  /** Customers with an e-mail, phone or country that Masivo's API cannot change: no difference that a delivery removes. */
  readonly unchangeable: number;
  /** Customers whose metadata a migration could not carry: their next event brings it. */
  readonly awaiting: number;
  /** Why Masivo was asked about no more; null where it was asked about all. */
  readonly stopped: ToldReason | null;
}

/** Masivo has to show within this time what it was given. */
const givenShowsMs = 60 * 60_000;
const pauseMs = 2000;
/** Under a rate limit deliveries come first: so long in vain for one slot is too long. */
const mostPauses = 150;

/** Asks Masivo about each of the sample, one after the other, within its rate limit. */
export async function askAboutSample(drawn: readonly CensusEntry[], deps: SampleDeps): Promise<Sampled> {
  const differences: SampleDifference[] = [];
  let asked = 0;
  let unchangeable = 0;
  let awaiting = 0;
  for (const entry of drawn) {
    const { customer } = entry;
    if (customer === null) continue;
    const shown = await shownOf(customer, deps);
    if (shown.kind === 'unknown') return { asked, differences, unchangeable, awaiting, stopped: shown.why };
    asked += 1;
    deps.onAsked(asked);
    const all = fieldsOf(shown.differences.filter((each) => !each.unchangeable));
    const isGiven = entry.kind === 'given';
    const fields = isGiven ? all.filter((field) => !isNotMigrated(field)) : all;
    const withoutEvent = isGiven ? ({ withoutEvent: true } as const) : {};
    if (all.length > fields.length) awaiting += 1;
    if (shown.kind === 'missing' && !isYetToShow(entry, deps.now())) {
      differences.push({ customer, kind: 'missing', fields: [], ...withoutEvent });
    } else if (shown.kind === 'there' && fields.length > 0) {
      differences.push({ customer, kind: 'differs', fields, ...withoutEvent });
    } else if (shown.differences.some((each) => each.unchangeable)) unchangeable += 1;
  }
  return { asked, differences, unchangeable, awaiting, stopped: null };
}

async function shownOf(customer: string, { store, inMasivo, sleep }: SampleDeps): Promise<InMasivo> {
  for (let pauses = 0; ; pauses += 1) {
    const shown = await inMasivo({ source: store.source, store: store.store, customer });
    const isBusy =
      shown.kind === 'unknown' && ['rate-limit-reached', 'masivo-throttled'].includes(shown.why.code);
    if (!isBusy || pauses === mostPauses) return shown;
    await sleep(pauseMs);
  }
}

const fieldsOf = (differences: readonly MasivoDifference[]) => differences.map(({ field }) => field);

/** What a migration does not carry. */
const isNotMigrated = (field: string): boolean => field === 'tags' || field.startsWith('metadata.');

const isYetToShow = ({ kind, at }: CensusEntry, now: Date): boolean =>
  kind === 'given' && at !== null && now.getTime() - Date.parse(at) < givenShowsMs;
