import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackfillDeps } from '../../cli/backfill/engine/deps';
import {
  type Identity,
  type Journal,
  type JournalLine,
  openJournal,
  readJournal,
} from '../../cli/backfill/engine/journal';
import type { CustomerReader, ListedCustomer } from '../../cli/backfill/engine/readers/reader';
import { nothingDone, unfinished } from '../../cli/backfill/engine/resume';
import { backfill } from '../../cli/backfill/engine/run';
import { webhookOf } from '../../cli/vendors/shopify/customer-node';
import { runName } from '../../lambda/delivery/backfill-run';
import { storeOf } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import type { TestBridge } from './harness';

export interface Shopper {
  readonly id: string;
  readonly email?: string | null;
  readonly createdAt?: string;
  readonly marketing?: string;
}

/** A line of Shopify's bulk operation. */
export function shopifyLine({ id, email, createdAt, marketing }: Shopper): string {
  return JSON.stringify({
    id: `gid://shopify/Customer/${id}`,
    firstName: 'Old',
    lastName: `Shopper ${id}`,
    state: 'DISABLED',
    createdAt: createdAt ?? '2024-03-01T10:00:00Z',
    updatedAt: '2025-06-01T10:00:00Z',
    verifiedEmail: true,
    defaultEmailAddress:
      email === null
        ? null
        : {
            emailAddress: email ?? `old.${id}@example.com`,
            ...(marketing === undefined ? {} : { marketingState: marketing }),
          },
  });
}

const listedAt = new Date('2026-11-27T12:00:00Z');

export const shoppers = (count: number, from = 1): Shopper[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index) }));

/** Shopify's customers without a file; a cursor is how many came before. */
export function listOf(list: readonly Shopper[]): CustomerReader {
  return {
    count: async () => list.length,
    async *read({ store, after }): AsyncGenerator<ListedCustomer> {
      for (let index = Number(after ?? 0); index < list.length; index += 1) {
        const shopper = list[index];
        if (!shopper) return;
        yield { event: webhookOf(shopifyLine(shopper), store, listedAt), cursor: String(index + 1) };
      }
    },
  };
}

export const about: Identity = {
  environment: 'test',
  account: 'test',
  source: 'shopify',
  store: 'default',
  since: null,
  until: '2026-11-01T00:00:00.000Z',
  input: 'list',
};

// Each line is synced to the disk: in memory, where there is such a folder, that takes no time.
const journals = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A backfill of a test bridge, whose journal survives its process. */
export function backfillOf(bridge: TestBridge, list: readonly Shopper[], own: Partial<BackfillDeps> = {}) {
  const folder = mkdtempSync(join(journals, 'masivo-bridge-backfill-'));
  const file = join(folder, 'journal.jsonl');
  const source = sources.get('shopify');
  const store = storeOf(bridge.settings, 'shopify', 'default');
  if (!source || !store) throw new Error('no such store');
  const deps: BackfillDeps = {
    source,
    store,
    settings: bridge.settings,
    range: { since: null, until: new Date(about.until) },
    reader: listOf(list),
    ledger: bridge.ledger,
    isBeingErased: async () => false,
    emailKey: bridge.deps.emailKey,
    newId: bridge.deps.newId,
    masivo: bridge.deps.masivo,
    limiter: bridge.deps.limiter,
    migrations: { everyMs: 130, perHour: 1000, perRequest: 10 },
    waits: { showsWithin: 800, firstPause: 20, stopAfter: 1500 },
    stopped: new AbortController().signal,
    now: bridge.clock.now,
    sleep: bridge.clock.sleep,
    ...own,
  };
  return {
    file,
    deps,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    lines: async () => {
      const lines: JournalLine[] = [];
      for await (const line of readJournal(file)) lines.push(line);
      return lines;
    },
    /** Begins, or goes on with what the journal tells. */
    async run(more: Partial<BackfillDeps> = {}, journalOf: (journal: Journal) => Journal = (same) => same) {
      const left = await unfinished(readJournal(file));
      const opened = openJournal(file);
      const journal = journalOf(opened);
      const run = left?.run ?? runName('test');
      if (!left) journal.append({ is: 'begun', v: 1, run, at: bridge.clock.now().getTime(), about });
      try {
        return await backfill(
          { ...deps, ...more },
          { run, journal, before: left?.left ?? nothingDone, onProgress: () => {} },
        );
      } finally {
        opened.close();
      }
    },
  };
}
