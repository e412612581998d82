import { type AskDeps, ask } from './ask';
import type { Failure } from './report';

/**
 * Asks the vendor which account the key opens, where its answers to everything else do not say so: shoppers of another
 * account would become this store's. @returns why nothing may be asked; null where it is the store's account
 */
export async function keyFailure(token: string, deps: AskDeps): Promise<Failure | null> {
  const { changes, store } = deps;
  const { account } = changes;
  if (!account || store.vendorAccount === 'any') return null;
  const asked = await ask(
    account.request,
    changes.authorised(token),
    (json) => ({ value: account.nameIn(json) }),
    // A refusal may name it, too.
    { ...deps, alsoRead: 403 },
  );
  if (asked.kind === 'failed') return asked.failure;
  if (asked.value === undefined) return { code: 'account-unshown' };
  return asked.value === store.vendorAccount ? null : { code: 'other-account' };
}
