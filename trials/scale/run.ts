import { deliveryCapacity } from '../../infra/delivery-capacity';
import { messageOf } from '../../lambda/new-envelope';
import { envelopeFor } from '../simulation/events';
import { type Customer, type Spec, storyStart } from '../simulation/spec';
import { functionSlot } from '../simulation/world/function-slot';
import { worldOf } from '../simulation/world/world';
import { trialSources, trialVendor } from '../vendors/registry';
import { type LargeQueue, largeQueue } from './large-queue';

/** Signups that come evenly for a while, and what Masivo may be sent. */
export interface Scenario {
  readonly signupsPerSecond: number;
  readonly seconds: number;
  /** `masivo.rateLimit.perSecond`. */
  readonly requestsPerSecond: number;
  /** `delivery.batchWindowSeconds`: how long a batch gathers that is not full. */
  readonly batchWindowSeconds: number;
}

/** What became of them. Times are in virtual seconds. */
export interface ScaleResult extends Scenario {
  readonly signups: number;
  readonly workers: number;
  readonly batchSize: number;
  /** From the last signup until all were in Masivo. */
  readonly drainSeconds: number;
  readonly deliveredPerSecond: number;
  readonly mostWaiting: number;
  /** Hidden, because they are attempted or delayed: SQS ends at 120,000. */
  readonly mostInFlight: number;
  /** Of the shopper who waited longest. */
  readonly longestWaitSeconds: number;
  readonly receivesPerSignup: number;
  readonly requestsPerSignup: number;
  readonly attemptsPerSignup: number;
}

const stepMs = 1000;
/** A signup takes some fifty steps of the simulation. */
const eventsPerSignup = 2000;
const longestDrainMs = 30 * 24 * 3600_000;

/**
 * The production code delivers signups on virtual time, at the capacity that the stack gives it
 * (infra/delivery-capacity.ts). Masivo and AWS are the simulation's models, and nothing goes wrong.
 */
export async function runScenario(
  scenario: Scenario,
  onProgress: (delivered: number) => void = () => {},
): Promise<ScaleResult> {
  const { signupsPerSecond, requestsPerSecond, batchWindowSeconds } = scenario;
  const signups = signupsPerSecond * scenario.seconds;
  const capacity = deliveryCapacity({
    masivo: { rateLimit: { perSecond: requestsPerSecond } },
    delivery: { batchWindowSeconds },
  });
  let queue: LargeQueue | undefined;
  let requests = 0;
  let receives = 0;
  const world = worldOf(specOf(scenario, capacity.concurrency), {
    mostEvents: signups * eventsPerSignup + 1_000_000,
    eventsQueue: (options) => {
      queue = largeQueue(options);
      return queue;
    },
    direct: (send) => (call) => {
      if (call.label.startsWith('masivo') && !call.label.startsWith('masivo sign-in')) requests += 1;
      return send(call);
    },
  });
  const { scheduler } = world;
  const events = queue;
  if (!events) throw new Error('The world has no queue');

  // Lambda's event source: a function that is idle gets the next batch, when it is full or has gathered long enough.
  let gathersUntil: number | undefined;
  const handOut = () => {
    for (const slot of slots) {
      if (slot.isBusy()) continue;
      const visible = events.visible();
      if (visible === 0) {
        gathersUntil = undefined;
        return;
      }
      if (visible < capacity.batchSize && scheduler.now() < (gathersUntil ?? Infinity)) {
        if (gathersUntil === undefined) {
          gathersUntil = scheduler.now() + batchWindowSeconds * 1000;
          scheduler.at(gathersUntil, handOut);
        }
        return;
      }
      gathersUntil = undefined;
      const messages = events.receive(capacity.batchSize);
      receives += messages.length;
      slot.invoke(messages);
    }
  };
  const slots = Array.from({ length: capacity.concurrency }, (_, place) =>
    functionSlot(place, world, handOut),
  );
  world.onQueueChange(handOut);

  const everyMs = 1000 / signupsPerSecond;
  let sent = 0;
  const send = () => {
    sent += 1;
    events.send(messageOf(envelopeFor(shopper(sent), 0, new Date(scheduler.now()))));
    if (sent < signups) scheduler.at(storyStart + sent * everyMs, send);
  };
  scheduler.at(storyStart, send);

  let mostWaiting = 0;
  let mostInFlight = 0;
  let longestWaitMs = 0;
  const endsAt = storyStart + scenario.seconds * 1000;
  for (;;) {
    await scheduler.run(scheduler.now() + stepMs);
    mostWaiting = Math.max(mostWaiting, events.waiting());
    mostInFlight = Math.max(mostInFlight, events.inFlight());
    longestWaitMs = Math.max(longestWaitMs, scheduler.now() - (events.oldestSentAt() ?? scheduler.now()));
    onProgress(sent - events.waiting());
    if (sent === signups && events.waiting() === 0) break;
    if (scheduler.now() - endsAt > longestDrainMs) throw new Error('It does not drain');
  }
  return {
    ...scenario,
    signups,
    workers: capacity.concurrency,
    batchSize: capacity.batchSize,
    drainSeconds: Math.max(0, (scheduler.now() - endsAt) / 1000),
    deliveredPerSecond: (1000 * signups) / (scheduler.now() - storyStart),
    mostWaiting,
    mostInFlight,
    longestWaitSeconds: longestWaitMs / 1000,
    receivesPerSignup: receives / signups,
    requestsPerSignup: requests / signups,
    attemptsPerSignup: world.witness.attempts() / signups,
  };
}

/** Each has an e-mail and no statement, so it takes a creation and a consent record. */
function shopper(number: number): Customer {
  const [source = ''] = trialSources;
  return {
    source,
    store: 'default',
    id: trialVendor(source).simulated.customerId(number),
    registeredMs: 0,
    versions: [
      {
        atMs: 0,
        name: 'Sample Shopper',
        email: `shopper-${number}@example.com`,
        birthDate: null,
        gender: null,
        phone: null,
        note: null,
        statement: undefined,
      },
    ],
  };
}

function specOf({ requestsPerSecond }: Scenario, workers: number): Spec {
  return {
    seed: 1,
    customers: [],
    steps: [],
    faults: [],
    traits: {
      workers,
      skewMs: [],
      masivo: { readLagMs: 0, conflictStatus: 409, showsMetadata: true },
      longestExpiryMs: null,
      longestIndexLagMs: 0,
      maxCreationsPerHour: null,
      perSecond: requestsPerSecond,
      times: 'live',
      lastRelease: null,
    },
  };
}
