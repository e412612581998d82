import type { MissingCustomer, SharedItems } from '../ledger/shared-items';
import type { CustomerName } from '../ledger/table';
import { missing } from '../retry/retry-times';

export interface MissingCustomersDeps {
  readonly items: Pick<SharedItems, 'missing' | 'setMissing'>;
  readonly windowMs: number;
  readonly now: () => Date;
  /** Called when more are missing at once than people delete. */
  readonly onMany: () => Promise<void>;
  /** Called when so few are missing that one is believed to be deleted. */
  readonly onFew: () => Promise<void>;
}

/** What a customer is taken for whom the ledger holds and Masivo does not show. */
export type Missing =
  | { readonly kind: 'deleted' }
  /** Seen for the first time a moment ago: whether more are missing shows until then. */
  | { readonly kind: 'too-early'; readonly waitMs: number }
  /** Masivo or our access to it is at fault. */
  | { readonly kind: 'many' };

export type SeeMissing = (name: CustomerName) => Promise<Missing>;

const nameOf = ({ source, store, customer }: CustomerName) => [source, store, customer].join('|');

/**
 * Looks at customers whom the ledger holds and Masivo does not show. One that is missing was deleted by somebody, and
 * that is believed a window after it was seen first. When several are missing in two windows, Masivo or our access to
 * it is at fault, and none of it is believed.
 */
export function missingCustomers(deps: MissingCustomersDeps): SeeMissing {
  const { items, windowMs, onMany, onFew } = deps;

  async function see(name: string, triesLeft: number): Promise<Missing> {
    const now = deps.now().getTime();
    const { customers, revision } = await items.missing();
    const remembered = customers.filter(({ last }) => now - last < missing.rememberedWindows * windowMs);
    const first = remembered.find((customer) => customer.name === name)?.first ?? now;
    const others = remembered.filter((customer) => customer.name !== name);
    const seen: readonly MissingCustomer[] = [{ name, first, last: now }, ...others];
    const expiresAt = new Date(now + missing.rememberedWindows * windowMs);
    if (!(await items.setMissing(seen.slice(0, missing.mostRemembered), revision, expiresAt))) {
      // Many at once write here. Who finds no place in time is believed to be missing by nobody.
      return triesLeft > 0 ? see(name, triesLeft - 1) : { kind: 'too-early', waitMs: windowMs };
    }
    if (seen.filter(({ last }) => now - last < 2 * windowMs).length > missing.most) return { kind: 'many' };
    const waitMs = first + windowMs - now;
    return waitMs > 0 ? { kind: 'too-early', waitMs } : { kind: 'deleted' };
  }

  return async (name) => {
    const found = await see(nameOf(name), missing.tries);
    if (found.kind === 'many') await onMany();
    if (found.kind === 'deleted') await onFew();
    return found;
  };
}
