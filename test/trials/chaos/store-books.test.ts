import { memberOf } from '../../../lambda/json';
import type { Choice, Shopper, Version } from '../../../trials/chaos/shopper';
import { StoreBooks } from '../../../trials/chaos/store-books';
import type { StoryEvent, Tells } from '../../../trials/chaos/story';
import { trialVendor } from '../../../trials/vendors/registry';

/** What a store's vendor tells whoever asks, while the story's webhooks are on their way. */
const version = (second: number, name: string): Version => ({
  second,
  name: `Shopper ${name}`,
  email: 'shopper.1@example.com',
  word: undefined,
  phone: null,
  birthDate: '1990-05-17',
});
const choice = (second: number, granted: boolean): Choice => ({
  about: 'e-mail',
  state: granted ? 'subscribed' : 'unsubscribed',
  granted,
  chosenAt: second,
  noticedAt: second * 1000 + 500,
});
const shopper: Shopper = {
  source: 'shopify',
  store: 'default',
  id: '7000000000001',
  versions: [version(100, 'One'), version(120, 'Two')],
  choices: [choice(110, true), choice(130, false)],
  twin: undefined,
  hasTie: false,
  deletedAt: 140,
};
const event = (tells: Tells, of = shopper): StoryEvent => ({
  shopper: of,
  tells,
  headers: {},
  body: Buffer.from('{"id":"evt_1"}'),
});
const [first, second, yes, no] = [
  event({ version: 0, birthDate: true }),
  event({ version: 1, birthDate: false }),
  event({ choice: 0 }),
  event({ choice: 1 }),
];
const deletion = event('deletion');

function booksOf(...events: readonly StoryEvent[]) {
  const held = new Map<string, unknown>();
  let puts = 0;
  const books = new StoreBooks(events, (_, __, now) => {
    puts += 1;
    for (const [id, each] of Object.entries(now())) held.set(id, each);
  });
  return { books, puts: () => puts, listed: () => held.get(`gid://shopify/Customer/${shopper.id}`) };
}

test('a vendor of states tells all that has happened by then, whatever webhooks have come', () => {
  const { books, listed, puts } = booksOf(first, second, yes, no);
  books.happen(second);
  expect(listed()).toMatchObject({
    firstName: 'Shopper',
    lastName: 'Two',
    updatedAt: '1970-01-01T00:02:00Z',
    defaultEmailAddress: { marketingState: 'SUBSCRIBED', marketingUpdatedAt: '1970-01-01T00:01:50Z' },
    metafield_facts__birth_date: { value: '1990-05-17' },
  });
  expect(books.owed()).toEqual([first, yes]);
  books.happen(first);
  books.happen(second);
  expect(puts()).toBe(1);
  books.happen(no);
  expect(memberOf(listed(), 'defaultEmailAddress')).toMatchObject({ marketingState: 'UNSUBSCRIBED' });
});

test('whom a store has deleted is in no list of states', () => {
  const { books, listed } = booksOf(first, deletion);
  books.happen(first);
  expect(listed()).not.toBeNull();
  books.happen(deletion);
  expect(listed()).toBeNull();
});

test('whoever is to be erased may still be in the store', () => {
  const { books, listed, puts } = booksOf(first, event('erasure'));
  books.happen(first);
  books.happen(event('erasure'));
  expect(listed()).not.toBeNull();
  expect(puts()).toBe(1);
});

test('a vendor of events tells each as its webhook does', () => {
  const puts: unknown[] = [];
  const stripe = event({ version: 0, birthDate: true }, { ...shopper, source: 'stripe' });
  const books = new StoreBooks([stripe], (_, __, now) => puts.push(now()));
  books.happen(stripe);
  books.happen(stripe);
  expect(puts).toEqual([
    {
      '/v1/events/evt_1': { id: 'evt_1' },
      '/v1/customers/7000000000001': expect.objectContaining({ name: 'Shopper One', livemode: true }),
    },
  ]);
  expect(books.owed()).toEqual([]);
  expect(trialVendor('stripe').story.lists?.kind).toBe('events');
});
