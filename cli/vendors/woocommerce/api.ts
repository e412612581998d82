import { memberOf } from '../../../lambda/json';
import { parseJson } from '../../../lambda/sources/body';
import { authorisedBy, restPath } from '../../../lambda/sources/woocommerce/rest';
import { CommandError } from '../../exit';

export interface WooAccess {
  /** The shop's address. */
  readonly origin: string;
  /** Consumer key and secret. */
  readonly key: string;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface WooCall {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the shop's address. */
  readonly path: string;
  readonly body?: object;
  /** What the key has to be allowed. */
  readonly needs: 'Read' | 'Read/Write';
  /** Only reads are repeated: a webhook that was made twice sends everything twice. */
  readonly tries?: number;
}

export interface WooAnswer {
  readonly json: unknown;
  /** Of a list: how many there are in all. Null where the answer does not say. */
  readonly total: number | null;
}

const timeoutMs = 30_000;

/** One call of the shop's REST API. @throws CommandError that says what to do */
export async function askShop(access: WooAccess, call: WooCall): Promise<WooAnswer> {
  const { tries = call.method === undefined ? 3 : 1 } = call;
  for (let tried = 1; ; tried += 1) {
    const response = await send(access, call);
    const passes = response === undefined || response.status === 429 || response.status >= 500;
    if (!passes || tried === tries) return read(response, access.origin, call);
    const told = Number(response?.headers.get('retry-after')) * 1000 || 0;
    await access.sleep(Math.min(60_000, Math.max(told, 500 * 2 ** (tried - 1))));
  }
}

/** Undefined where there is no answer. */
async function send({ origin, key }: WooAccess, { method = 'GET', path, body }: WooCall) {
  try {
    return await fetch(origin + path, {
      method,
      headers: {
        accept: 'application/json',
        ...authorisedBy(key),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      // A redirect would carry the key elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    return undefined;
  }
}

async function read(response: Response | undefined, origin: string, call: WooCall): Promise<WooAnswer> {
  if (!response) throw refused(`${origin} does not answer.`, lookAtAddress);
  const bytes = await response.arrayBuffer().catch(() => undefined);
  const parsed = parseJson(Buffer.from(bytes ?? new ArrayBuffer(0)));
  const json = parsed.kind === 'json' ? parsed.value : undefined;
  const { status, headers } = response;
  if (status >= 300) throw refusal(status, json, origin, call);
  if (json === undefined) {
    throw refused(
      `${origin} answers with something else than JSON.`,
      `A plugin of the shop may write into the answers of its REST API: open ${origin}${restPath} in a browser.`,
    );
  }
  const total = headers.get('x-wp-total');
  return { json, total: total === null ? null : Number(total) };
}

/** By its status and WordPress's code: the message may quote what was sent. */
function refusal(status: number, json: unknown, origin: string, { needs }: WooCall): CommandError {
  const code = memberOf(json, 'code');
  const told =
    typeof code === 'string' && /^[a-z_]{1,80}$/.test(code) ? `HTTP ${status}, ${code}` : `HTTP ${status}`;
  if (status === 401 || status === 403) {
    return refused(
      `The shop refuses the key (${told}).`,
      `It has to be a key with the permission ${needs}, of a user who may manage WooCommerce. Where it is, the shop's web server may keep the header Authorization from WordPress.`,
    );
  }
  if (status === 404) {
    return refused(
      `${origin} has no REST API of WooCommerce (${told}).`,
      'Is WooCommerce on, and are the permalinks (Settings > Permalinks) other than "Plain"?',
    );
  }
  if (status < 400) return refused(`${origin} leads elsewhere (${told}).`, lookAtAddress);
  if (status === 429 || status >= 500) return refused(`The shop is in trouble (${told}).`, 'Try later.');
  return refused(`The shop refuses (${told}).`, 'Compare with its webhooks in wp-admin.');
}

const lookAtAddress = "Look at the network, and at the shop's address (vendorAccount in the config).";

const refused = (message: string, fix: string) => new CommandError('unreachable', message, fix);
