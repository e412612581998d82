import type { OneByOne, Window } from '../sources/changes';
import { type AskDeps, type Asked, type AskedPage, ask, askForPage } from './ask';
import { feedPage } from './feed-page';
import type { Failure } from './report';
import type { Walk } from './walk-deps';

/**
 * Customers whom the vendor cannot give, or whom this version cannot read, do not hold up the others. So many at most:
 * more of them are no exceptions, and the next ones would be passed over, too.
 */
export const mostSetAside = 10;

/** A customer who spoils a page is among so many at most. */
export const askedOneByOne = 50;

/** These were set aside, and those are to be. Where that is too many, some of them are named, and none is passed over. */
export function setAsideWith(
  before: readonly string[],
  more: readonly string[],
): { readonly customers: readonly string[]; readonly areTooMany: boolean } {
  const all = [...new Set([...before, ...more])];
  return { customers: all.slice(0, mostSetAside), areTooMany: all.length > mostSetAside };
}

export interface OneDeps {
  readonly one: OneByOne;
  readonly asking: AskDeps;
  readonly token: string;
  readonly read: Parameters<typeof askForPage>[2];
}

/** The page of the next customer alone, which says that it is unreadable where it is. */
export async function askForNext(
  window: Window,
  position: string | null,
  { one, asking, token, read }: OneDeps,
): Promise<Asked<AskedPage>> {
  const deps = { ...asking, tries: 2 };
  const asked = await askForPage(one.next(window, position, asking.store), token, read, deps);
  if (asked.kind === 'answer' || !asked.ofAnswer) return asked;
  const named = await ask(
    one.named(window, position),
    asking.changes.authorised(token),
    (json) => {
      const name = one.nameIn(json);
      return name ? { value: name } : 'unreadable';
    },
    deps,
  );
  if (named.kind === 'failed') return asked;
  const { customer, next } = named.value;
  return { ...named, value: { kind: 'page', changes: [], next, unreadable: [customer] } };
}

/** This customer alone. Whom the vendor has no more is on no page. */
const askFor = (customer: string, { one, asking, token, read }: OneDeps): Promise<Asked<AskedPage>> =>
  askForPage(one.ofCustomer(customer, asking.store), token, read, { ...asking, tries: 1 });

/** Asks again for whom earlier runs set aside. @returns why the run cannot go on; null where it can. */
export async function readAgain(deps: Walk): Promise<Failure | null> {
  const { store, changes, begun, tally, token, asking } = deps;
  const { oneByOne: one } = changes;
  if (!one) return null;
  const window = { from: begun, to: begun };
  const read = (json: unknown) => changes.read(json, window, store, begun, null);
  for (const customer of tally.setAside) {
    const asked = await askFor(customer, { one, asking, token, read });
    if (asked.kind === 'failed') {
      if (asked.ofAnswer) continue;
      return asked.failure;
    }
    if (!(await feedPage(asked.value, asked.askedAt, deps))) return { code: 'no-time' };
    if (asked.value.unreadable?.includes(customer)) continue;
    tally.setAside = tally.setAside.filter((each) => each !== customer);
  }
  return null;
}
