import { storeKey } from '../../../lambda/store-name';
import { type BackfillDeps, Interrupted } from './deps';

/**
 * Stops a run while the bridge erases what it holds of the store. Asked before each write and each request: nothing is
 * deleted before two minutes after the store is held, so what went before the question is deleted, too.
 * @throws Interrupted
 */
export async function refuseWhileErased({
  store,
  isBeingErased,
}: Pick<BackfillDeps, 'store' | 'isBeingErased'>): Promise<void> {
  if (!(await isBeingErased(store))) return;
  throw new Interrupted(
    `What is held of ${storeKey(store)} is being erased, and nothing is written of it meanwhile. End that first, with erase --shop.`,
  );
}
