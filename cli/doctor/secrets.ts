import { credentialOf } from '../../lambda/masivo/credential';
import { expiryOf } from '../../lambda/masivo/token';
import type { StoredWebhookSecrets } from '../../lambda/secrets/stored-webhook-secrets';
import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { countText } from '../../operator/core/text/quantities';
import { vendors } from '../vendors/registry';
import { acceptedIn, storedSecrets } from '../webhook-secrets';
import type { Check, DoctorDeps } from './check';
import { type Finding, failure, ok, unseen, warning } from './finding';
import { masivoSecret } from './masivo-secret';
import { sharedSecretFindings } from './shared-secrets';
import { vendorKeyFindings } from './vendor-keys';

/** Whether each secret has a value, and one that may be right. Values are never shown. */
export const secrets: Check = {
  name: 'secrets',
  async run(deps) {
    return (await Promise.all([storeFindings(deps), vendorKeyFindings(deps), masivoFinding(deps)])).flat();
  },
};

/** One line per store, from one read. */
async function storeFindings({ environment }: DoctorDeps): Promise<readonly Finding[]> {
  let stored: StoredWebhookSecrets;
  try {
    stored = await storedSecrets(environment.secrets);
  } catch (error) {
    return [about('webhooks', unseen(error))];
  }
  const names = environment.settings.stores.map((store) => ({ source: store.source, name: storeKey(store) }));
  const strays = Object.keys(stored).filter((entry) => names.every(({ name }) => name !== entry));
  return [
    ...names.map(({ source, name }) => {
      try {
        const values = acceptedIn(stored, name).map(({ secret }) => secret);
        return about(name, storeFinding(source, values));
      } catch (error) {
        return about(name, unseen(error));
      }
    }),
    ...sharedSecretFindings(stored, names),
    ...(strays.length === 0 ? [] : [strayFinding(strays)]),
  ];
}

const about = (name: string, finding: Finding): Finding => ({ ...finding, what: `${name}: ${finding.what}` });

/** Only names of stores are shown: a secret may have been put in where the name belongs. */
function strayFinding(entries: readonly string[]): Finding {
  const names = entries.filter((entry) => /^[a-z0-9-]+\/[a-z0-9-]+$/.test(entry));
  const shown = names.length === entries.length ? names : [...names, 'not named like a store'];
  const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  return warning(
    `webhooks: ${count} of no store of this environment (${shown.join(', ')})`,
    'In the AWS console, correct the name to `source/store`, or remove the entry where the store is gone.',
  );
}

/** Values pasted by mistake, and the form of a real one, as far as the vendor's form shows. */
function storeFinding(source: string, values: readonly string[]): Finding {
  const orSubscribe = vendors.has(source) ? `, or have \`subscribe ${source}\` do it` : '';
  const fill = `Put it in: \`secrets set ${source}\`${orSubscribe}.`;
  if (values.length === 0) return failure('no value, so every webhook is rejected', fill);
  const wrong = values.filter((value) => !mayBe(source, value)).length;
  if (wrong === values.length) {
    return failure(`what is stored is no signing secret of ${source}`, fill);
  }
  const count = countText(values.length, 'secret');
  if (wrong > 0) {
    return warning(
      `${wrong} of ${count} cannot be a signing secret of ${source}`,
      `See \`secrets list ${source}\`, and revoke it.`,
    );
  }
  return ok(count);
}

function mayBe(source: string, value: string): boolean {
  if (/\s/.test(value) || value.length < 8) return false;
  return profileOf(source).secret.form.test(value);
}

async function masivoFinding({ environment, now }: DoctorDeps): Promise<Finding> {
  let stored: string | undefined;
  try {
    stored = await masivoSecret(environment.secrets);
  } catch (error) {
    return about('masivo', unseen(error));
  }
  const credential = credentialOf(stored);
  const fill = "Put in the account's API key: `secrets set masivo`.";
  if (!credential) return failure('masivo: holds neither an API key nor a token', fill);
  if (credential.kind === 'apiKey') return ok('masivo: an API key');
  const what = `masivo: a token${lifeOf(credential.token, now())}; Masivo's tokens die after an hour`;
  return environment.settings.stores.some(({ mode }) => mode === 'live')
    ? failure(what, fill)
    : warning(what, fill);
}

function lifeOf(token: string, now: Date): string {
  const expiry = expiryOf(token);
  return expiry !== undefined && expiry < now.getTime() ? ' that has expired' : '';
}
