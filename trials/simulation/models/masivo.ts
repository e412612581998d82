import type { ConsentRecord, Purposes } from '../../../lambda/masivo/consent';
import type { CustomerChanges } from '../../../lambda/masivo/customer';
import type { Scheduler } from '../kernel/scheduler';

export type ConsentHead = Pick<ConsentRecord, 'version' | 'consent_timestamp'>;

/** A customer as Masivo keeps it. */
export interface Entry {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly gender: string | null;
  readonly dob: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly purposes: Purposes | null;
  /** What else its consent record says. */
  readonly consent: ConsentHead | null;
  /** How it came to be: only the first one pays the registration reward. */
  readonly from: 'post' | 'migrate' | 'elsewhere';
}

export type NewEntry = Pick<Entry, 'id' | 'name' | 'email'> &
  Partial<Pick<Entry, 'gender' | 'dob' | 'metadata'>>;

export interface MasivoTraits {
  /** A read may show who was there so long ago, at most. */
  readonly readLagMs: number;
  /** Who is there now may be shown as so long ago, too: what the bridge assumes that Masivo does not do. */
  readonly lagsBehindChanges?: true;
  /** What a creation is answered whose id or e-mail is taken. */
  readonly conflictStatus: 400 | 409 | 422;
  readonly showsMetadata: boolean;
  /** What it does with a consent record that a creation carries; left out, the bridge sends none there. */
  readonly consentAtCreation?: 'taken' | 'ignored';
  /** Planted by tests of the judge: a creation of somebody who is there pays again. */
  readonly registersAgain?: true;
}

/** Masivo's account: customers unique by id and by e-mail, each of them one wallet. */
export interface Account {
  readonly traits: MasivoTraits;
  /** @param consent is recorded at the same instant. */
  create(
    body: NewEntry,
    consent?: ConsentRecord,
  ): { readonly created: Entry } | { readonly taken: 'id' | 'email' };
  /** @param lagMs as it was so long ago */
  find(id: string, lagMs?: number): Entry | undefined;
  change(id: string, changes: CustomerChanges): Entry | undefined;
  recordConsent(id: string, purposes: Purposes, consent?: ConsentHead): Entry | undefined;
  /** Lets them in later; whoever is there by then is dropped without a word. */
  migrate(bodies: readonly NewEntry[], delayMs: number): void;
  /** Somebody at Masivo's dashboard, or another program. */
  readonly byHand: {
    add(body: NewEntry): void;
    remove(id: string): boolean;
    edit(id: string, changes: CustomerChanges): void;
    recordConsent(id: string, purposes: Purposes, consent: ConsentHead): void;
  };
  /** What became of the last time that it was given without rewards. */
  migration(id: string): 'none' | 'queued' | 'in' | 'dropped';
  entries(): readonly Entry[];
  /** Who was created without a consent record, and so marketable unasked, be it for an instant. */
  readonly unasked: ReadonlySet<string>;
  /** Registration rewards that were paid for this id, also before it was deleted. */
  registrations(id: string): number;
  /** Whether a creation or a migration has ever brought this id. */
  wasBrought(id: string): boolean;
}

export function masivoAccount(scheduler: Scheduler, traits: MasivoTraits): Account {
  /** What each id showed since when, the latest last. */
  const history = new Map<string, readonly { readonly at: number; readonly entry: Entry | undefined }[]>();
  const migrations = new Map<string, 'queued' | 'in' | 'dropped'>();
  const paid = new Map<string, number>();
  const unasked = new Set<string>();

  const current = (id: string) => history.get(id)?.at(-1)?.entry;
  const entries = () => [...history.keys()].flatMap((id) => current(id) ?? []);
  function set(id: string, entry: Entry | undefined): Entry | undefined {
    history.set(id, [...(history.get(id) ?? []), { at: scheduler.now(), entry }]);
    return entry;
  }
  function taken({ id, email }: NewEntry): 'id' | 'email' | undefined {
    if (current(id)) return 'id';
    const owner = entries().find((entry) => entry.email.toLowerCase() === email.toLowerCase());
    return owner ? 'email' : undefined;
  }
  const pay = (id: string) => paid.set(id, (paid.get(id) ?? 0) + 1);
  const change: Account['change'] = (id, changes) => {
    const before = current(id);
    // Objects are replaced, not merged: no page of Masivo's promises a merge.
    return before && set(id, { ...before, ...changes });
  };

  const recordConsent: Account['recordConsent'] = (id, purposes, consent) => {
    const before = current(id);
    return before && set(id, { ...before, purposes, consent: consent ?? before.consent });
  };

  return {
    traits,
    entries,
    unasked,
    registrations: (id) => paid.get(id) ?? 0,
    wasBrought: (id) =>
      history.get(id)?.some(({ entry }) => entry !== undefined && entry.from !== 'elsewhere') === true,
    create(body, consent) {
      const before = current(body.id);
      if (before && traits.registersAgain) {
        pay(body.id);
        return { created: before };
      }
      const why = taken(body);
      if (why) return { taken: why };
      const plain = entryOf(body, 'post');
      const created = consent ? { ...plain, purposes: consent.purposes, consent } : plain;
      if (!consent) unasked.add(body.id);
      pay(body.id);
      set(body.id, created);
      return { created };
    },
    find(id, lagMs = 0) {
      const seenAt = scheduler.now() - lagMs;
      const seen = history.get(id)?.findLast(({ at }) => at <= seenAt)?.entry;
      return seen && !traits.lagsBehindChanges ? (current(id) ?? seen) : seen;
    },
    change,
    recordConsent,
    migration: (id) => migrations.get(id) ?? 'none',
    migrate(bodies, delayMs) {
      for (const { id } of bodies) migrations.set(id, 'queued');
      scheduler.after(delayMs, () => {
        for (const body of bodies) {
          const isTaken = taken(body) !== undefined;
          migrations.set(body.id, isTaken ? 'dropped' : 'in');
          if (!isTaken) set(body.id, entryOf(body, 'migrate'));
        }
      });
    },
    byHand: {
      add(body) {
        if (!taken(body)) set(body.id, entryOf(body, 'elsewhere'));
      },
      remove(id) {
        if (!current(id)) return false;
        set(id, undefined);
        return true;
      },
      edit: change,
      recordConsent,
    },
  };
}

function entryOf(body: NewEntry, from: Entry['from']): Entry {
  const { id, name, email, gender = null, dob = null, metadata = {} } = body;
  return { id, name, email, gender, dob, metadata, purposes: null, consent: null, from };
}
