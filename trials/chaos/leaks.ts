import { knownSecretsOf, localStores } from '../../local/webhook-secrets';

/**
 * What must never be in a log line, by kind. A story's people are made so that each of their texts is one of these, and
 * signatures, tokens and secrets have a form of their own: so nothing is missed.
 */
const forbidden: Readonly<Record<string, RegExp>> = {
  'a name': /Shopper/,
  'an e-mail': /@[\w-]+\.\w/,
  'a phone number': /\+1555\d{7}/,
  'an id': /cus_Chaos\d|\b(?:70640550693\d{7}|70000000\d{5})\b/,
  'a token': /Bearer|eyJ[\w-]{5}/,
  'a signature': /[0-9a-f]{64}|[\w+/]{43}=/i,
  'a secret': new RegExp(Object.values(knownSecretsOf(localStores)).flat().join('|')),
};

/** What a log line leaks, if anything: its kind, not the value. */
export function leakIn(line: string): string | undefined {
  return Object.keys(forbidden).find((kind) => forbidden[kind]?.test(line));
}
