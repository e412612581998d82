import { trialSources, trialVendor } from '../vendors/registry';
import { randomFrom } from './random';
import { storesOfStory } from './shopper';
import type { StoryEvent } from './story';

const lostShare = 0.05;

/**
 * The events whose webhooks never come, copies included: of each source the newest of some shopper's at least, whatever
 * the seed, and as late as can be. Pure.
 */
export function lostEvents(sendings: readonly StoryEvent[], seed: number): ReadonlySet<StoryEvent> {
  const random = randomFrom(seed + 6);
  const events = [...new Set(sendings)].filter(
    ({ tells, shopper }) => tells !== 'nothing' && !(tells === 'erasure' && shopper.erasedBy === 'operator'),
  );
  const newest = trialSources.flatMap(
    (source) => events.findLast((event) => event.shopper.source === source && isNewest(event, events)) ?? [],
  );
  return new Set([...newest, ...events.filter(() => random.chance(lostShare))]);
}

/** Whether nothing but whoever asks can tell what the event does. */
function isNewest(event: StoryEvent, events: readonly StoryEvent[]): boolean {
  const { shopper, tells } = event;
  if (typeof tells !== 'object' || !('version' in tells) || shopper.erasedBy || !isListed(event))
    return false;
  return !events.some(
    (other) =>
      other !== event &&
      other.shopper === shopper &&
      typeof other.tells === 'object' &&
      'version' in other.tells &&
      other.tells.version >= tells.version,
  );
}

/**
 * Whether the vendor tells it to whoever asks what has changed. What it does not tell, nobody can find: then the vendor
 * tries the webhook again later, as vendors do.
 */
export function isListed({ shopper, tells }: StoryEvent): boolean {
  const { lists } = trialVendor(shopper.source).story;
  if (!lists || tells === 'erasure' || tells === 'nothing') return false;
  if (lists.kind === 'events') return true;
  // Whom it deletes or merges may be gone before anybody has asked.
  return typeof tells === 'object' && shopper.deletedAt === undefined && !shopper.merged;
}

/** Whether a vendor tells a shopper's whole state, and not what an event was about. */
export const listsStates = (source: string): boolean => trialVendor(source).story.lists?.kind === 'states';

/** How often a run removes subscriptions at least: once those of each store. */
export const removals = trialSources.length * storesOfStory.length;
