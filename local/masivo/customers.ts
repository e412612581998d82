import { checkLine, type Line, type Queued } from './customer-lines';
import type { Journal } from './journal';
import type { Consent, Customer, CustomerPatch, Entry, MigratedCustomer, NewCustomer } from './model';
import { ENTRY_TIER, migratedWallet, rewardedAgain, welcomeWallet } from './wallet';

/** The result of a creation: a conflict names which of the two unique fields it is. */
export type Creation = { created: Entry } | { taken: 'id' | 'email' };

/** Figures of all customers. */
export interface Summary {
  customers: number;
  registrations: number;
  consents: number;
  skippedMigrations: number;
  marketableUnasked: number;
  marketableMigrated: number;
}

/** The account's customers, unique by id and by e-mail (guide "migrate-customers"). */
export class Customers {
  readonly #entries = new Map<string, Entry>();
  readonly #emails = new Set<string>();
  readonly #journal: Journal;
  readonly #now: () => number;
  #queue: Queued[] = [];
  /** Who was at any instant marketable without having been asked: created, and without a consent record. */
  readonly #unasked = new Set<string>();
  /** The same of those who were migrated: a migration takes no consent. */
  readonly #unaskedMigrated = new Set<string>();
  /** Since this process began. */
  #skipped = 0;

  constructor(journal: Journal, now: () => number) {
    this.#journal = journal;
    this.#now = now;
    journal.past.forEach((past, index) => {
      const line = checkLine(past, `journal line ${index + 1}: `);
      if (!line.ok) throw new Error(line.reason);
      this.#apply(line.value);
    });
  }

  /**
   * Registers a customer: opens a wallet and pays the registration reward once.
   * @param consent is recorded at the same instant.
   */
  create(body: NewCustomer, consent: Consent | null = null): Creation {
    this.#createQueued();
    const taken = this.#taken(body);
    if (taken) return { taken };
    const entry: Entry = {
      customer: customer(body),
      consent,
      wallet: welcomeWallet(body.id, this.#now()),
      registrations: 1,
      source: 'post',
    };
    this.#write([{ entry }]);
    return { created: entry };
  }

  /** Pays the registration reward once more to an existing customer: the harm that a duplicate does. */
  registerAgain(id: string): Entry | undefined {
    const before = this.find(id);
    return (
      before &&
      this.#replace({
        ...before,
        wallet: rewardedAgain(before.wallet, this.#now()),
        registrations: before.registrations + 1,
      })
    );
  }

  /** The entry of one customer. */
  find(id: string): Entry | undefined {
    this.#createQueued();
    return this.#entries.get(id);
  }

  /** Every customer, in the order they became visible. */
  all(): Entry[] {
    this.#createQueued();
    return [...this.#entries.values()];
  }

  /** Figures of all customers, for accounts whose record is too long to return. */
  summary(): Summary {
    this.#createQueued();
    let registrations = 0;
    let consents = 0;
    for (const entry of this.#entries.values()) {
      registrations += entry.registrations;
      if (entry.consent) consents += 1;
    }
    return {
      customers: this.#entries.size,
      registrations,
      consents,
      skippedMigrations: this.#skipped,
      marketableUnasked: this.marketableUnasked,
      marketableMigrated: this.marketableMigrated,
    };
  }

  /** How many were at any instant marketable without having been asked, also those who were deleted since. */
  get marketableUnasked(): number {
    return this.#unasked.size;
  }

  /** How many of the migrated were, be it until their consent record came. */
  get marketableMigrated(): number {
    return this.#unaskedMigrated.size;
  }

  /** Changes a customer. Objects are replaced, not merged: no page promises a merge, so none is assumed. */
  patch(id: string, change: CustomerPatch): Entry | undefined {
    const before = this.find(id);
    if (!before) return undefined;
    return this.#replace({ ...before, customer: { ...before.customer, ...change } });
  }

  /** Records a consent; it replaces an earlier one. */
  recordConsent(id: string, consent: Consent): Entry | undefined {
    const before = this.find(id);
    return before && this.#replace({ ...before, consent });
  }

  /** Queues customers; they become visible later and earn no registration reward. */
  migrate(customers: MigratedCustomer[], delayMs: number): void {
    this.#write([{ queued: { visibleAt: this.#now() + delayMs, customers } }]);
  }

  /** Deletes a customer, as somebody does by hand in Masivo. @returns what it was */
  delete(id: string): Entry | undefined {
    const entry = this.find(id);
    if (entry) this.#write([{ deleted: id }]);
    return entry;
  }

  /** Brings back a customer as it was, unless its id or e-mail is taken by now. @returns whether it did */
  restore(entry: Entry): boolean {
    this.#createQueued();
    if (this.#taken(entry.customer)) return false;
    this.#write([{ entry }]);
    return true;
  }

  /** Forgets everything, also what the file holds. */
  reset(): void {
    this.#write([{ reset: true }]);
  }

  #replace(entry: Entry): Entry {
    this.#write([{ entry }]);
    return entry;
  }

  /** Journal first: everything in memory can be read again after a crash. */
  #write(lines: Line[]): void {
    this.#journal.append(lines);
    for (const line of lines) this.#apply(line);
  }

  #apply(line: Line): void {
    if ('entry' in line) {
      const { customer, consent, source } = line.entry;
      this.#entries.set(customer.id, line.entry);
      this.#emails.add(customer.email.toLowerCase());
      // Without a record Masivo treats every purpose as allowed (page "data-architecture/privacy").
      const unasked = source === 'post' ? this.#unasked : this.#unaskedMigrated;
      if (consent === null) unasked.add(customer.id);
    } else if ('queued' in line) {
      this.#queue.push(line.queued);
    } else if ('deleted' in line) {
      const entry = this.#entries.get(line.deleted);
      this.#entries.delete(line.deleted);
      if (entry) this.#emails.delete(entry.customer.email.toLowerCase());
    } else {
      this.#entries.clear();
      this.#emails.clear();
      this.#queue = [];
      this.#unasked.clear();
      this.#unaskedMigrated.clear();
      this.#skipped = 0;
    }
  }

  #taken({ id, email }: { id: string; email: string }): 'id' | 'email' | undefined {
    if (this.#entries.has(id)) return 'id';
    return this.#emails.has(email.toLowerCase()) ? 'email' : undefined;
  }

  /**
   * Shows the migrations whose time has come; customers that exist already are skipped. Repeating one after a restart
   * changes nothing, because its customers exist then.
   */
  #createQueued(): void {
    const now = this.#now();
    const due = this.#queue.filter(({ visibleAt }) => visibleAt <= now);
    if (due.length === 0) return;
    this.#queue = this.#queue.filter(({ visibleAt }) => visibleAt > now);
    for (const body of due.flatMap(({ customers }) => customers)) {
      if (this.#taken(body)) {
        this.#skipped += 1;
        continue;
      }
      const wallet = migratedWallet(body.id, body.balance, now);
      this.#write([
        { entry: { customer: customer(body), consent: null, wallet, registrations: 0, source: 'migrate' } },
      ]);
    }
  }
}

const ownFields = ({ phone, country, tags }: NewCustomer): Pick<Customer, 'phone' | 'country' | 'tags'> => ({
  ...(phone === undefined ? {} : { phone }),
  ...(country === undefined ? {} : { country }),
  ...(tags === undefined ? {} : { tags }),
});

/** Fills in what Masivo fills in; fields of a migration that Masivo's customer does not show stay out. */
function customer(body: NewCustomer | MigratedCustomer): Customer {
  const given: NewCustomer = body;
  return {
    id: given.id,
    status: given.status ?? 'ACTIVE',
    name: given.name,
    email: given.email,
    gender: given.gender ?? null,
    dob: given.dob ?? null,
    registration_date: given.registration_date,
    tier_id: given.tier_id ?? ENTRY_TIER,
    metrics: given.metrics ?? {},
    metadata: given.metadata ?? {},
    ...ownFields(given),
  };
}
