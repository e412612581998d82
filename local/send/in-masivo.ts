import * as v from 'valibot';
import type { CustomerName } from '../../lambda/ledger/table';
import { localOptions } from '../options';
import type { RunFile } from '../run-file';
import { reach, tokenOf } from './the-run';

const SignIn = v.object({ data: v.string() });
const Total = v.object({ total: v.number(), reward: v.object({ name: v.string() }) });
const Held = v.object({
  data: v.object({
    customer: v.looseObject({}),
    wallet: v.object({ id: v.string(), totals: v.fallback(v.array(Total), []) }),
  }),
});

const Look = v.object({ kind: v.string(), id: v.optional(v.string()) });

/**
 * By which ID Masivo has a customer: the mapping may have given it another one than the store's, and the store's may be
 * somebody else's there. Null where Masivo has nobody of the customer's.
 */
export async function idInMasivo(
  name: CustomerName,
  run: Pick<RunFile, 'consoleUrl' | 'token'>,
): Promise<string | null> {
  const { source, store, customer } = name;
  const query = new URLSearchParams({ source, store, customer });
  const answer = await reach(`${run.consoleUrl}/api/customers/in-masivo?${query}`, { headers: tokenOf(run) });
  const look = v.parse(Look, await answer.json());
  // Where Masivo did not answer the bridge, what it answers here tells more.
  if (look.kind === 'unknown') return customer;
  return look.kind === 'there' ? (look.id ?? customer) : null;
}

/** Asks Masivo itself, as any client of its storefront API would. */
export async function customerInMasivo(name: CustomerName, run: RunFile): Promise<string> {
  const id = await idInMasivo(name, run);
  if (id === null) return 'no customer';
  const base = run.masivoBaseUrl;
  const credential =
    run.sandboxKey === null ? localOptions(process.env).credential : { apiKey: run.sandboxKey };
  let token = 'token' in credential ? credential.token : '';
  if ('apiKey' in credential) {
    const signIn = await reach(`${base}/auth/authorize`, {
      headers: { 'x-api-key': credential.apiKey },
    });
    if (signIn.status !== 200) return `signing in to Masivo failed: HTTP ${signIn.status}`;
    token = v.parse(SignIn, await signIn.json()).data;
  }
  const response = await reach(`${base}/customers/${encodeURIComponent(id)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (response.status === 404) return 'no customer (HTTP 404)';
  if (response.status !== 200) return `HTTP ${response.status}`;
  const { customer, wallet } = v.parse(Held, await response.json()).data;
  const points = wallet.totals.map(({ total, reward }) => `${total} ${reward.name}`).join(', ');
  return `${JSON.stringify(customer, null, 2)}\nwallet ${wallet.id} with ${points || 'nothing in it'}`;
}
