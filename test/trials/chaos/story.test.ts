import { faultKinds, scheduleFaults } from '../../../trials/chaos/faults';
import { storesOfStory } from '../../../trials/chaos/shopper';
import { tellStory } from '../../../trials/chaos/story';
import { trialSources, trialVendor } from '../../../trials/vendors/registry';

test('the same seed tells the same story with the same faults, another seed another', () => {
  const told = (seed: number) => tellStory(400, seed).sendings.map(({ body }) => body.toString());
  expect(told(7)).toEqual(told(7));
  expect(told(7)).not.toEqual(told(8));
  expect(scheduleFaults(400, 5, 7)).toEqual(scheduleFaults(400, 5, 7));
  expect(scheduleFaults(400, 5, 7)).not.toEqual(scheduleFaults(400, 5, 8));
});

test('a story has everything that is to be survived', () => {
  const { shoppers, sendings } = tellStory(2000, 1);
  const places = new Map<string, number[]>();
  const told = { choice: 0, test: 0, silent: 0, deletion: 0, merge: 0, erasure: 0 };
  for (const [place, { shopper, tells }] of sendings.entries()) {
    if (tells === 'nothing') told.test += 1;
    else if (tells === 'deletion') told.deletion += 1;
    else if (tells === 'merge') told.merge += 1;
    else if (tells === 'erasure') told.erasure += 1;
    else if ('choice' in tells) told.choice += 1;
    else if (!tells.birthDate) told.silent += 1;
    if (typeof tells === 'string' || 'choice' in tells) continue;
    const key = `${shopper.id} ${tells.version}`;
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  expect(sendings).toHaveLength(2000);
  expect(told.choice).toBeGreaterThan(500);
  expect(told.silent).toBeGreaterThan(100);
  expect(told.test).toBeGreaterThan(5);
  expect(told.deletion).toBeGreaterThan(10);
  expect(told.merge).toBeGreaterThan(10);
  expect(told.erasure).toBeGreaterThan(10);
  expect(new Set(shoppers.map(({ source }) => source)).size).toBe(2);
  expect([...places.values()].some((copies) => copies.length > 2)).toBe(true);
  expect(shoppers.some(({ twin }) => twin)).toBe(true);
  expect(shoppers.some(({ versions: [first, second] }) => first?.email === null && second?.email)).toBe(true);
  expect(shoppers.some(({ versions }) => versions.some(({ word }) => word === true))).toBe(true);
  expect(new Set(shoppers.map(({ store }) => store))).toEqual(new Set(storesOfStory));
  expect(shoppers.some(({ hasTie }) => hasTie)).toBe(true);
  const phones = shoppers.map(({ versions }) => versions.map(({ phone }) => phone !== null).join());
  expect(phones.some((has) => has.includes('true,false'))).toBe(true);
  const reordered = shoppers.filter(({ id, versions }) =>
    versions.some(
      (_, index) =>
        (places.get(`${id} ${index + 1}`)?.[0] ?? Infinity) < (places.get(`${id} ${index}`)?.[0] ?? -1),
    ),
  );
  expect(reordered.length).toBeGreaterThan(20);
});

test('no body of a Shopify customer has consent, and choices are of every kind', () => {
  const { shoppers, sendings } = tellStory(2000, 1);
  const bodiesOf = (source: string) =>
    sendings
      .filter(({ shopper }) => shopper.source === source)
      .map((event) => ({ ...event, text: `${event.body}` }));
  const customers = bodiesOf('shopify').filter(
    ({ tells }) => typeof tells === 'object' && 'version' in tells,
  );
  expect(customers.some(({ text }) => text.includes('marketing_consent'))).toBe(false);
  const choices = shoppers.flatMap((shopper) => shopper.choices.map((choice) => ({ ...choice, shopper })));
  expect(new Set(choices.map(({ state }) => state))).toEqual(
    new Set(
      trialSources.flatMap((source) => trialVendor(source).story.choices.states.map(([state]) => state)),
    ),
  );
  expect(choices.some(({ about }) => about === 'other')).toBe(true);
  expect(choices.some(({ chosenAt }) => chosenAt === null)).toBe(true);
  const isBefore = choices.map(
    ({ noticedAt, shopper }) => noticedAt / 1000 < (shopper.versions[0]?.second ?? 0),
  );
  expect(new Set(isBefore)).toEqual(new Set([true, false]));
  expect(shoppers.some(({ id }) => Number.parseInt(id, 10) > Number.MAX_SAFE_INTEGER)).toBe(true);
});

test('every kind of fault is scheduled, whatever the seed', () => {
  for (const seed of [1, 2, 3]) {
    expect(new Set(scheduleFaults(500, 1, seed).map(({ kind }) => kind))).toEqual(new Set(faultKinds));
  }
});

test('only some kinds of fault are scheduled where only these are asked for', () => {
  const kinds = scheduleFaults(500, 2, 1, ['deliver stalls', 'dropped']).map(({ kind }) => kind);
  expect(kinds).toHaveLength(12);
  expect(new Set(kinds)).toEqual(new Set(['deliver stalls', 'dropped']));
});
