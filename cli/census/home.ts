import type { Settings, StoreSettings } from '../../lambda/settings';
import { vendorChanges } from '../../lambda/sources/changes-registry';
import { customerKey } from '../../lambda/store-name';
import type { CensusEntry } from '../../operator/core/answers/census';

/** What of a census nothing explains, for the command that brings it home. */
export interface Remainder {
  /** Of whom no event has come. */
  readonly missing: number;
  /** Of whom an event came that did not bring them. */
  readonly notBrought: number;
  readonly changed: number;
  /** The first of whom an event says that the store deleted or merged them, and whom the store still lists. */
  readonly stillListed: string | null;
  /** When the first of the missing signed up, or the first change may have been made; null where there is none. */
  readonly since: string | null;
}

/** @param bySignup the store's vendor tells of a change only where it is asked for those who signed up then. */
export function remainderSoFar(bySignup: boolean) {
  let remainder: Remainder = { missing: 0, notBrought: 0, changed: 0, stillListed: null, since: null };
  return {
    add({ customer, kind, reason, ...times }: CensusEntry): void {
      if (kind === 'still-listed') {
        remainder = { ...remainder, stillListed: remainder.stillListed ?? customer };
        return;
      }
      const at = bySignup ? (times.signedUpAt ?? times.at) : times.at;
      const { missing, notBrought, changed, since } = remainder;
      const isKnown = reason?.code === 'not-brought';
      const isEarlier = !isKnown && at !== null && (since === null || at < since);
      remainder = {
        ...remainder,
        missing: missing + (kind === 'missing' && !isKnown ? 1 : 0),
        notBrought: notBrought + (isKnown ? 1 : 0),
        changed: changed + (kind === 'changed' ? 1 : 0),
        since: isEarlier ? at : since,
      };
    },
    get all() {
      return remainder;
    },
  };
}

/** The command that brings these home, and what to know of it. */
export interface WayHome {
  /** As it follows `npm run bridge --`; null where none does it. */
  readonly command: string | null;
  readonly note: string;
}

/** How a remainder comes to Masivo. Pure. */
export function waysHome(
  { missing, notBrought, changed, stillListed, since }: Remainder,
  {
    settings,
    store,
    now,
    given = '',
  }: {
    readonly settings: Settings;
    readonly store: StoreSettings;
    readonly now: Date;
    /** The options of a file that was read. */
    readonly given?: string;
  },
): readonly WayHome[] {
  const { source, store: name } = store;
  const isReconciled =
    vendorChanges.has(source) && settings.reconcile !== undefined && store.reconcile !== false;
  const from = since ?? now.toISOString();
  const ways: WayHome[] = [];
  if (isReconciled && missing + changed > 0) {
    ways.push({
      command: `reconcile ${source} --store ${name} --since ${from}`,
      note: 'It asks the store again from then on; signups get their rewards.',
    });
  }
  if (!isReconciled && missing > 0) {
    ways.push({
      command: `backfill ${source} --store ${name}${given} --since ${from} --until ${now.toISOString()} --yes`,
      note: 'It pays no rewards: no reconciliation asks this store.',
    });
  }
  if (!isReconciled && changed > 0) {
    ways.push({
      command: null,
      note: `No command brings changes of ${source}: save each of these shoppers in the store, whose webhook brings it.`,
    });
  }
  if (notBrought > 0) {
    ways.push({
      command: `replay --source ${source} --store ${name} --outcome ignored,refused,waiting`,
      note: 'Their events have come: it tries these again. --customer ID replays those of one shopper.',
    });
  }
  if (stillListed !== null) {
    ways.push({
      command: `customer ${customerKey({ source, store: name, customer: stillListed })}`,
      note: 'It shows which event says that the store deleted or merged the first of these. Such an event is final for its ID: whom the store has still has to sign up anew, and where the event was forged, the webhook secret is to be replaced.',
    });
  }
  return ways;
}
