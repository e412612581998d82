import { type Holding, textWithoutTasks } from '../held-data';
import type { Shopper } from './shopper';

/** As the story makes them: each tells whose it is. */
const numbered = [
  ['name', /(\d+) Version/g],
  ['e-mail', /shopper\.(\d+)@/gi],
  ['phone', /\+1555(\d{6})[0-2]/g],
] as const;
// Not within a longer number: the delivery of a test notification has one.
const ids = /cus_\w+|(?<!\d)\d{13,18}(?!\d)/g;

/** What the ledger still holds of those who were erased. @returns whose, what, and in which kind of item */
export function remainsOf(erased: readonly Shopper[], holdings: readonly Holding[]): readonly string[] {
  const byNumber = new Map(
    erased.flatMap(({ id, versions }) =>
      versions.flatMap(({ name }) => {
        const number = /\d+/.exec(name)?.[0];
        return number === undefined ? [] : [[Number(number), id] as const];
      }),
    ),
  );
  const byId = new Set(erased.map(({ id }) => id));
  const found = new Set<string>();
  for (const holding of holdings) {
    const tell = (id: string | undefined, what: string) => {
      if (id !== undefined) found.add(`${id}: ${what} in ${holding.where}`);
    };
    for (const [what, pattern] of numbered)
      for (const [, number] of holding.text.matchAll(pattern)) tell(byNumber.get(Number(number)), what);
    for (const [id] of textWithoutTasks(holding).matchAll(ids)) if (byId.has(id)) tell(id, 'id');
  }
  return [...found];
}
