import * as v from 'valibot';
import { localOptions } from '../options';
import type { RunFile } from '../run-file';
import { reach } from './the-run';

const SignIn = v.object({ data: v.string() });
const Total = v.object({ total: v.number(), reward: v.object({ name: v.string() }) });
const Held = v.object({
  data: v.object({
    customer: v.looseObject({}),
    wallet: v.object({ id: v.string(), totals: v.fallback(v.array(Total), []) }),
  }),
});

/** Asks Masivo itself, as any client of its storefront API would. */
export async function customerInMasivo(id: string, run: RunFile): Promise<string> {
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
  const response = await reach(`${base}/customers/${id}`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 404) return 'no customer (HTTP 404)';
  if (response.status !== 200) return `HTTP ${response.status}`;
  const { customer, wallet } = v.parse(Held, await response.json()).data;
  const points = wallet.totals.map(({ total, reward }) => `${total} ${reward.name}`).join(', ');
  return `${JSON.stringify(customer, null, 2)}\nwallet ${wallet.id} with ${points || 'nothing in it'}`;
}
