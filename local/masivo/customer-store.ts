import { checkLine, type Line, type Queued } from './customer-lines';
import type { Journal } from './journal';
import type { Entry, MigratedCustomer } from './model';

/** What is kept of the account's customers: in memory, and in a journal from which a restart reads it again. */
export class CustomerStore {
  readonly #entries = new Map<string, Entry>();
  readonly #emails = new Set<string>();
  readonly #journal: Journal;
  #queue: Queued[] = [];
  /** Who was at any instant marketable without having been asked: created, and without a consent record. */
  readonly #unasked = new Set<string>();
  /** The same of those who were migrated: a migration takes no consent. */
  readonly #unaskedMigrated = new Set<string>();

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.past.forEach((past, index) => {
      const line = checkLine(past, `journal line ${index + 1}: `);
      if (!line.ok) throw new Error(line.reason);
      this.#apply(line.value);
    });
  }

  /** Journal first: everything in memory can be read again after a crash. */
  write(line: Line): void {
    this.#journal.append([line]);
    this.#apply(line);
  }

  find(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  /** In the order they became visible. */
  all(): Entry[] {
    return [...this.#entries.values()];
  }

  /** Which of the two unique fields somebody else has, if any. */
  taken({ id, email }: { id: string; email: string }): 'id' | 'email' | undefined {
    if (this.#entries.has(id)) return 'id';
    return this.#emails.has(email.toLowerCase()) ? 'email' : undefined;
  }

  /** Takes the migrations from the queue whose time has come. */
  takeDue(now: number): readonly MigratedCustomer[] {
    const due = this.#queue.filter(({ visibleAt }) => visibleAt <= now);
    if (due.length > 0) this.#queue = this.#queue.filter(({ visibleAt }) => visibleAt > now);
    return due.flatMap(({ customers }) => customers);
  }

  get marketableUnasked(): number {
    return this.#unasked.size;
  }

  get marketableMigrated(): number {
    return this.#unaskedMigrated.size;
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
    }
  }
}
