import { systemClock } from '../../lambda/clock';
import { profileOf } from '../../lambda/sources/profiles';
import { webhookPath } from '../../lambda/webhook-address';
import type { Bridge } from '../../local/bridge';
import type { breaker } from './break';
import type { ScheduledFault } from './faults';
import type { Happening } from './happened';
import { isListed } from './lost-webhooks';
import type { Shopper } from './shopper';
import type { Subscriptions } from './store-apis';
import type { StoreBooks } from './store-books';
import type { StoryEvent } from './story';

const sendersAtOnce = 32;
// A fault in Masivo does nothing to events that only wait, so sending pauses while this many wait.
const mostWaiting = 1500;
const longestPauseMs = 3000;
/** As long as a webhook takes that comes. */
const lostMs = 300;

export interface Sending {
  readonly bridge: Bridge;
  readonly sendings: readonly StoryEvent[];
  readonly schedule: readonly ScheduledFault[];
  readonly breaking: ReturnType<typeof breaker>;
  readonly happening: Happening;
  /** Undefined where no webhook is lost. */
  readonly losing: Losing | undefined;
  /** What the story's operator does with one who is to be erased. */
  readonly erase: (shopper: Shopper) => Promise<unknown>;
  /** Epoch ms: the story breaks off then. */
  readonly endsAt: number;
  readonly onSent: (sent: number) => void;
}

export interface Losing {
  readonly books: StoreBooks;
  /** Whose webhooks never come. */
  readonly lost: ReadonlySet<StoryEvent>;
  readonly subscriptions: Pick<Subscriptions, 'sends'>;
  readonly onLost: () => void;
}

/** Sends a story to the bridge while it is broken. @returns how many events were sent */
export async function sendStory(sending: Sending): Promise<number> {
  const { bridge, sendings, breaking, happening, losing, erase, endsAt, onSent } = sending;
  const triedLater = new Set<StoryEvent>();
  const schedule = [...sending.schedule];
  const inForce: { until: number; end: () => Promise<void> }[] = [];
  let next = 0;
  let sent = 0;

  async function breakAt(index: number): Promise<void> {
    while (schedule[0] && schedule[0].at <= index) {
      const fault = schedule.shift();
      if (!fault) break;
      inForce.push({ until: index + fault.lasting, end: () => breaking.end(fault) });
      await breaking.begin(fault);
    }
    for (const over of inForce.filter(({ until }) => until <= index)) {
      inForce.splice(inForce.indexOf(over), 1);
      await over.end();
    }
  }

  const sender = async () => {
    for (let index = next++; index < sendings.length && Date.now() < endsAt; index = next++) {
      await breakAt(index);
      for (const paused = Date.now(); bridge.waiting() > mostWaiting; ) {
        if (Date.now() - paused > longestPauseMs) break;
        await systemClock.sleep(50);
      }
      const event = sendings[index];
      if (event) losing?.books.happen(event);
      if (event?.tells === 'erasure' && event.shopper.erasedBy === 'operator') {
        await erase(event.shopper);
        happening.erased.add(event.shopper.id);
      } else if (event && losing && isLost(event, losing)) {
        losing.onLost();
        // Else the rest of the story would be over before anybody can subscribe again.
        await systemClock.sleep(lostMs);
        if (isListed(event)) happening.acknowledge(event, undefined);
        else triedLater.add(event);
      } else if (event) await sendUntilTaken(bridge, event, happening);
      sent += 1;
      onSent(sent);
    }
  };
  await Promise.all(Array.from({ length: sendersAtOnce }, sender));
  for (const event of [...triedLater, ...(losing?.books.owed() ?? [])])
    await sendUntilTaken(bridge, event, happening);
  return sent;
}

const isLost = (event: StoryEvent, { lost, subscriptions }: Losing): boolean =>
  lost.has(event) || !subscriptions.sends(event);

/** As a store does: a webhook not answered with 200 is sent again, a little later. */
export async function sendUntilTaken(bridge: Bridge, event: StoryEvent, happening: Happening): Promise<void> {
  const { shopper, body, headers } = event;
  const { sign, secret } = profileOf(shopper.source);
  for (let tries = 0; tries < 100; tries += 1) {
    const response = await fetch(bridge.url + webhookPath(shopper), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...sign(event, secret.local, new Date()) },
      body: new Uint8Array(body),
    }).catch(() => undefined);
    const answer = await response?.text().catch(() => undefined);
    if (response?.status === 200 && answer !== undefined) {
      happening.acknowledge(event, deliveryIn(answer));
      return;
    }
    if (response && response.status < 500 && response.status !== 200)
      throw new Error(`An authentic event was answered ${response.status}`);
    await systemClock.sleep(200);
  }
  throw new Error('Ingress took nothing in for a hundred tries');
}

/** @throws Error where ingress names none: then nobody could find the event again */
function deliveryIn(answer: string): string {
  const delivery = /"delivery":"([0-9a-f]{32})"/.exec(answer)?.[1];
  if (delivery === undefined) throw new Error('Ingress named no delivery');
  return delivery;
}
