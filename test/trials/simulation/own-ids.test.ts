import { marshall } from '@aws-sdk/util-dynamodb';
import { type CustomerState, unknownCustomer } from '../../../lambda/delivery/customer-state';
import { storedCustomer } from '../../../lambda/ledger/customer-item';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { asMasivoId } from '../../../lambda/masivo/masivo-id';
import { specOf } from '../../../trials/simulation/generate';
import { masivoIdWatch } from '../../../trials/simulation/judge/masivo-ids';
import type { Item } from '../../../trials/simulation/models/expressions/values';
import { masivoAccount } from '../../../trials/simulation/models/masivo';
import { accountOfOwners } from '../../../trials/simulation/models/own-account';
import type { OwnIds, Spec, Step } from '../../../trials/simulation/spec';
import { runUniverse } from '../../../trials/simulation/universe';
import { worldOf } from '../../../trials/simulation/world/world';
import { kindsIn, later, shopper, sound, twin, version } from './support';

const minuteMs = 60_000;
const ids = { [shopper.id]: { first: '77' }, [twin.id]: { first: '78' } };
const numbered = (ownIds: OwnIds = { ids }, own: Partial<Spec> = {}): Spec => ({
  ...sound,
  ...own,
  traits: { ...sound.traits, ownIds },
});
const hook = (customer: number, version: number, atMs: number): Step => ({
  do: 'webhook',
  customer,
  version,
  atMs,
});
const waiting = { ...version, name: 'Shopper Number1', email: null };
const other = {
  ...shopper,
  id: '7000000002',
  versions: [waiting, { ...waiting, atMs: 5 * minuteMs, email: 'shopper.1@example.com' }],
};

test.each<[string, Spec]>([
  ['all along', numbered()],
  ['from the middle of the story', numbered({ ids, fromMs: 2 * minuteMs })],
  ['until the middle of the story', numbered({ ids, untilMs: 2 * minuteMs })],
  [
    'where a number changes',
    numbered({ ids: { [shopper.id]: { first: '77', renamed: { was: '', id: '79' } } } }),
  ],
  [
    'where Masivo has the number from elsewhere',
    numbered(
      { ids },
      { steps: [{ do: 'foreign', id: '77', email: 'shopper.0@example.com', atMs: 0 }, ...sound.steps] },
    ),
  ],
])('shops with numbers of their own, %s: nothing is wrong', async (_, spec) => {
  expect((await runUniverse(spec)).violations).toEqual([]);
});

// The settings cease to ask for numbers, and the account is by then that of the customer who has the ID in the store.
test('who waits for an e-mail, and has the number of another customer, gets no account of that one', async () => {
  const customers = [shopper, other];
  const ownIds = { ids: { [other.id]: { first: shopper.id } }, untilMs: minuteMs };
  const steps = [hook(1, 0, 1000), hook(0, 0, 2 * minuteMs), hook(1, 1, 5 * minuteMs)];
  expect(await kindsIn({ ...numbered(ownIds), customers, steps })).toEqual([]);
});

test('an account under an ID that is nobody’s is found', async () => {
  const brings = later(({ account }) =>
    account.create({ id: '99', name: 'Shopper Nobody', email: 'nobody@example.com' }),
  );
  expect(await kindsIn(numbered(), brings)).toEqual(['second account']);
});

test('one customer written over another is found', () => {
  const { scheduler, spec } = worldOf(sound);
  const found: string[] = [];
  const account = accountOfOwners(masivoAccount(scheduler, spec.traits.masivo), (kind) => found.push(kind));
  const metadata = { source: 'shopify', store: 'default' };
  account.create({
    id: '77',
    name: 'One',
    email: 'one@example.com',
    metadata: { ...metadata, store_customer: '1' },
  });
  account.change('77', { metadata: { ...metadata, store_customer: '1', vip: 'yes' } });
  expect(found).toEqual([]);
  account.change('77', { metadata: { ...metadata, store_customer: '2' } });
  account.change('77', { metadata });
  expect(found).toEqual(['other account', 'other account']);
});

const stateWith = (masivoId?: string): CustomerState => ({
  ...unknownCustomer,
  ...(masivoId === undefined ? {} : { masivoId: asMasivoId(masivoId) }),
});

/** What a watch says of IDs that are fixed (`1=77`), freed (`1=`) and used (`create 77`), one after the other. */
function foundIn(...acts: readonly string[]): readonly string[] {
  const found: string[] = [];
  const brought = new Set<string>();
  const keys = ledgerKeys('simulated');
  const items = new Map<string, Item>();
  const watch = masivoIdWatch(
    {
      customers: ['1', '2'].map((id) => ({ ...shopper, id })),
      ids: { '1': { first: '77' }, '2': { first: '78' } },
      wasBrought: (id) => brought.has(id),
      namedAt: () => undefined,
    },
    (kind) => found.push(kind),
  );
  for (const act of acts) {
    const [customer = '', masivoId] = act.split('=');
    if (masivoId === undefined) {
      const [op, id = ''] = act.split(' ');
      watch.onSending(`masivo ${op}`, [id], undefined);
      if (op === 'create') brought.add(id);
      continue;
    }
    const name = { source: 'shopify', store: 'default', customer };
    const content = { state: stateWith(masivoId || undefined), intent: null, last: null, emailKey: null };
    const item = marshall(storedCustomer(name, { ...content, wrote: 'x' }, 1, keys, null));
    watch.onItem(keys.customer(name), item, items.get(customer));
    items.set(customer, item);
  }
  return found;
}

test.each<[readonly string[], readonly string[]]>([
  [['1=77', 'create 77', '1=77', 'change 77'], []],
  [['1=77', '1=79', 'create 79'], []],
  [['1=77', 'consent 77', '1=', '1=79'], []],
  [['1=77', 'create 77', '1=79'], ['id changed']],
  [['1=77', 'create 77', '1='], ['id changed']],
  [['1=77', 'create 1'], ['second account']],
  [
    ['create 1', '1=77', 'create 77'],
    ['id changed', 'second account'],
  ],
  [['1=77', '2=77'], ['id shared']],
  [['1=77', 'create 77', '2=77'], ['id shared']],
])('IDs that are fixed and used, %j: %j', (acts, kinds) => {
  expect(foundIn(...acts)).toEqual(kinds);
});

// What is drawn for them is drawn last: the story is as it would be without.
test('about one universe in seven has numbers of the shops’ own', () => {
  const specs = Array.from({ length: 200 }, (_, seed) => specOf(seed));
  const share = specs.filter(({ traits }) => traits.ownIds).length / specs.length;
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.2);
});
