import * as v from 'valibot';
import { CommandError } from '../../exit';
import { denied, fixFor } from './denied';

/** A version that tells the date of consent to SMS. The version of their bodies is that of the app's own settings. */
export const apiVersion = '2026-10';

export interface ShopifyAccess {
  /** `https://name.myshopify.com`. */
  readonly origin: string;
  readonly accessToken: () => Promise<string>;
  readonly sleep: (ms: number) => Promise<void>;
}

const GraphQlAnswer = v.object({
  data: v.nullish(v.unknown()),
  errors: v.optional(
    v.array(
      v.object({
        message: v.string(),
        extensions: v.optional(v.object({ code: v.optional(v.string()) })),
      }),
    ),
    [],
  ),
  extensions: v.optional(
    v.object({
      cost: v.optional(
        v.object({
          requestedQueryCost: v.number(),
          throttleStatus: v.object({ currentlyAvailable: v.number(), restoreRate: v.number() }),
        }),
      ),
    }),
  ),
});
type GraphQlAnswer = v.InferOutput<typeof GraphQlAnswer>;

const mostTries = 6;
const timeoutMs = 20_000;

/**
 * One request to the Admin API. Waits until Shopify's rate limit allows it (THROTTLED comes with HTTP 200).
 * @returns the answer's `data`. @throws CommandError that says what to do.
 */
export async function shopifyGraphQl(
  access: ShopifyAccess,
  query: string,
  variables: object,
): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    const response = await post(access, { query, variables });
    if (response.status === 429 && tries < mostTries) {
      await access.sleep(Math.min(30, Number(response.headers.get('retry-after')) || 2) * 1000);
      continue;
    }
    if (response.status !== 200) throw await refusal(response, access.origin);
    const answer = v.parse(GraphQlAnswer, await response.json());
    if (answer.errors.some(({ extensions }) => extensions?.code === 'THROTTLED') && tries < mostTries) {
      await access.sleep(untilFilledMs(answer));
      continue;
    }
    const forbidden = answer.errors.find(({ extensions }) => extensions?.code === 'ACCESS_DENIED');
    if (forbidden) throw denied('Shopify denies access', forbidden.message);
    const [error] = answer.errors;
    if (error) throw new CommandError('failed', `Shopify does not understand the request: ${error.message}`);
    return answer.data;
  }
}

function untilFilledMs({ extensions }: GraphQlAnswer): number {
  const cost = extensions?.cost;
  if (!cost) return 2000;
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  return Math.max(500, ((cost.requestedQueryCost - currentlyAvailable) / Math.max(1, restoreRate)) * 1000);
}

async function post({ origin, accessToken }: ShopifyAccess, body: object): Promise<Response> {
  const token = await accessToken();
  try {
    return await fetch(`${origin}/admin/api/${apiVersion}/graphql.json`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-shopify-access-token': token,
      },
      body: JSON.stringify(body),
      // A redirect would carry the token elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    throw notThere(origin);
  }
}

export const notThere = (origin: string) =>
  new CommandError(
    'unreachable',
    `${origin} does not answer.`,
    "Look at the network, and at the shop's name (vendorAccount in the config).",
  );

async function refusal(response: Response, origin: string): Promise<CommandError> {
  const { status } = response;
  const told = (message: string, fix: string) =>
    new CommandError('unreachable', `${message} (HTTP ${status}).`, fix);
  if (status === 401) {
    return told(
      'Shopify does not know this access token',
      'Get in anew: `subscribe shopify` with --access browser, client-credentials or token.',
    );
  }
  if (status === 403) {
    const said = await response.text().catch(() => '');
    return told('Shopify forbids this with the access token', fixFor(said));
  }
  if (status === 404) return told(`There is no shop at ${origin}`, 'Look at vendorAccount in the config.');
  if (status === 402 || status === 423) return told('The shop is frozen or locked', 'Ask its owner.');
  return told('Shopify is in trouble', 'Try again later.');
}
