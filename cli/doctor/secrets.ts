import { credentialOf } from '../../lambda/masivo/credential';
import { parsedJson } from '../../lambda/masivo/http';
import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { countText } from '../../operator/core/text/quantities';
import { acceptedSecrets } from '../webhook-secrets';
import type { Check, DoctorDeps } from './check';
import { type Finding, failure, ok, unseen, warning } from './finding';
import { masivoSecret } from './masivo-secret';

/** Whether each secret has a value, and one that may be right. Values are never shown. */
export const secrets: Check = {
  name: 'secrets',
  async run(deps) {
    const { settings, secrets: held } = deps.environment;
    const stores = settings.stores.map(async ({ source, store }) => {
      const name = storeKey({ source, store });
      try {
        const accepted = await acceptedSecrets(held, name);
        return storeFinding(
          name,
          source,
          accepted.map(({ secret }) => secret),
        );
      } catch (error) {
        const finding = unseen(error);
        return { ...finding, what: `${name}: ${finding.what}` };
      }
    });
    return Promise.all([...stores, masivoFinding(deps)]);
  },
};

/** Values pasted by mistake, and the form of a real one, as far as the vendor's form shows. */
function storeFinding(name: string, source: string, values: readonly string[]): Finding {
  const fill = `Put it in: \`secrets set ${source}\`, or have \`subscribe ${source}\` do it.`;
  if (values.length === 0) return failure(`${name}: no value, so every webhook is rejected (503)`, fill);
  const wrong = values.filter((value) => !mayBe(source, value)).length;
  if (wrong === values.length) {
    return failure(`${name}: what is stored is no signing secret of ${source}`, fill);
  }
  const count = countText(values.length, 'secret');
  if (wrong > 0) {
    return warning(
      `${name}: ${wrong} of ${count} cannot be a signing secret of ${source}`,
      `See \`secrets list ${source}\`, and revoke it.`,
    );
  }
  return ok(`${name}: ${count}`);
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
    const finding = unseen(error);
    return { ...finding, what: `masivo: ${finding.what}` };
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
  const claims = parsedJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const exp = typeof claims === 'object' && claims !== null ? Reflect.get(claims, 'exp') : undefined;
  return typeof exp === 'number' && exp * 1000 < now.getTime() ? ' that has expired' : '';
}
