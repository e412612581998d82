import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { CustomerState } from '../../../lambda/delivery/customer-state';
import { mayBeInMasivo } from '../../../lambda/delivery/masivo-id';
import { readCustomer } from '../../../lambda/ledger/customer-item';
import type { Item } from '../models/expressions/values';
import type { Customer, OwnIds } from '../spec';
import type { ViolationKind } from './violation';

/** Who has which ID in Masivo, as the ledger has fixed it. */
export interface MasivoIds {
  /**
   * The one that was fixed last; else the one in the store. Undefined where nothing of it may be in Masivo under that: who
   * has it there by chance is another person.
   */
  masivoIdOf(customer: string): string | undefined;
  /** The customer who has this ID in Masivo; as it is where none of the story's has. */
  customerOf(masivoId: string): string;
}

export interface MasivoIdWatch extends MasivoIds {
  /** Whether the ledger has ever fixed one. */
  isFixed(customer: string): boolean;
  /** @param before what the write replaces */
  onItem(pk: string, item: Item | undefined, before: Item | undefined): void;
  onSending(op: string, masivoIds: readonly string[], named: string | undefined): void;
}

export interface MasivoIdWatchDeps {
  readonly customers: readonly Customer[];
  /** Undefined where the shops have no numbers of their own: then each ID is as it is. */
  readonly ids: OwnIds['ids'] | undefined;
  /** Whether this ID in Masivo was ever brought there by a creation or a migration. */
  readonly wasBrought: (masivoId: string) => boolean;
  /** Whom the metadata names that Masivo has at this ID. */
  readonly namedAt: (masivoId: string) => string | undefined;
}

const stateIn = (item: Item): CustomerState => readCustomer(unmarshall(item)).packed.state;

const changing = new Set(['masivo create', 'masivo migrate', 'masivo change', 'masivo consent']);

/** Sees that each customer has one ID in Masivo, before its first request and for good, and shares it with nobody. */
export function masivoIdWatch(
  { customers, ids, wasBrought, namedAt }: MasivoIdWatchDeps,
  found: (kind: ViolationKind, about: string) => void,
): MasivoIdWatch {
  const plain = new Set(ids ? customers.map(({ id }) => id) : []);
  const fixed = new Map<string, string>();
  const holders = new Map<string, string>();
  /** By customer, the IDs under which something was sent that may have changed Masivo. */
  const sent = new Map<string, Set<string>>();
  /** By ID, whom it was sent for first. */
  const owners = new Map<string, string>();
  const brought = new Set<string>();
  const masivoIdOf = (customer: string) =>
    fixed.get(customer) ?? (ids?.[customer] && !brought.has(customer) ? undefined : customer);
  const ownerOf = (masivoId: string) => (wasBrought(masivoId) ? owners.get(masivoId) : undefined);
  const customerOf = (masivoId: string) => {
    const named = namedAt(masivoId);
    if (named !== undefined && plain.has(named)) return named;
    return ownerOf(masivoId) ?? holders.get(masivoId) ?? masivoId;
  };

  /** What Masivo has refused brought nobody: then another ID may be what helps. */
  const hasOther = (customer: string, masivoId: string): boolean =>
    [...(sent.get(customer) ?? [])].some((id) => id !== masivoId && wasBrought(id));

  function onFixed(customer: string, masivoId: string): void {
    const before = fixed.get(customer);
    if (before === masivoId) return;
    if (hasOther(customer, masivoId))
      found('id changed', `${customer} is in Masivo under another ID than ${masivoId}`);
    const holder = holders.get(masivoId);
    for (const other of new Set([holder, ownerOf(masivoId)])) {
      if (other !== undefined && other !== customer)
        found('id shared', `${customer} gets ${masivoId}, which ${other} has`);
    }
    if (before !== undefined && holders.get(before) === customer) holders.delete(before);
    fixed.set(customer, masivoId);
    holders.set(masivoId, customer);
  }

  function onFreed(customer: string): void {
    const before = fixed.get(customer);
    if (before === undefined) return;
    if (wasBrought(before) && sent.get(customer)?.has(before))
      found('id changed', `${customer} has lost its ID ${before}`);
    fixed.delete(customer);
    if (holders.get(before) === customer) holders.delete(before);
  }

  return {
    masivoIdOf,
    customerOf,
    isFixed: (customer) => fixed.has(customer),
    onItem(pk, item, before) {
      const [, kind] = pk.split('|');
      const customer = pk.split('|').at(-1) ?? '';
      // Whose item is deleted, who was erased, say, keeps its ID.
      if (kind !== 'customer' || !item || !plain.has(customer)) return;
      const state = stateIn(item);
      if (mayBeInMasivo(state)) brought.add(customer);
      else brought.delete(customer);
      const { masivoId } = state;
      if (masivoId !== undefined) onFixed(customer, masivoId);
      // What a restore puts back knows less, and frees nothing.
      else if (before && stateIn(before).masivoId !== undefined) onFreed(customer);
    },
    onSending(op, masivoIds, named) {
      for (const masivoId of masivoIds) {
        const customer = named ?? customerOf(masivoId);
        // Nothing is written yet when Masivo is only asked.
        if (!plain.has(customer) || !changing.has(op)) continue;
        if ((fixed.get(customer) ?? customer) !== masivoId)
          found('second account', `${op} of ${customer} under ${masivoId}, which is not its ID`);
        sent.set(customer, (sent.get(customer) ?? new Set()).add(masivoId));
        if (!owners.has(masivoId)) owners.set(masivoId, customer);
        if (hasOther(customer, masivoId)) found('second account', `${op} of ${customer} under a second ID`);
      }
    },
  };
}
