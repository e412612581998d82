import { addressOf } from '../../../lambda/ingress/address';
import { doorRequest } from '../../../lambda/ingress/request';
import { seal } from '../../../lambda/ingress/seal';
import type { Settings } from '../../../lambda/settings';
import { localSettings } from '../../../local/local-settings';
import type { Subject } from './subject';

const settings: Settings = localSettings({ baseUrl: 'https://masivo.example.com', account: 'bench' });

/** From API Gateway's event to the text that SQS is given: what `receive` does itself, without AWS. */
export const subject: Subject = (name, secret) => {
  const address = addressOf(`/webhooks/${name}`, settings);
  if (!address) throw new Error(`There is no ${name}`);
  return (event) => {
    const sealed = seal(doorRequest(event), address, [secret], new Date());
    if (sealed.kind !== 'sealed') throw new Error(sealed.kind);
    return sealed.message;
  };
};
