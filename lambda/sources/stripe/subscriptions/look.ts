import * as v from 'valibot';
import { asIfMoved } from '../../../own-addresses';
import type { ChangesRequest } from '../../changes-request';
import type {
  Look,
  LookAnswer,
  Repair,
  SeenSubscriptions,
  VendorSubscriptions,
  WebhooksAt,
} from '../../subscriptions';
import { isKnownVersion, newestVersion } from '../api-version';
import { fingerprintKey, type StripeEndpoint, sendsAll } from './endpoint';
import { type StripePayload, stripeEvents, wantedEvents } from './events';
import { planStripe } from './plan';

/**
 * What Stripe sends events to. An endpoint that is there is enabled again, and sends its events again: its secret stays.
 * One that is gone is only told of, because a new one would have a new secret, which this function must not store.
 */
export const subscriptions: VendorSubscriptions = {
  look: (at) => snapshotsAt(null, [], at),
};

const Metadata = v.nullish(v.record(v.string(), v.string()), {});

const Endpoints = v.object({
  object: v.literal('list'),
  has_more: v.boolean(),
  data: v.array(
    v.object({
      id: v.pipe(v.string(), v.regex(/^we_\w{1,250}$/)),
      url: v.string(),
      status: v.string(),
      enabled_events: v.array(v.string()),
      api_version: v.nullish(v.string(), null),
      metadata: Metadata,
    }),
  ),
});

interface Listed extends StripeEndpoint {
  readonly version: string | null;
}

const snapshotsAt = (after: string | null, before: readonly Listed[], at: WebhooksAt): Look => ({
  request: {
    method: 'GET',
    path: `/v1/webhook_endpoints?${new URLSearchParams({ limit: '100', ...(after === null ? {} : { starting_after: after }) })}`,
    headers: {},
  },
  read(answer): LookAnswer {
    const page = v.safeParse(Endpoints, answer);
    if (!page.success) return { kind: 'unreadable' };
    const { data, has_more: hasMore } = page.output;
    const found = [...before, ...data.map(snapshotEndpoint)];
    const last = data.at(-1)?.id;
    if (hasMore) {
      return last === undefined
        ? { kind: 'unreadable' }
        : { kind: 'more', look: snapshotsAt(last, found, at) };
    }
    const seen = judged('snapshot', found, at);
    return at.store.events === true
      ? { kind: 'more', look: destinationsAt(firstDestinations, [], { at, seen }) }
      : { kind: 'seen', seen };
  },
});

const snapshotEndpoint = ({
  id,
  url,
  status,
  enabled_events: events,
  api_version: version,
  metadata,
}: v.InferOutput<typeof Endpoints>['data'][number]): Listed => ({
  ...{ payload: 'snapshot', id, url, enabled: status === 'enabled', events, version },
  signedWith: metadata?.[fingerprintKey] || null,
});

const destinations = '/v2/core/event_destinations';
// Without `include` the address is left out.
const firstDestinations = `${destinations}?limit=100&include[0]=webhook_endpoint.url`;

const Destinations = v.object({
  data: v.array(
    v.object({
      id: v.pipe(v.string(), v.regex(/^ed_\w{1,250}$/)),
      event_payload: v.string(),
      status: v.string(),
      enabled_events: v.array(v.string()),
      metadata: Metadata,
      webhook_endpoint: v.nullish(v.object({ url: v.nullish(v.string()) })),
    }),
  ),
  next_page_url: v.nullish(v.string(), null),
});

/** @param path of the page, as Stripe gives it. */
const destinationsAt = (
  path: string,
  before: readonly Listed[],
  of: { readonly at: WebhooksAt; readonly seen: SeenSubscriptions },
): Look => ({
  request: { method: 'GET', path, headers: {} },
  read(answer): LookAnswer {
    const page = v.safeParse(Destinations, answer);
    if (!page.success) return { kind: 'unreadable' };
    const found = [...before, ...page.output.data.flatMap(thinEndpoint)];
    const { next_page_url: next } = page.output;
    if (next === null) return { kind: 'seen', seen: together(of.seen, judged('thin', found, of.at)) };
    // The key goes to Stripe's own address alone.
    if (!next.startsWith(`${destinations}?`) || next === path) return { kind: 'unreadable' };
    return { kind: 'more', look: destinationsAt(next, found, of) };
  },
});

function thinEndpoint(each: v.InferOutput<typeof Destinations>['data'][number]): Listed[] {
  const { id, event_payload: payload, status, enabled_events: events, metadata } = each;
  const url = each.webhook_endpoint?.url;
  // One that sends to a cloud has no address.
  if (payload !== 'thin' || !url) return [];
  const signedWith = metadata?.[fingerprintKey] || null;
  return [{ payload, id, url, enabled: status === 'enabled', events, version: null, signedWith }];
}

const together = (a: SeenSubscriptions, b: SeenSubscriptions): SeenSubscriptions => ({
  lacking: [...a.lacking, ...b.lacking],
  versionTrouble: a.versionTrouble ?? b.versionTrouble,
  repairs: [...a.repairs, ...b.repairs],
});

function judged(payload: StripePayload, all: readonly Listed[], at: WebhooksAt): SeenSubscriptions {
  const { store, url, former } = at;
  const found = asComingTo(payload, all, at);
  const here = found.filter((each) => each.url === url && each.enabled);
  const sent = new Set(here.flatMap(({ events }) => events));
  const lacking = wantedEvents(payload, store).filter((event) => !sent.has(event) && !sent.has('*'));
  // What `subscribe` made is marked; whether its secret is still accepted, `receive` tells by its signatures.
  const held = found.flatMap(({ signedWith }) => signedWith ?? []);
  const plan = planStripe({ payload, found, url, held, replace: false, former });
  const unknown = here.flatMap(({ version }) =>
    version === null || isKnownVersion(version) ? [] : [version],
  );
  return {
    lacking,
    versionTrouble:
      unknown[0] === undefined
        ? null
        : `${unknown[0]} is not among the versions up to ${newestVersion} that the bridge knows`,
    repairs:
      lacking.length === 0 || plan.kind !== 'steps'
        ? []
        : plan.steps.flatMap((step) => (step.do === 'correct' ? corrections(step.was) : [])),
  };
}

/** What is registered, where an address that still takes webhooks counts as the present one. */
export const asComingTo = <T extends StripeEndpoint>(
  payload: StripePayload,
  found: readonly T[],
  { url, former }: Pick<WebhooksAt, 'url' | 'former'>,
): readonly T[] =>
  asIfMoved(found, {
    isHere: (each) => each.url === url,
    isOpen: (each) => each.payload === payload && each.enabled && former(each.url) === 'open',
    isSame: (a, b) => a.payload === b.payload,
    moved: (each) => ({ ...each, url }),
  });

function corrections(was: StripeEndpoint): Repair[] {
  const isRight = sendsAll(was);
  switch (was.payload) {
    case 'snapshot': {
      const form = new URLSearchParams(was.enabled ? {} : { disabled: 'false' });
      if (!isRight) for (const event of stripeEvents.snapshot) form.append('enabled_events[]', event);
      return [
        repair(`/v1/webhook_endpoints/${was.id}`, 'application/x-www-form-urlencoded', form.toString()),
      ];
    }
    case 'thin': {
      const path = `${destinations}/${was.id}`;
      const body = JSON.stringify({ enabled_events: stripeEvents.thin });
      return [
        ...(isRight ? [] : [repair(path, 'application/json', body)]),
        ...(was.enabled ? [] : [repair(`${path}/enable`, 'application/json', '{}')]),
      ];
    }
    default:
      return was.payload satisfies never;
  }
}

const repair = (path: string, type: string, body: string): Repair => ({
  request: { method: 'POST', path, headers: { 'content-type': type }, body } satisfies ChangesRequest,
  read: () => ({ kind: 'done' }),
});
