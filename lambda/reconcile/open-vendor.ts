import type { AskDeps } from './ask';
import type { Failure } from './report';
import { type SignInDeps, signIn } from './sign-in';
import { keyFailure } from './whose-key';

export interface OpenVendorDeps extends Omit<SignInDeps, 'baseUrl'> {
  /** The vendor's API in a local run; undefined for the vendor's own. */
  readonly baseUrl: string | undefined;
}

export interface Opened {
  readonly kind: 'opened';
  readonly asking: AskDeps;
  readonly token: string;
}

export const failed = (failure: Failure) => ({ kind: 'failed', failure }) as const;

/** Gets into the store's API with its key. */
export async function openVendor(deps: OpenVendorDeps): Promise<Opened | ReturnType<typeof failed>> {
  const baseUrl = deps.baseUrl ?? deps.changes.baseUrl(deps.store);
  if (baseUrl === undefined) return failed({ code: 'account-unknown' });
  const asking: AskDeps = { ...deps, baseUrl };
  const signedIn = await signIn({ ...deps, baseUrl });
  if (signedIn.kind === 'failed') return failed(signedIn.failure);
  const otherKey = await keyFailure(signedIn.value, asking);
  return otherKey ? failed(otherKey) : { kind: 'opened', asking, token: signedIn.value };
}
