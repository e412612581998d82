import { profileOf } from '../../lambda/sources/profiles';
import { type Environment, fieldOf, type NamedStore, storesOf } from './config';
import { at, type Mistake } from './config-error';
import { namedLive, testCustomers } from './likely-copies';

/**
 * A shop in two environments would have each shopper created twice, perhaps in one Masivo account.
 * @returns mistakes by the environment's name.
 */
export function sharedStores(environments: readonly Environment[]): Map<string, Mistake[]> {
  const takers = new Map<string, { environment: Environment; store: NamedStore }[]>();
  for (const environment of environments) {
    for (const store of storesOf(environment)) {
      const shop = shopOf(store, environment.mode);
      takers.set(shop, [...(takers.get(shop) ?? []), { environment, store }]);
    }
  }
  const mistakes = new Map<string, Mistake[]>();
  for (const sharing of takers.values()) {
    if (sharing.length < 2 || sharing.every(({ store }) => store.config.sharedOnPurpose)) continue;
    for (const { environment, store } of sharing.filter((taker) => !taker.store.config.sharedOnPurpose)) {
      const others = sharing
        .filter((taker) => taker.store !== store)
        .map((taker) => `${taker.environment.name} (${taker.store.key})`);
      const line = at(
        `${fieldOf(store.key)}.vendorAccount`,
        `${store.config.vendorAccount} is also configured in ${others.join(', ')}; if that is intended, set sharedOnPurpose at each`,
      );
      mistakes.set(environment.name, [...(mistakes.get(environment.name) ?? []), line]);
    }
  }
  return mistakes;
}

const shopOf = ({ source, config }: NamedStore, mode: Environment['mode']) =>
  [source, config.vendorAccount, profileOf(source).account.hasModes ? mode : ''].join('|');

/**
 * A test environment with the Masivo account of a live one.
 * @returns mistakes by the environment's name.
 */
export function liveAccounts(environments: readonly Environment[]): Map<string, Mistake[]> {
  const live = environments.filter(({ mode }) => mode === 'live');
  const mistakes = new Map<string, Mistake[]>();
  for (const { name, mode, masivo } of environments) {
    const owner = live.find((other) => sameAccount(other.masivo, masivo));
    // One that looks live has been told of.
    if (mode === 'live' || !owner || masivo.liveOnPurpose || namedLive(masivo.account)) continue;
    mistakes.set(name, [
      at(
        'masivo.account',
        `${masivo.account} is the account of ${owner.name}, which is live. ${testCustomers}`,
      ),
    ]);
  }
  return mistakes;
}

const sameAccount = (one: Environment['masivo'], other: Environment['masivo']) =>
  one.account === other.account && one.baseUrl === other.baseUrl;
