import { credentialOf } from '../../lambda/masivo/credential';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { put } from '../webhook-secrets';

/** What signs in to Masivo. */
export async function setMasivo(frame: Frame): Promise<void> {
  const { environment } = await frame.connect();
  const credential = credentialOf(
    await frame.terminal.askSecret(
      `API key of ${environment.settings.masivo.account} (${environment.name}):`,
    ),
  );
  if (!credential) throw new CommandError('usage', 'That is neither an API key nor a token.');
  const { kind, ...value } = credential;
  await put(environment.secrets, 'masivo', JSON.stringify(value));
  frame.answer({ environment: environment.name, secret: 'masivo', kind }, () => [
    `Put in as ${kind === 'apiKey' ? 'an API key' : 'a token'}. It is used within an hour, or at once if the old one is refused:`,
    'keep the old one valid until then.',
  ]);
}
