import { credentialOf } from '../../lambda/masivo/credential';
import { textOf } from '../../lambda/reasons/text';
import { tryCredential } from '../doctor/masivo';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { put } from '../webhook-secrets';

/** Masivo's tokens are JWTs. Whatever else is no UUID was cut off, or is another service's. */
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * What signs in to Masivo.
 * @param untried puts it in without trying it at Masivo, as where Masivo is down
 */
export async function setMasivo(frame: Frame, untried: boolean): Promise<void> {
  const { environment } = await frame.connect();
  const credential = credentialOf(
    await frame.terminal.askSecret(
      `API key of ${environment.settings.masivo.account} (${environment.name}):`,
    ),
  );
  if (!credential || (credential.kind === 'token' && !jwt.test(credential.token)))
    throw new CommandError(
      'usage',
      'That is neither an API key nor a token; nothing was changed.',
      'An API key is a UUID: 32 hex digits and 4 hyphens.',
    );
  const { kind, ...stored } = credential;
  const value = JSON.stringify(stored);
  if (!untried) await refuseWhatOpensNothing(frame, value);
  await put(environment.secrets, 'masivo', value);
  frame.answer({ environment: environment.name, secret: 'masivo', kind }, () => [
    `Put in as ${kind === 'apiKey' ? 'an API key' : 'a token'}. It is used within an hour, or at once if the old one is refused:`,
    'keep the old one valid until then.',
  ]);
}

/** A wrong credential would take the place of one that works. */
async function refuseWhatOpensNothing(frame: Frame, value: string): Promise<void> {
  const { environment } = await frame.connect();
  const tried = await tryCredential(value, environment.settings.masivo, frame.terminal.now);
  if (tried.kind === 'works') return;
  throw new CommandError(
    'failed',
    `It was tried at Masivo, and nothing was changed: ${textOf(tried.why)}.`,
    'See whether it is whole and of this account. --untried puts it in without trying it.',
  );
}
