import { profileOf } from '../../lambda/sources/profiles';
import { deliveryCapacity } from '../delivery-capacity';
import { closest } from './closest';
import { type Environment, fieldOf, type NamedStore, storesOf } from './config';
import { at, type Mistake } from './config-error';
import { liveAccount, liveEnvironment, longPast } from './likely-copies';

/**
 * Rules across several fields.
 * @param deployedAt undefined where the environment is only looked at
 */
export function mistakesIn(environment: Environment, deployedAt: Date | undefined): Mistake[] {
  const { mode, delivery, sampleEvents, alarms } = environment;
  const { concurrency } = deliveryCapacity(environment);
  const live = mode === 'live';
  const stores = storesOf(environment);
  return [
    ...liveEnvironment(environment),
    ...liveAccount(environment),
    ...(stores.length === 0 ? [at('stores', 'names no store')] : []),
    ...alike(stores),
    ...stores.flatMap((store) => [
      ...vendorMistakes(store),
      ...neverSent(store),
      ...unnamed(store),
      ...(live ? leftOpen(store) : []),
      ...(live && deployedAt ? longPast(store, deployedAt) : []),
    ]),
    ...((delivery.reservedConcurrency ?? Number.POSITIVE_INFINITY) < concurrency
      ? // Messages that Lambda throttles come back after the visibility timeout, each time one receive older.
        [
          at(
            'delivery.reservedConcurrency',
            `is less than the ${concurrency} batches at a time, so some would be throttled`,
          ),
        ]
      : []),
    ...(live && sampleEvents !== 'off'
      ? [at('sampleEvents', 'is off in a live environment, where one would create a customer')]
      : []),
    ...(live ? unheard(alarms) : []),
    ...(alarms.page && alarms.pagerDuty
      ? [at('alarms.pagerDuty', 'page is a topic of yours; subscribe it there, or leave page out')]
      : []),
    ...(live && alarms.all === false ? [at('alarms.all', 'a live environment has all of them')] : []),
    ...(alarms.email && alarms.page && alarms.ticket
      ? [
          at(
            'alarms.email',
            'page and ticket win, and it would get no alarm; leave it out, or one of the topics, which it then stands in for',
          ),
        ]
      : []),
    ...notMoved(environment, stores),
    ...elsewhere(environment),
  ];
}

/** An alarm that reaches nobody. PagerDuty gets those that wake somebody alone. */
function unheard({ email, slack, teams, pagerDuty, page, ticket }: Environment['alarms']): Mistake[] {
  const everything = email ?? slack ?? teams;
  if (everything || ((page ?? pagerDuty) && ticket)) return [];
  return [
    at(
      'alarms',
      'a live environment needs an email, slack or teams, or two that share them: page or pagerDuty, and ticket',
    ),
  ];
}

/** Nothing that is deployed can be asked here, so whoever switches the address off says what `doctor` has shown. */
function notMoved({ ingress }: Environment, stores: readonly NamedStore[]): Mistake[] {
  const moved = ingress.domain?.closeGatewayAddress?.movedStores;
  if (!moved) return [];
  const known = stores.map(({ key }) => key);
  const missing = known.filter((key) => !moved.includes(key));
  const field = 'ingress.domain.closeGatewayAddress.movedStores';
  return [
    ...(missing.length === 0
      ? []
      : [
          at(
            field,
            `lacks ${missing.join(', ')}; name each store once \`doctor\` shows its subscription at the domain, in a later deployment than the domain's`,
          ),
        ]),
    ...moved
      .filter((name) => !known.includes(name))
      .map((name) => at(field, `${name} is no store of this environment`, closest(name, known))),
  ];
}

/** These services accept only resources of their own region, and refuse others half-way through a deployment. */
function elsewhere({ aws, alarms, ingress, platform }: Environment): Mistake[] {
  const arns = {
    'platform.kmsKeyArn': platform.kmsKeyArn,
    'alarms.page': alarms.page,
    'alarms.ticket': alarms.ticket,
    'ingress.domain.certificateArn': ingress.domain?.certificateArn,
  };
  return Object.entries(arns).flatMap(([field, arn]) => {
    const region = arn?.split(':')[3] ?? aws.region;
    return region === aws.region ? [] : [at(field, `is in ${region}, and aws.region is ${aws.region}`)];
  });
}

/** CloudFormation's ids allow letters and digits only: `shop-1` and `shop1` would be the same. */
function alike(stores: readonly NamedStore[]): Mistake[] {
  const plain = (key: string) => key.replaceAll('-', '');
  return stores.flatMap(({ key }, index) => {
    const other = stores.slice(0, index).find((earlier) => plain(earlier.key) === plain(key));
    return other ? [at(`${fieldOf(key)}`, `differs from ${other.key} by dashes only`)] : [];
  });
}

function vendorMistakes({ source, key, config }: NamedStore): Mistake[] {
  const { form, example } = profileOf(source).account;
  if (form.test(config.vendorAccount)) return [];
  return [at(`${fieldOf(key)}.vendorAccount`, `is not like ${example}`)];
}

/** Such a field would stay empty, or for those who were backfilled as it was then. */
function neverSent({ source, key, config }: NamedStore): Mistake[] {
  const { neverSent: reasons, forms = {}, displayName } = profileOf(source);
  const newer = config.events === true ? Object.values(forms) : [];
  if (config.events === true && newer.length === 0) {
    return [at(`${fieldOf(key)}.events`, `${displayName} has none`)];
  }
  const brought: readonly string[] = newer.flatMap(({ brings }) => brings);
  return (['extras', 'fields'] as const).flatMap((member) => {
    // The form of the mapping is checked with the settings, after these rules.
    const wanted: unknown = config.mapping?.[member];
    const named: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
    return Object.entries(reasons)
      .filter(([extra]) => named.includes(extra) && !brought.includes(extra))
      .map(([extra, reason]) => at(`${fieldOf(key)}.mapping.${member}`, `${extra} ${reason}`));
  });
}

/** A name of another form is asked for in vain. */
function unnamed({ source, key, config }: NamedStore): Mistake[] {
  const { company, values: form } = profileOf(source).told ?? {};
  if (!form) return [];
  const { birthDate, gender, values } = config.mapping ?? {};
  const named = [
    ['birthDate', birthDate] as const,
    ['gender', gender] as const,
    ...(Array.isArray(values) ? values : []).map((name) => ['values', name] as const),
  ];
  return named
    .filter(([member, name]) => !(member === 'values' && name === 'company' && company === 'named'))
    .filter(([, name]) => typeof name === 'string' && !form.isName(name))
    .map(([member, name]) => at(`${fieldOf(key)}.mapping.${member}`, `${name} is not ${form.what}`));
}

/** A default here could pay rewards to people who did not sign up, or send mail to people who did not agree. */
function leftOpen({ key, config }: NamedStore): Mistake[] {
  const creates = config.creates !== false;
  return [
    ...(creates && config.signupsSince === undefined
      ? [
          at(
            `${fieldOf(key)}.signupsSince`,
            `a live store needs its go-live, or old shoppers are paid rewards`,
          ),
        ]
      : []),
    ...(creates && config.maxCreationsPerHour === undefined
      ? [
          at(
            `${fieldOf(key)}.maxCreationsPerHour`,
            `a live store needs a limit, or an import pays rewards to all`,
          ),
        ]
      : []),
    ...(config.consent === undefined || config.consent === 'off'
      ? [
          at(
            `${fieldOf(key)}.consent`,
            `a live store needs it: without a record Masivo takes every purpose as allowed`,
          ),
        ]
      : []),
  ];
}
