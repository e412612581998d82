import { shopUrl } from '../../../lambda/sources/woocommerce/address';
import { keyForm } from '../../../lambda/sources/woocommerce/rest';
import { CommandError } from '../../exit';
import type { AdminCredential } from '../admin-credential';
import { originOf } from '../origins';

/** A consumer key and its secret, in one line. @throws CommandError */
export function credentialIn(entered: string): AdminCredential {
  const [consumerKey = '', consumerSecret = ''] = keyForm.test(entered) ? entered.split(':') : [];
  if (consumerKey !== '') return { consumerKey, consumerSecret };
  throw new CommandError(
    'usage',
    'That is no key of WooCommerce’s REST API with its secret.',
    'Both in one line, with a colon between them: ck_...:cs_...',
  );
}

export const keyOf = ({ consumerKey, consumerSecret }: AdminCredential) => `${consumerKey}:${consumerSecret}`;

/** The address of the shop's API. @throws CommandError where it is no public one */
export function wooOrigin(shop: string, environment: Readonly<Record<string, string | undefined>>): string {
  const own = shopUrl(shop);
  if (own !== undefined) return originOf('WOOCOMMERCE_TEST_ORIGIN', own, environment);
  throw new CommandError('unsafe', `${shop} is no public address, and the key would be sent there.`);
}
