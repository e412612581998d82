import { systemClock } from '../../lambda/clock';
import { type PeopleDeps, someTold } from './people-deps';
import type { Shopper } from './shopper';
import { stubbornly } from './stubbornly';

export type QuietCustomers = (most: number) => Promise<readonly Shopper[]>;

const mostLooks = 60;

/**
 * Chooses customers whom the ledger holds for sure, and with whom nothing has happened for a while: what is deleted in
 * Masivo while a creation of ours may still land, nobody can tell from what never landed. Each is chosen once.
 */
export function quietCustomers(deps: PeopleDeps): QuietCustomers {
  const { ledger, shoppers, landedMs } = deps;
  // Their e-mail may be another one's by the time they come back, or their statements.
  const related = new Set(
    shoppers.flatMap(({ id, twin, merged }) => [
      ...(twin === undefined ? [] : [id, twin]),
      ...(merged ? [id, merged.into] : []),
    ]),
  );
  const chosen = new Set<string>();

  async function certainVersion(shopper: Shopper): Promise<number | undefined> {
    const { state, intent, version } = await stubbornly(() => ledger.entryOf(shopper));
    return state.confirmed.masivo === 'holds' && !state.uncertain && !intent ? version : undefined;
  }

  return async (most) => {
    const seen = new Map<Shopper, number>();
    for (let looks = 0; looks < mostLooks && seen.size < most; looks += 1) {
      const shopper = someTold(deps);
      // Whom people bring back there by hand no erasure could know.
      if (!shopper || related.has(shopper.id) || shopper.erasedBy) continue;
      const version = await certainVersion(shopper);
      if (version === undefined || chosen.has(shopper.id)) continue;
      chosen.add(shopper.id);
      seen.set(shopper, version);
    }
    await systemClock.sleep(landedMs);
    const quiet: Shopper[] = [];
    for (const [shopper, version] of seen) {
      if ((await certainVersion(shopper)) === version) quiet.push(shopper);
      else chosen.delete(shopper.id);
    }
    return quiet;
  };
}
