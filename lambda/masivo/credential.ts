import * as v from 'valibot';

/** What the Masivo secret holds: an API key to be exchanged for tokens, or a token used as it is. */
export type Credential =
  | { readonly kind: 'apiKey'; readonly apiKey: string }
  | { readonly kind: 'token'; readonly token: string };

const Text = v.pipe(v.string(), v.trim(), v.minLength(1));
const Stored = v.union([v.object({ apiKey: Text }), v.object({ token: Text })]);

/**
 * `{"apiKey":"…"}` or `{"token":"…"}`. A bare text was pasted into the AWS console: a UUID is an API key of
 * Masivo (dashboard > Settings > Advanced settings), anything else is taken for a token.
 */
export function credentialOf(secret: string | undefined): Credential | undefined {
  const text = secret?.trim() ?? '';
  if (text === '') return undefined;
  if (!text.startsWith('{')) {
    return v.is(v.pipe(v.string(), v.uuid()), text)
      ? { kind: 'apiKey', apiKey: text }
      : { kind: 'token', token: text };
  }
  try {
    const stored = v.safeParse(Stored, JSON.parse(text));
    if (!stored.success) return undefined;
    return 'apiKey' in stored.output
      ? { kind: 'apiKey', apiKey: stored.output.apiKey }
      : { kind: 'token', token: stored.output.token };
  } catch {
    return undefined;
  }
}
