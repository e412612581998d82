import { check } from '../../../trials/chaos/check';
import { Happening } from '../../../trials/chaos/happened';
import { isListed, listsStates, lostEvents } from '../../../trials/chaos/lost-webhooks';
import { type StoryEvent, tellStory } from '../../../trials/chaos/story';
import { trialSources } from '../../../trials/vendors/registry';

const { shoppers, sendings } = tellStory(2000, 7);
const isVersion = ({ tells }: StoryEvent) => typeof tells === 'object' && 'version' in tells;

test('one in twenty events is lost, of every source, and the same ones of a seed', () => {
  const lost = lostEvents(sendings, 7);
  const share = lost.size / new Set(sendings).size;
  expect(share).toBeGreaterThan(0.035);
  expect(share).toBeLessThan(0.065);
  expect([...lostEvents(sendings, 7)]).toEqual([...lost]);
  expect(lost.size).not.toBe(lostEvents(sendings, 8).size);
  const few = lostEvents(tellStory(50, 7).sendings, 7);
  expect(new Set([...few].map(({ shopper }) => shopper.source))).toEqual(new Set(trialSources));
});

test('what a vendor does not tell whoever asks is not lost for good', () => {
  const told = (source: string, found: boolean) =>
    new Set(
      sendings
        .filter((event) => event.shopper.source === source && isListed(event) === found)
        .map(({ tells }) => (typeof tells === 'string' ? tells : 'state')),
    );
  expect(told('stripe', true)).toEqual(new Set(['state', 'deletion']));
  expect(told('shopify', true)).toEqual(new Set(['state']));
  expect(told('shopify', false)).toEqual(new Set(['state', 'deletion', 'merge', 'erasure', 'nothing']));
  const ended = sendings.filter(({ shopper }) => shopper.source === 'shopify' && shopper.merged);
  expect(ended.some(isListed)).toBe(false);
});

test('whoever is told of by lost webhooks alone has to be there, and as the store has it', () => {
  const event = sendings.find(
    (each) => isVersion(each) && isListed(each) && !each.shopper.twin && each.shopper.versions[0]?.email,
  );
  const happening = new Happening(listsStates);
  if (event)
    happening.acknowledge({ shopper: event.shopper, tells: { version: 0, birthDate: false } }, undefined);
  expect(check(shoppers, happening, []).lost).toEqual([event?.shopper.id]);
  expect(happening.deliveries.size).toBe(0);
  expect(happening.withBirthDate.size).toBe(listsStates(event?.shopper.source ?? '') ? 1 : 0);
});
