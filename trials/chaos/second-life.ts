import { defaultStore } from '../../lambda/store-name';
import { trialVendor } from '../vendors/registry';
import { drain, type Finishing } from './finish-up';
import { Happening } from './happened';
import type { Kept } from './kept';
import { masivoRecord } from './masivo-record';
import { sendUntilTaken } from './send-story';
import type { Shopper } from './shopper';
import type { Found } from './violations';

const firstNumber = 600_000;

/**
 * Those who were erased sign up once more, under new ids. As long as Masivo has their e-mails they are refused; once
 * somebody has deleted the old customers there, a redrive brings each of them once.
 */
export async function liveAgain(
  erased: readonly Shopper[],
  kept: readonly Kept[],
  { bridge, control, operator, onProgress }: Finishing,
  found: Found,
): Promise<void> {
  if (erased.length === 0) return;
  const lives = erased.flatMap((shopper, place) => signupOf(shopper, firstNumber + place));
  const happening = new Happening();
  for (const shopper of lives) {
    const event = trialVendor(shopper.source).story.event(shopper, 0);
    await sendUntilTaken(bridge, { shopper, tells: { version: 0, birthDate: true }, ...event }, happening);
  }
  await drain({ bridge, control, onProgress });
  const reasons = new Set((await operator.unfinished('refused')).map(({ reason }) => reason));
  reasons.delete('erased-in-masivo-first');
  for (const reason of reasons) found.unfinished.push(`a signup after an erasure: ${reason}`);

  const ids = new Set(erased.map(({ id }) => id));
  for (const { id } of kept) if (ids.has(id)) await control('DELETE', `/customers/${id}`);
  await operator.redrive();
  await drain({ bridge, control, onProgress });
  const now = new Map((await masivoRecord(control)).kept.map((customer) => [customer.id, customer]));
  for (const { id, versions } of lives) {
    const customer = now.get(id);
    if (!customer) found.lost.push(`${id}: signed up after an erasure`);
    else if (customer.registrations !== 1) found.doubled.push(`${id}: ${customer.registrations}`);
    else if (customer.email !== versions[0]?.email) found.wrong.push(`${id}: e-mail`);
    if (customer && customer.purposes?.email_marketing !== false)
      found['marketable without consent'].push(id);
  }
  for (const id of ids) if (now.has(id)) found['not erased'].push(`${id}: it is there again`);
}

function signupOf({ source, versions }: Shopper, number: number): readonly Shopper[] {
  const email = versions.findLast((version) => version.email !== null)?.email;
  if (!email) return [];
  const second = Math.floor(Date.now() / 1000);
  return [
    {
      source,
      store: defaultStore,
      id: trialVendor(source).story.customerId(number),
      versions: [
        { second, name: `Shopper ${number} Version 0`, email, word: undefined, phone: null, birthDate: null },
      ],
      choices: [],
      twin: undefined,
      hasTie: false,
      registeredAt: second,
    },
  ];
}
