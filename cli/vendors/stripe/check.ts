import type { StoreSettings } from '../../../lambda/settings';
import { fingerprintOf } from '../../../lambda/sources/signature';
import {
  missedText,
  type StripePayload,
  stripeEvents,
  wantedEvents,
} from '../../../lambda/sources/stripe/subscriptions/events';
import { asComingTo } from '../../../lambda/sources/stripe/subscriptions/look';
import {
  planStripe,
  type StripeSituation,
  type StripeStep,
} from '../../../lambda/sources/stripe/subscriptions/plan';
import { type Finding, failure, ok, unseen, warning } from '../../doctor/finding';
import { CommandError } from '../../exit';
import { formerFindings } from '../former-address';
import { otherBridge } from '../other-bridge';
import type { SubscriptionCheck } from '../vendor';
import { RefusedByStripe, type StripeDeps } from './client';
import { endpointsSeen, stripeEndpoints } from './endpoints';
import { stripeOrigin } from './origin';
import { hasAccountsAsCustomers, refuseReadKey } from './read-key';

/** Whether signups are sent to this environment, and whether `deliver` can read them. @throws CommandError */
export async function checkStripe(check: SubscriptionCheck): Promise<readonly Finding[]> {
  const { store, kept, variables } = check;
  const origin = stripeOrigin(variables);
  const deps = { key: kept.key ?? '', origin };
  if (store.events !== true) {
    return [...(await endpointFindings('snapshot', check, deps)), ...(await accountsFindings([deps]))];
  }
  const readKey = await check.readKey();
  const reading = readKey === undefined ? [] : [{ key: readKey, origin }];
  return [
    ...(await endpointFindings('snapshot', check, deps)),
    ...(await endpointFindings('thin', check, deps)),
    ...(await Promise.all(reading.map((each) => keyFinding(store, each)))),
    ...(await accountsFindings([...reading, deps])),
  ];
}

async function endpointFindings(
  payload: StripePayload,
  check: SubscriptionCheck,
  deps: StripeDeps,
): Promise<readonly Finding[]> {
  const { url, former } = check;
  const all = await endpointsSeen(stripeEndpoints(deps), payload);
  const found = asComingTo(payload, all, check);
  const held = (await check.held()).map(fingerprintOf);
  const addresses = all.flatMap((each) => (each.payload === payload && each.enabled ? [each.url] : []));
  const command = `subscribe stripe${payload === 'thin' ? ' --thin' : ''}`;
  return [
    ...formerFindings(addresses, former, command),
    endpointFinding({ payload, found, url, held, replace: false, former }, check.store, command),
  ];
}

function endpointFinding(situation: StripeSituation, store: StoreSettings, command: string): Finding {
  const { payload, found, url } = situation;
  const plan = planStripe(situation);
  if (plan.kind === 'occupied') return otherBridge(plan.by, store.source);
  const wanted = wantedEvents(payload, store);
  if (plan.kind === 'secret-unknown') {
    const sent = found.filter(({ id }) => plan.ids.includes(id)).flatMap(({ events }) => events);
    const missed = missedText(sent, wanted);
    return warning(
      `${plan.ids.join(', ')} comes here; whether its secret is the stored one cannot be known${missed && `. ${missed}`}`,
      `${missed ? 'Add the events there' : 'If its signups arrive, nothing'}. \`${command} --replace\` makes one that is known.`,
    );
  }
  const sent = sentBefore(plan.steps, payload);
  const missed = missedText(sent, wanted);
  const what = payload === 'thin' ? 'thin events' : 'events';
  if (missed !== '') {
    return failure(`${what} do not come here as they should. ${missed}`, `\`${command}\` adds them.`);
  }
  return sent.every((event) => known.has(event))
    ? ok(`${sent.length} ${what} come to ${url}`)
    : warning(`${what} that nobody reads come here, too, and are billed`, `\`${command}\` takes them out.`);
}

const known: ReadonlySet<string> = new Set(Object.values(stripeEvents).flat());

/** What comes here now: without an endpoint of ours, or with a disabled one, no event does. */
function sentBefore([step]: readonly StripeStep[], payload: StripePayload): readonly string[] {
  if (step === undefined) return stripeEvents[payload];
  return step.do === 'correct' && step.was.enabled ? step.was.events : [];
}

/** The secrets' own check says it where there is no key. */
async function keyFinding(store: StoreSettings, deps: StripeDeps): Promise<Finding> {
  try {
    await refuseReadKey(store, deps);
    return ok('`deliver` may read what thin events name');
  } catch (error) {
    if (!(error instanceof CommandError) || isOutage(error)) return unseen(error);
    return failure(
      `\`deliver\` cannot read what thin events name: ${error.message}`,
      `${error instanceof RefusedByStripe && error.status === 403 ? `${error.fix ?? ''} ` : ''}Put in another key: \`secrets set stripe --key\`.`,
    );
  }
}

const isOutage = (error: CommandError) =>
  error instanceof RefusedByStripe && error.status !== 401 && error.status !== 403;

/** Asked with the first key that may list customers. */
async function accountsFindings(keys: readonly StripeDeps[]): Promise<readonly Finding[]> {
  for (const deps of keys) {
    const has = await hasAccountsAsCustomers(deps);
    if (has === true) return [accountsWarning];
    if (has === false) return [];
  }
  return [];
}

const accountsWarning = warning(
  'this account uses Accounts v2: customers made by Checkout may come without `customer.created`, and then are not brought over',
  'docs/operate/subscribe.md#accounts-v2 says what to do.',
);
