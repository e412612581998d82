import { addressOf } from '../../../lambda/ingress/address';
import type { IngressSettings } from '../../../lambda/ingress/ingress-settings';
import { verifyWebhook } from '../../../lambda/ingress/verify-webhook';
import { webhookRequest } from '../../../lambda/ingress/webhook-request';
import { ingressSources } from '../../../lambda/sources/ingress-registry';
import { defaultStore } from '../../../lambda/store-name';
import { webhookPath } from '../../../lambda/webhook-address';
import type { Subject } from './subject';

const settings: IngressSettings = {
  environment: 'bench',
  stores: [...ingressSources.keys()].map((source) => ({ source, store: defaultStore, vendorAccount: 'any' })),
};

/** From API Gateway's event to the text that SQS is given: what `receive` does itself, without AWS. */
export const subject: Subject = (name, secret) => {
  const address = addressOf(webhookPath({ source: name, store: defaultStore }), settings);
  if (!address) throw new Error(`There is no ${name}`);
  return (event) => {
    const verified = verifyWebhook(webhookRequest(event), address, [secret], new Date());
    if (verified.kind !== 'verified') throw new Error(verified.kind);
    return verified.message;
  };
};
