import { trialVendor } from '../vendors/registry';
import { type Finishing, finishUp } from './finish-up';
import type { Happening } from './happened';
import { masivoRecord } from './masivo-record';
import { sendUntilTaken } from './send-story';
import type { Shopper } from './shopper';

const share = 6;
const most = 20;

/**
 * A store may ask to erase somebody whom it names by the e-mail alone. It finds whom Masivo has, so it comes when all
 * else is done, and to those who share their e-mail and their choices with nobody.
 * @returns what should not have been left, or is still
 */
export async function redactByEmail(
  shoppers: readonly Shopper[],
  happening: Happening,
  finishing: Finishing,
): Promise<readonly string[]> {
  const { kept } = await masivoRecord(finishing.control);
  const shown = new Map(kept.map(({ id, email }) => [id, email]));
  const related = new Set(
    shoppers.flatMap(({ id, twin, merged }) =>
      [twin, merged?.into].flatMap((other) => (other === undefined ? [] : [id, other])),
    ),
  );
  const chosen = shoppers
    .filter(({ id, erasedBy }) => happening.acknowledged.has(id) && !erasedBy && !related.has(id))
    .filter(({ source }) => trialVendor(source).story.redaction !== undefined)
    .filter(({ id, versions }) => versions.some(({ email }) => email !== null && email === shown.get(id)))
    .filter((_, place) => place % share === share - 1)
    .slice(0, most);
  for (const shopper of chosen) {
    const event = trialVendor(shopper.source).story.redaction?.(shopper, 'by e-mail');
    if (event) await sendUntilTaken(finishing.bridge, { shopper, tells: 'erasure', ...event }, happening);
  }
  return chosen.length > 0 ? (await finishUp(finishing)).unfinished : [];
}
