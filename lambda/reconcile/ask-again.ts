import type { AskedAgain } from '../sources/changes';
import { type AskDeps, type Asked, type AskedPage, askForPage } from './ask';

/** One customer or event by its id at the vendor, once. */
export function askAgain(
  id: string,
  { again, asking, token }: { readonly again: AskedAgain; readonly asking: AskDeps; readonly token: string },
): Promise<Asked<AskedPage>> {
  const { alsoRead } = again;
  const deps = { ...asking, tries: 1, ...(alsoRead === undefined ? {} : { alsoRead }) };
  return askForPage(again.request(id, asking.store), token, (json) => again.read(json, asking.store), deps);
}
