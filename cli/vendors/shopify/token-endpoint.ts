import * as v from 'valibot';
import { Granted } from '../../../lambda/sources/shopify/tokens';

export type TokenAnswer =
  | { readonly kind: 'granted'; readonly granted: Granted }
  /** `text` is JSON or a page. It names the error; what else is in there may quote a secret. */
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  | { readonly kind: 'unreadable' }
  /** Whether Shopify did what it was asked is not known: an error of its own, or (0) no answer. */
  | { readonly kind: 'lost'; readonly status: number };

const timeoutMs = 20_000;

/** Asks for an access token of the shop at `origin`. */
export async function askForToken(
  origin: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const answer = await post(origin, form).catch(() => undefined);
  if (!answer) return { kind: 'lost', status: 0 };
  const { status, text } = answer;
  if (status === 429 || status >= 500) return { kind: 'lost', status };
  if (status !== 200) return { kind: 'refused', status, text };
  const granted = v.safeParse(v.pipe(v.string(), v.parseJson(), Granted), text);
  return granted.success ? { kind: 'granted', granted: granted.output } : { kind: 'unreadable' };
}

async function post(origin: string, form: Readonly<Record<string, string>>) {
  const response = await fetch(`${origin}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
    // A redirect would carry the secret elsewhere.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, text: await response.text() };
}
