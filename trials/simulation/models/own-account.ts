import { isObject } from '../../../lambda/json';
import type { MasivoIds } from '../judge/masivo-ids';
import type { ViolationKind } from '../judge/violation';
import type { Account, Entry } from './masivo';

/** Masivo's account as the story tells of it: everybody by the ID in the store. */
export function accountByStoreIds(account: Account, ids: MasivoIds): Account {
  const { byHand } = account;
  const entryBy = (entry: Entry): Entry => ({ ...entry, id: ids.customerOf(entry.id) });
  /** Undefined where somebody else has the ID that it would have. */
  const masivoIdOf = (id: string): string | undefined => {
    const masivoId = ids.masivoIdOf(id);
    return masivoId !== undefined && ids.customerOf(masivoId) === id ? masivoId : undefined;
  };
  const by = <T>(id: string, otherwise: T, look: (masivoId: string) => T): T => {
    const masivoId = masivoIdOf(id);
    return masivoId === undefined ? otherwise : look(masivoId);
  };
  return {
    ...account,
    find: (id, lagMs) =>
      by(id, undefined, (masivoId) => {
        const found = account.find(masivoId, lagMs);
        return found && entryBy(found);
      }),
    entries: () => account.entries().map(entryBy),
    migration: (id) => by(id, 'none', account.migration),
    registrations: (id) => by(id, 0, account.registrations),
    wasBrought: (id) => by(id, false, account.wasBrought),
    get unasked() {
      return new Set([...account.unasked].map(ids.customerOf));
    },
    byHand: {
      add: byHand.add,
      remove: (id) => by(id, false, byHand.remove),
      edit: (id, changes) => by(id, undefined, (masivoId) => byHand.edit(masivoId, changes)),
      recordConsent: (id, ...record) =>
        by(id, undefined, (masivoId) => byHand.recordConsent(masivoId, ...record)),
    },
  };
}

/** The account, with those changes seen that put one customer's name over another's. */
export function accountOfOwners(
  account: Account,
  found: (kind: ViolationKind, about: string) => void,
): Account {
  return {
    ...account,
    change(id, changes) {
      const before = namedIn(id, account.find(id)?.metadata);
      const after = namedIn(id, changes.metadata);
      if (before !== undefined && after !== undefined && before !== after)
        found('other account', `${after} is written over ${before} in Masivo's ${id}`);
      return account.change(id, changes);
    },
  };
}

/** Whom the metadata of a customer in Masivo names, as the bridge writes it: by the ID in the store. */
export function namedIn(masivoId: string, metadata: unknown): string | undefined {
  if (!isObject(metadata) || metadata.source === undefined) return undefined;
  return String(metadata.store_customer ?? masivoId);
}
