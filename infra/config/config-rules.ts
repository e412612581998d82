import { profileOf } from '../../lambda/sources/profiles';
import { deliveryCapacity } from '../delivery-capacity';
import { type Environment, type NamedStore, storesOf } from './config';

/** Rules across several fields. @returns one line per mistake, naming the field. */
export function mistakesIn(environment: Environment): string[] {
  const { mode, name, delivery, sampleEvents, alarms } = environment;
  const { concurrency } = deliveryCapacity(environment);
  const live = mode === 'live';
  const stores = storesOf(environment);
  return [
    ...(name.startsWith('prod') && !live ? [`mode: ${name} is production, which is live`] : []),
    ...(stores.length === 0 ? ['stores: names no store'] : []),
    ...alike(stores),
    ...stores.flatMap((store) => [
      ...vendorMistakes(store),
      ...neverSent(store),
      ...(live ? leftOpen(store) : []),
    ]),
    ...((delivery.reservedConcurrency ?? Number.POSITIVE_INFINITY) < concurrency
      ? // Messages that Lambda throttles come back after the visibility timeout, each time one receive older.
        [
          `delivery.reservedConcurrency: is less than the ${concurrency} batches at a time, so some would be throttled`,
        ]
      : []),
    ...(live && sampleEvents !== 'off'
      ? ['sampleEvents: is off in a live environment, where one would create a customer']
      : []),
    ...(live && !alarms.email && !(alarms.page && alarms.ticket)
      ? ['alarms: a live environment needs an email, or both topics: page and ticket']
      : []),
    ...(live && alarms.all === false ? ['alarms.all: a live environment has all of them'] : []),
    ...(alarms.email && alarms.page && alarms.ticket
      ? [
          'alarms.email: page and ticket win, and it would get no alarm; leave it out, or one of the topics, which it then stands in for',
        ]
      : []),
    ...notMoved(environment, stores),
    ...elsewhere(environment),
  ];
}

/** Nothing that is deployed can be asked here, so whoever switches the address off says what `doctor` has shown. */
function notMoved({ ingress }: Environment, stores: readonly NamedStore[]): string[] {
  const moved = ingress.domain?.closeGatewayAddress?.movedStores;
  if (!moved) return [];
  const missing = stores.filter(({ key }) => !moved.includes(key)).map(({ key }) => key);
  const strange = moved.filter((name) => stores.every(({ key }) => key !== name));
  const field = 'ingress.domain.closeGatewayAddress.movedStores';
  return [
    ...(missing.length === 0
      ? []
      : [
          `${field}: lacks ${missing.join(', ')}; name each store once \`doctor\` shows its subscription at the domain, in a later deployment than the domain's`,
        ]),
    ...(strange.length === 0 ? [] : [`${field}: ${strange.join(', ')} is no store of this environment`]),
  ];
}

/** These services accept only resources of their own region, and refuse others half-way through a deployment. */
function elsewhere({ aws, alarms, ingress, platform }: Environment): string[] {
  const arns = {
    'platform.kmsKeyArn': platform.kmsKeyArn,
    'alarms.page': alarms.page,
    'alarms.ticket': alarms.ticket,
    'ingress.domain.certificateArn': ingress.domain?.certificateArn,
  };
  return Object.entries(arns).flatMap(([field, arn]) => {
    const region = arn?.split(':')[3] ?? aws.region;
    return region === aws.region ? [] : [`${field}: is in ${region}, and aws.region is ${aws.region}`];
  });
}

/** CloudFormation's ids allow letters and digits only: `shop-1` and `shop1` would be the same. */
function alike(stores: readonly NamedStore[]): string[] {
  const plain = (key: string) => key.replaceAll('-', '');
  return stores.flatMap(({ key }, index) => {
    const other = stores.slice(0, index).find((earlier) => plain(earlier.key) === plain(key));
    return other ? [`${fieldOf(key)}: differs from ${other.key} by dashes only`] : [];
  });
}

function vendorMistakes({ source, key, config }: NamedStore): string[] {
  const { form, example } = profileOf(source).account;
  if (form.test(config.vendorAccount)) return [];
  return [`${fieldOf(key)}.vendorAccount: is not like ${example}`];
}

/** Such a field would stay empty, or for those who were backfilled as it was then. */
function neverSent({ source, key, config }: NamedStore): string[] {
  const { neverSent: reasons, forms = {}, displayName } = profileOf(source);
  const newer = config.events === true ? Object.values(forms) : [];
  if (config.events === true && newer.length === 0) {
    return [`${fieldOf(key)}.events: ${displayName} has none`];
  }
  const brought: readonly string[] = newer.flatMap(({ brings }) => brings);
  return (['extras', 'fields'] as const).flatMap((member) => {
    // The form of the mapping is checked with the settings, after these rules.
    const wanted: unknown = config.mapping?.[member];
    const named: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
    return Object.entries(reasons)
      .filter(([extra]) => named.includes(extra) && !brought.includes(extra))
      .map(([extra, reason]) => `${fieldOf(key)}.mapping.${member}: ${extra} ${reason}`);
  });
}

/** A default here could pay rewards to people who did not sign up, or send mail to people who did not agree. */
function leftOpen({ key, config }: NamedStore): string[] {
  const creates = config.creates !== false;
  return [
    ...(creates && config.signupsSince === undefined
      ? [`${fieldOf(key)}.signupsSince: a live store needs its go-live, or old shoppers are paid rewards`]
      : []),
    ...(creates && config.maxCreationsPerHour === undefined
      ? [`${fieldOf(key)}.maxCreationsPerHour: a live store needs a limit, or an import pays rewards to all`]
      : []),
    ...(config.consent === undefined || config.consent === 'off'
      ? [
          `${fieldOf(key)}.consent: a live store needs it: without a record Masivo takes every purpose as allowed`,
        ]
      : []),
  ];
}

/**
 * A shop in two environments would have each shopper created twice, perhaps in one Masivo account.
 * @returns mistakes by the environment's name.
 */
export function sharedStores(environments: readonly Environment[]): Map<string, string[]> {
  const takers = new Map<string, { environment: Environment; store: NamedStore }[]>();
  for (const environment of environments) {
    for (const store of storesOf(environment)) {
      const shop = shopOf(store, environment.mode);
      takers.set(shop, [...(takers.get(shop) ?? []), { environment, store }]);
    }
  }
  const mistakes = new Map<string, string[]>();
  for (const sharing of takers.values()) {
    if (sharing.length < 2 || sharing.every(({ store }) => store.config.sharedOnPurpose)) continue;
    for (const { environment, store } of sharing.filter((taker) => !taker.store.config.sharedOnPurpose)) {
      const others = sharing
        .filter((taker) => taker.store !== store)
        .map((taker) => `${taker.environment.name} (${taker.store.key})`);
      const line = `${fieldOf(store.key)}.vendorAccount: ${store.config.vendorAccount} is also configured in ${others.join(', ')}; if that is intended, set sharedOnPurpose at each`;
      mistakes.set(environment.name, [...(mistakes.get(environment.name) ?? []), line]);
    }
  }
  return mistakes;
}

const shopOf = ({ source, config }: NamedStore, mode: Environment['mode']) =>
  [source, config.vendorAccount, profileOf(source).account.hasModes ? mode : ''].join('|');

/** `source/store` as the field of a config file. */
export const fieldOf = (key: string) => `stores.${key.replace('/', '.')}`;
