import { isObject, parsedJson } from '../json';

/**
 * What the secret `webhooks` holds, by `source/store`: `{"SOURCE/STORE":["newest","older"]}`. An entry may have any
 * form, because people fill the secret as well.
 */
export type StoredWebhookSecrets = Readonly<Record<string, unknown>>;

/** Undefined where the value is no JSON object. */
export function storedWebhookSecrets(value: string): StoredWebhookSecrets | undefined {
  const stored = parsedJson(value);
  return isObject(stored) ? stored : undefined;
}

/**
 * A store's secrets, the newest first: a list of texts. A text is the one secret of the store, or a list written as a
 * text: the AWS console's form of keys and values can store nothing else.
 * @returns undefined where the entry can be neither.
 */
export function secretsIn(entry: unknown): readonly string[] | undefined {
  if (Array.isArray(entry)) return entry.every((each) => typeof each === 'string') ? entry : undefined;
  if (typeof entry !== 'string') return undefined;
  const text = entry.trim();
  if (text === '') return [];
  // No vendor's secret begins like that: it is a list or an object, perhaps a broken one.
  if (!/^[[{]/.test(text)) return [text];
  const list = parsedJson(text);
  return Array.isArray(list) ? secretsIn(list) : undefined;
}
