import { doorRequest } from '../../lambda/door/request';
import { envelopeOf } from '../../lambda/envelope';
import { type Settings, storeOf } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import { localSettings } from '../../local/local-settings';
import type { Subject } from './subject';

const settings: Settings = localSettings({ baseUrl: 'https://masivo.example.com', account: 'bench' });

/** From API Gateway's event to the text that SQS is given: what `receive` does itself, without AWS. */
export const subject: Subject = (name, secret) => {
  const source = sources.get(name);
  const store = storeOf(settings, name, 'default');
  if (!source || !store) throw new Error(`There is no ${name}`);
  return (event) => {
    const receivedAt = new Date();
    const request = doorRequest(event);
    const verifiedWith = source.verify(request, [secret], receivedAt);
    if (verifiedWith === undefined || source.admit(request.headers, store)) throw new Error('refused');
    const envelope = envelopeOf({ source, store: store.store, request, secret: verifiedWith, receivedAt });
    return JSON.stringify(envelope);
  };
};
