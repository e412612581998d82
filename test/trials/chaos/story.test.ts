import { faultKinds, scheduleFaults } from '../../../trials/chaos/faults';
import { storesOfStory } from '../../../trials/chaos/shopper';
import { tellStory } from '../../../trials/chaos/story';

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
  for (const [place, { shopper, version }] of sendings.entries()) {
    const key = `${shopper.id} ${version}`;
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  expect(sendings).toHaveLength(2000);
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
