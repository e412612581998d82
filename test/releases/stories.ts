import { dynamoDbReconciliations } from '../../lambda/aws/dynamodb-reconciliations';
import type { Envelope, Release } from '../../lambda/envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import { actOn, envelopeOf } from '../../lambda/new-envelope';
import { sources } from '../../lambda/sources/registry';
import type { SourceVectors } from '../lambda/sources/vector';
import { vectors } from '../lambda/sources/vectors';
import { deletionEnvelope, mergeEnvelope, shopifyEnvelope, stripeEnvelope } from '../support/envelopes';
import { on } from '../support/masivo-truth';
import { afterTheLeaseMs, shopper, statement, update, word } from '../support/stories';
import type { Story } from './story-teller';

const hourMs = 3600_000;
/** Longer than anything may land late, and than somebody is missed before it is believed. */
const longMs = 700_000;

const plan = (rule: Readonly<Record<string, unknown>>) => ({ misbehaviour: { rules: [rule] } });

/** A vendor's event under a topic that needs a body of its own. */
function shopifyTopic(topic: string, body: Readonly<Record<string, unknown>>): Envelope {
  const envelope = shopifyEnvelope({ topic });
  const whole = { shop_id: 1, shop_domain: 'shop.myshopify.com', ...body };
  return { ...envelope, body: Buffer.from(JSON.stringify(whole)).toString('base64') };
}

/** Events of each kind that a source's own tests know, one of each, each in a world of its own. */
function eventsOf(name: string, form: string, { says, nothing }: SourceVectors): Story {
  const kinds = new Set<string>();
  const ofKinds = [
    ...says,
    ...nothing.map((vector) => ({ ...vector, kind: `${vector.end.kind}: ${vector.end.reason.code}` })),
  ].filter(({ kind }) => !kinds.has(kind) && kinds.add(kind));
  return {
    name: `events of ${name}${form && `, ${form}`}`,
    settings: 'usual',
    async tell({ begin, message, now }) {
      const source = sources.get(name);
      if (!source) throw new Error(`There is no source ${name}`);
      for (const { event, held } of ofKinds) {
        await begin();
        const request = { headers: event.headers, body: Buffer.from(event.body) };
        const envelope = envelopeOf({ source, store: 'default', request, secret: 'fake', receivedAt: now() });
        await message(envelope, held === undefined ? {} : { held });
      }
    },
  };
}

const act = (at: Date, { id }: Envelope, release: Release, series: number, name: CustomerName = shopper) =>
  actOn(name, { id, series, release, at });

const numberedAs = (value: string) => ({
  metafields: [{ namespace: 'loyalty', key: 'number', value }],
});

const twin: CustomerName = { source: 'shopify', store: 'second', customer: '2' };

export const stories: readonly Story[] = [
  ...[...vectors].flatMap(([name, own]) => [
    eventsOf(name, '', own),
    ...Object.entries(own.forms ?? {}).map(([form, theirs]) => eventsOf(name, form, theirs)),
  ]),
  {
    name: 'from the signup to the deletion',
    settings: 'usual',
    async tell({ message, pass }) {
      const signup = shopifyEnvelope({ more: word('subscribed') });
      await message(signup);
      await message(signup);
      await message(update(3, { name: 'Renamed' }));
      await message({ ...signup, series: 1 });
      await message(update(2, { name: 'Older' }));
      await message(update(4, { name: 'Renamed', more: word('subscribed') }));
      await message(statement('unsubscribed', 6));
      await message(shopifyEnvelope({ topic: 'orders/create' }));
      pass(longMs);
      await message(deletionEnvelope());
      await message(update(28, { name: 'Late' }));
    },
  },
  {
    name: 'an answer that was lost',
    settings: 'usual',
    async tell({ message, pass }) {
      const signup = shopifyEnvelope();
      await message(signup, plan({ match: on.post, do: 'close-after' }));
      pass(60_000);
      await message(signup);
    },
  },
  {
    name: 'an outage',
    settings: 'usual',
    async tell({ message, pass }) {
      const signup = shopifyEnvelope();
      await message(signup, plan({ do: 'status', status: 503 }));
      pass(60_000);
      await message(signup);
      const change = update(5, { name: 'Changed' });
      await message(change, plan({ match: on.patch, do: 'status', status: 503 }));
      pass(60_000);
      await message(change);
    },
  },
  {
    name: 'a worker that dies',
    settings: 'usual',
    async tell({ message, dies, pass }) {
      const signup = shopifyEnvelope();
      await dies(signup);
      await message(signup);
      pass(afterTheLeaseMs);
      await message(signup);
      const change = update(5, { name: 'Changed' });
      await dies(change);
      pass(longMs);
      await message(change);
    },
  },
  {
    name: 'nobody to create yet',
    settings: 'usual',
    async tell({ message }) {
      await message(shopifyEnvelope({ email: null }));
      await message(update(3));
    },
  },
  {
    name: 'what Masivo refuses',
    settings: 'usual',
    async tell({ message }) {
      const signup = shopifyEnvelope();
      await message(signup, plan({ match: on.post, do: 'status', status: 400 }));
      await message({ ...signup, series: 1 });
    },
  },
  {
    name: 'held, and each decision',
    settings: 'one creation an hour',
    async tell({ message, now, pass }) {
      await message(shopifyEnvelope({ id: '1' }));
      for (const release of ['create', 'migrate', 'drop'] as const) {
        const id = `10${release.length}`;
        const held = shopifyEnvelope({ id });
        await message(held);
        const decided = act(now(), held, release, 1, { ...shopper, customer: id });
        await message(decided);
        pass(longMs);
        await message(decided);
      }
    },
  },
  {
    name: 'gone from Masivo',
    settings: 'usual',
    async tell({ message, deletedInMasivo, reads, now, pass }) {
      const signup = shopifyEnvelope();
      await message(signup);
      pass(longMs);
      await deletedInMasivo('1001');
      const change = update(5, { name: 'Changed' });
      await message(change);
      await reads('missing customers');
      pass(longMs);
      await message(change);
      await message(act(now(), signup, 'create', 1));
    },
  },
  {
    name: 'erased, under an ID of the shop’s own',
    settings: "the shop's own numbers",
    async tell({ message, now, pass }) {
      await message(shopifyEnvelope({ more: numberedAs('77') }));
      await message(update(5, { name: 'Renamed', more: numberedAs('78') }));
      await message(shopifyEnvelope({ id: '1002', more: numberedAs('77') }));
      const at = now();
      const erasure = actOn(shopper, { id: 'f'.repeat(32), series: 0, erase: { emails: [] }, at });
      await message(erasure);
      pass(longMs);
      await message(erasure);
    },
  },
  {
    name: 'one e-mail, linked',
    settings: 'usual',
    async tell({ message }) {
      const email = 'both@example.com';
      await message(shopifyEnvelope({ id: '1', email }));
      await message(shopifyEnvelope({ id: '2', email, store: 'second' }));
      await message(stripeEnvelope({}, { email, name: 'Guest' }));
      await message(update(5, { id: '2', email, store: 'second', name: 'Changed' }));
    },
  },
  {
    name: 'one e-mail, not linked until an operator does',
    settings: 'one e-mail, two accounts',
    async tell({ message, now }) {
      const email = 'both@example.com';
      const second = shopifyEnvelope({ id: '2', email, store: 'second' });
      await message(shopifyEnvelope({ id: '1', email }));
      await message(second);
      await message(act(now(), second, 'link', 1, twin));
    },
  },
  {
    name: 'two shoppers become one',
    settings: 'usual',
    async tell({ message, now }) {
      const first = shopifyEnvelope({ more: word('subscribed') });
      await message(first);
      await message(shopifyEnvelope({ id: '1002' }));
      await message(mergeEnvelope());
      await message(update(28, { id: '1002', name: 'Kept' }));
      await message(act(now(), first, 'drop', 1));
    },
  },
  {
    name: 'erased by an operator',
    settings: 'usual',
    async tell({ message, reads, now, pass }) {
      const signup = shopifyEnvelope();
      await message(signup);
      const at = now();
      const erasure = actOn(shopper, { id: 'e'.repeat(32), series: 0, erase: { emails: [] }, at });
      await message(erasure);
      pass(longMs);
      await message(erasure);
      await message({ ...signup, series: 1 });
      await message(shopifyEnvelope({ id: '1002', email: 'shopper.1001@example.com' }));
      await reads('tasks');
    },
  },
  {
    name: "the store's requests",
    settings: 'usual',
    async tell({ message, reads, pass }) {
      const customer = { id: 1001, email: 'shopper.1001@example.com', phone: '+15550100' };
      await message(shopifyEnvelope());
      const asked = { customer, orders_requested: [1], data_request: { id: 1 } };
      await message(shopifyTopic('customers/data_request', asked));
      await reads('tasks');
      const redact = shopifyTopic('customers/redact', { customer, orders_to_redact: [1] });
      await message(redact);
      pass(longMs);
      await message(redact);
      await message(shopifyTopic('shop/redact', {}));
      await reads('tasks');
    },
  },
  {
    name: 'what workers and operators share',
    settings: 'five requests a second',
    async tell({ message, happens, reads, now, pass }) {
      await message(shopifyEnvelope());
      const until = () => now().getTime() + 60_000;
      const store = { source: 'shopify', store: 'default' };
      await happens(({ calls }) => calls.pause.run({ stores: ['stripe/default'] }));
      await happens(({ calls }) => calls.eraseShop.run({ store, step: 'begin' }));
      await happens(({ bridge }) =>
        bridge.items.setCircuit('masivo', { why: 'down', until: until(), level: 2 }, undefined),
      );
      await reads('shared state');
      const mark = { until: until(), tryAlone: 0, messages: ['one', 'two'] };
      await happens(({ bridge }) => bridge.items.beginAttempts({ id: 'earlier', ...mark }));
      await reads('messages being attempted');
      const slots = { name: 'frozen', slots: 20, intervalMs: 100, now: now().getTime(), latest: until() };
      await happens(({ bridge }) => bridge.items.reserveSlots(slots));
      await reads('next slot');
      await happens(({ bridge }) => bridge.items.take('frozen', 2, 3, new Date(until())));
      await reads('left of a count');
      await happens(async ({ place }) => {
        const runs = dynamoDbReconciliations(place);
        const run = { id: 'run-1', ...store };
        const at = now().getTime();
        await runs.begin(run, now(), new Date(until()));
        await runs.advance(run, {
          through: at - hourMs,
          open: { from: at - hourMs, to: at, position: 'page-2' },
          setAside: ['1007'],
        });
        await runs.end(run, {
          report: { at, ms: 5, found: 2, fed: 1, known: 1, unreadable: ['1007'], failure: null },
          silentRuns: 1,
          subscriptions: undefined,
        });
      });
      await reads('reconciliation');
      pass(hourMs);
      await happens(({ calls }) => calls.beginCensus.run(store));
      await reads('what operators did');
    },
  },
];
