import type { OneByOne, Window } from '../sources/changes';
import { type AskDeps, type Asked, type AskedPage, ask, askForPage } from './ask';
import { askAgain } from './ask-again';
import { feedPage } from './feed-page';
import { isPerhapsOfOne } from './in-parts';
import type { Failure } from './report';
import type { Walk } from './walk-deps';

/**
 * Customers or events that the vendor cannot give, or that this version cannot read, do not hold up the others. So many at most:
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

/** Asks again for what earlier runs set aside. @returns why the run cannot go on; null where it can */
export async function readAgain(deps: Walk): Promise<Failure | null> {
  const { changes, tally, token, asking } = deps;
  const { again } = changes;
  if (!again) return null;
  for (const id of tally.setAside) {
    const asked = await askAgain(id, { again, asking, token });
    if (asked.kind === 'failed') {
      if (isPerhapsOfOne(asked)) continue;
      return asked.failure;
    }
    if (!(await feedPage(asked.value, asked.askedAt, deps))) return { code: 'no-time' };
    if (asked.value.unreadable?.includes(id)) continue;
    tally.setAside = tally.setAside.filter((each) => each !== id);
  }
  return null;
}
