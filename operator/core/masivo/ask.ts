import * as v from 'valibot';
import type { Clock } from '../../../lambda/clock';
import { composeMasivo } from '../../../lambda/composition/compose-masivo';
import { unlimitedSlots } from '../../../lambda/delivery/rate-limiter';
import type { SendHttp } from '../../../lambda/http/send-http';
import { parsedJson } from '../../../lambda/json';
import type { MasivoCustomer } from '../../../lambda/masivo/answer';
import type { MasivoId } from '../../../lambda/masivo/masivo-id';
import type { Reason } from '../../../lambda/reasons/reason';
import { reasonOfStatus } from '../../../lambda/retry/retry-policy';
import type { OperatedEnvironment } from '../environment';

/** What people are shown besides, and what deliveries have no use for. */
const More = v.object({
  data: v.object({
    customer: v.object({
      status: v.fallback(v.nullish(v.string(), null), null),
      tier_id: v.fallback(v.nullish(v.string(), null), null),
      phone: v.fallback(v.nullish(v.string(), null), null),
      country: v.fallback(v.nullish(v.string(), null), null),
    }),
    wallet: v.fallback(
      v.nullish(
        v.object({
          totals: v.fallback(
            v.array(
              v.object({
                total: v.number(),
                reward: v.fallback(v.object({ name: v.string() }), { name: 'of an unnamed reward' }),
              }),
            ),
            [],
          ),
        }),
      ),
      null,
    ),
  }),
});
type More = v.InferOutput<typeof More>['data'];

const Tiers = v.object({ data: v.array(v.object({ id: v.string(), name: v.string() })) });

export type Asked =
  | {
      readonly kind: 'there';
      readonly found: MasivoCustomer;
      readonly more: More;
      readonly tier: string | null;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown'; readonly why: Reason };

export type AskMasivo = (id: MasivoId) => Promise<Asked>;

const tiersKeptMs = 10 * 60_000;

/**
 * Asks Masivo with the environment's own credential, as `deliver` signs in. It changes nothing, and takes one or two
 * requests of the account's limit: nobody should poll it.
 */
export function masivoAsker(
  environment: OperatedEnvironment,
  clock: Pick<Clock, 'now'>,
  http: SendHttp,
): AskMasivo {
  const { settings, readSecret } = environment;
  const { baseUrl, timeoutMs } = settings.masivo;
  const { now } = clock;
  const readCredential = () => readSecret('masivo');
  /** What Masivo answered, by address: the client reads less of it than people are shown. */
  const answered = new Map<string, string>();
  const { tokens, masivo } = composeMasivo({
    baseUrl,
    timeoutMs,
    now,
    readCredential,
    async http(request) {
      const answer = await http(request);
      if (answer.kind === 'answer' && request.showsCustomer) answered.set(request.url, answer.text);
      return answer;
    },
  });
  let tiers: { readonly names: ReadonlyMap<string, string>; readonly until: number } | undefined;

  async function tierName(id: string): Promise<string> {
    if (!tiers || now().getTime() >= tiers.until) {
      tiers = { names: await readTiers(), until: now().getTime() + tiersKeptMs };
    }
    return tiers.names.get(id) ?? id;
  }

  /** Empty where they cannot be read: then an ID stands for its name. */
  async function readTiers(): Promise<ReadonlyMap<string, string>> {
    const token = await tokens.token();
    if (token.kind !== 'ok') return new Map();
    const headers = { authorization: `Bearer ${token.value}`, accept: 'application/json' };
    const answer = await http({ method: 'GET', url: `${baseUrl}/tiers`, headers, timeoutMs });
    const read = v.safeParse(Tiers, answer.kind === 'answer' ? parsedJson(answer.text) : undefined);
    return new Map(read.success ? read.output.data.map(({ id, name }) => [id, name]) : []);
  }

  return async (id) => {
    const url = `${baseUrl}/customers/${encodeURIComponent(id)}`;
    const answer = await masivo(unlimitedSlots, new Date(now().getTime() + 2 * timeoutMs)).find(id);
    const text = answered.get(url) ?? '';
    answered.delete(url);
    if (answer.kind === 'unsent' || answer.kind === 'lost') return { kind: 'unknown', why: answer.why };
    if (answer.kind === 'status') return { kind: 'unknown', why: reasonOfStatus(answer) };
    const more = v.safeParse(More, parsedJson(text));
    if (answer.kind === 'ok' && answer.value === null) return { kind: 'missing' };
    if (answer.kind === 'unreadable' || answer.value === null || !more.success)
      return { kind: 'unknown', why: { code: 'masivo-unreadable' } };
    const { tier_id } = more.output.data.customer;
    const tier = tier_id === null ? null : await tierName(tier_id);
    return { kind: 'there', found: answer.value, more: more.output.data, tier };
  };
}
