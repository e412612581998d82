import { memberOf } from '../../lambda/json';
import { type StoredWebhookSecrets, secretsIn } from '../../lambda/secrets/stored-webhook-secrets';
import { fingerprintOf } from '../../lambda/sources/signature';
import { type Finding, warning } from './finding';

/** One app's secret at several shops, for instance. The signature then says nothing of which one of them sent it. */
export function sharedSecretFindings(
  stored: StoredWebhookSecrets,
  stores: readonly { readonly source: string; readonly name: string }[],
): Finding[] {
  const holders = new Map<string, string[]>();
  for (const { source, name } of stores) {
    for (const secret of secretsIn(memberOf(stored, name)) ?? []) {
      const key = `${source} ${fingerprintOf(secret)}`;
      holders.set(key, [...new Set([...(holders.get(key) ?? []), name])]);
    }
  }
  return [...holders].flatMap(([key, names]) => {
    const [, fingerprint] = key.split(' ');
    if (names.length < 2) return [];
    return [
      warning(
        `webhooks: ${names.join(' and ')} have a secret in common (${fingerprint}). Whoever has one well-signed webhook of one of them can send it to the other where its body does not name the shop: only a header tells them apart, and no signature covers it`,
        'Give each shop an app, or a webhook, of its own, and revoke the shared secret at all but one.',
      ),
    ];
  });
}
