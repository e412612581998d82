import { CustomerStore } from './customer-store';
import { filledCustomer } from './filled-customer';
import type { Journal } from './journal';
import type { Consent, CustomerPatch, Entry, MigratedCustomer, NewCustomer } from './model';
import { migratedWallet, rewardedAgain, welcomeWallet } from './wallet';

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
  readonly #store: CustomerStore;
  readonly #now: () => number;
  /** Since this process began. */
  #skipped = 0;

  constructor(journal: Journal, now: () => number) {
    this.#store = new CustomerStore(journal);
    this.#now = now;
  }

  /**
   * Registers a customer: opens a wallet and pays the registration reward once.
   * @param consent is recorded at the same instant.
   */
  create(body: NewCustomer, consent: Consent | null = null): Creation {
    this.#createQueued();
    const taken = this.#store.taken(body);
    if (taken) return { taken };
    const entry: Entry = {
      customer: filledCustomer(body),
      consent,
      wallet: welcomeWallet(body.id, this.#now()),
      registrations: 1,
      source: 'post',
    };
    this.#store.write({ entry });
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
    return this.#store.find(id);
  }

  /** Every customer, in the order they became visible. */
  all(): Entry[] {
    this.#createQueued();
    return this.#store.all();
  }

  /** Figures of all customers, for accounts whose record is too long to return. */
  summary(): Summary {
    this.#createQueued();
    let registrations = 0;
    let consents = 0;
    const entries = this.#store.all();
    for (const entry of entries) {
      registrations += entry.registrations;
      if (entry.consent) consents += 1;
    }
    return {
      customers: entries.length,
      registrations,
      consents,
      skippedMigrations: this.#skipped,
      marketableUnasked: this.marketableUnasked,
      marketableMigrated: this.marketableMigrated,
    };
  }

  /** How many were at any instant marketable without having been asked, also those who were deleted since. */
  get marketableUnasked(): number {
    return this.#store.marketableUnasked;
  }

  /** How many of the migrated were, be it until their consent record came. */
  get marketableMigrated(): number {
    return this.#store.marketableMigrated;
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
    this.#store.write({ queued: { visibleAt: this.#now() + delayMs, customers } });
  }

  /** Deletes a customer, as somebody does by hand in Masivo. @returns what it was */
  delete(id: string): Entry | undefined {
    const entry = this.find(id);
    if (entry) this.#store.write({ deleted: id });
    return entry;
  }

  /** Brings back a customer as it was, unless its id or e-mail is taken by now. @returns whether it did */
  restore(entry: Entry): boolean {
    this.#createQueued();
    if (this.#store.taken(entry.customer)) return false;
    this.#store.write({ entry });
    return true;
  }

  /** Forgets everything, also what the file holds. */
  reset(): void {
    this.#store.write({ reset: true });
    this.#skipped = 0;
  }

  #replace(entry: Entry): Entry {
    this.#store.write({ entry });
    return entry;
  }

  /**
   * Shows the migrations whose time has come; customers that exist already are skipped. Repeating one after a restart
   * changes nothing, because its customers exist then.
   */
  #createQueued(): void {
    const now = this.#now();
    for (const body of this.#store.takeDue(now)) {
      if (this.#store.taken(body)) {
        this.#skipped += 1;
        continue;
      }
      const wallet = migratedWallet(body.id, body.balance, now);
      this.#store.write({
        entry: { customer: filledCustomer(body), consent: null, wallet, registrations: 0, source: 'migrate' },
      });
    }
  }
}
