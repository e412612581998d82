import * as v from 'valibot';
import type { Sandbox } from '../../operator/console/local-bridge';

const Plan = v.object({
  rules: v.exactOptional(
    v.array(
      v.object({
        do: v.string(),
        probability: v.exactOptional(v.number()),
        status: v.exactOptional(v.number()),
        retryAfter: v.exactOptional(v.number()),
        delayMs: v.exactOptional(v.number()),
      }),
    ),
  ),
});
const Refusal = v.object({ error: v.object({ message: v.string() }) });
const Entry = v.object({
  customer: v.object({ status: v.string() }),
  wallet: v.object({
    id: v.string(),
    totals: v.fallback(v.array(v.object({ total: v.number(), reward: v.object({ name: v.string() }) })), []),
  }),
  registrations: v.number(),
});

export interface SandboxAccess {
  readonly url: string;
  readonly token: string;
}

/** The sandbox's control API (local/masivo/README.md) for the console. */
export function sandboxControl({ url, token }: SandboxAccess): Sandbox {
  const headers = { authorization: `Bearer ${token}` };
  return {
    async misbehaviour() {
      return v.parse(Plan, await (await fetch(`${url}/misbehaviour`, { headers })).json());
    },

    async misbehave(plan) {
      const answer = await fetch(`${url}/misbehaviour`, {
        method: 'PUT',
        headers,
        body: JSON.stringify(plan),
      });
      const json: unknown = await answer.json();
      return answer.ok ? undefined : { refused: v.parse(Refusal, json).error.message };
    },

    async customer(id) {
      const answer = await fetch(`${url}/customers/${encodeURIComponent(id)}`, { headers });
      if (answer.status === 404) return null;
      const { customer, wallet, registrations } = v.parse(Entry, await answer.json());
      const points = wallet.totals.map(({ total, reward }) => `${total} ${reward.name}`).join(', ');
      return { status: customer.status, wallet: wallet.id, points, registrations };
    },
  };
}
