import { systemClock } from '../../lambda/clock';
import type { PeopleDeps } from './people-deps';
import type { QuietCustomers } from './quiet-customers';

interface BurstDeps extends PeopleDeps {
  readonly choose: QuietCustomers;
  /** An operator replays a delivery of this shopper. */
  readonly replaySome: (id: string) => Promise<boolean>;
}

const many = 16;
// Of fewer, the bridge may believe each.
const fewest = 8;
// Their messages wait behind the others.
const noticedWithinMs = 300_000;

/**
 * So many customers are deleted at once that the bridge must not believe it: the circuit opens. Then Masivo has them
 * again. Whom the bridge had taken for gone before that, an operator replays at the end.
 */
export async function deleteMany(deps: BurstDeps): Promise<void> {
  const { happening, control, hasOpenedSince, isIdle, count } = deps;
  const chosen = await deps.choose(many);
  if (chosen.length < fewest) return;
  for (const { id } of chosen) happening.restored.add(id);
  const entries = await Promise.all(
    chosen.map(async ({ id }) => [id, await control('DELETE', `/customers/${id}`)] as const),
  );
  const began = Date.now();
  await Promise.all(chosen.map(({ id }) => deps.replaySome(id)));
  while (!hasOpenedSince(began) && !isIdle() && Date.now() - began < noticedWithinMs)
    await systemClock.sleep(50);
  for (const [id, entry] of entries) await control('PUT', `/customers/${id}`, entry);
  if (hasOpenedSince(began)) count('many deleted at once');
}
