import type { StoreSettings } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import { samples } from '../../local/send/samples';
import { CommandError } from '../exit';

export interface MadeUpSignup {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A signup of a made-up shopper, marked as a selftest and signed with the store's secret. */
export function madeUpSignup(
  { source: name, vendorAccount }: StoreSettings,
  secret: string,
  now: Date,
): MadeUpSignup {
  const source = sources.get(name);
  const sample = vendorAccount === 'any' ? samples[name]?.(now) : samples[name]?.(now, vendorAccount);
  if (!source || !sample) throw new CommandError('usage', `There is no selftest of ${name}.`);
  const { headers, body } = source.asSelftest(sample);
  return {
    headers: { 'content-type': 'application/json', ...headers, ...source.sign(body, secret, now) },
    body,
  };
}
