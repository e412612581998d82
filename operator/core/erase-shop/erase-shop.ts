import { marshall } from '@aws-sdk/util-dynamodb';
import { composeSharedItems } from '../../../lambda/composition/compose-ledger';
import type { Envelope } from '../../../lambda/envelope';
import { itemVersions } from '../../../lambda/ledger/item-versions';
import { type ErasedShop as Erased, erasedShopPrefix } from '../../../lambda/ledger/shared-items';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { attemptsEndAfterMs } from '../../../lambda/retry/retry-times';
import type { Settings } from '../../../lambda/settings';
import { type StoreName, storeKey } from '../../../lambda/store-name';
import type { PauseResult } from '../answers/pause';
import type { TaskEnded } from '../answers/tasks';
import type { DeadLetterLook, IsMeant } from '../dead-letters-of';
import { isErasure, parsedEnvelope } from '../parsed-envelope';
import type { LedgerPlace } from '../records';
import { shopRedactOf } from '../tasks';
import { deleteHeld, type ShopPart, type ShopPartDeps } from './delete-held';

export interface EraseShopDeps extends ShopPartDeps {
  readonly settings: Settings;
  readonly pause: (stores: readonly string[]) => Promise<PauseResult>;
  readonly resume: (stores: readonly string[]) => Promise<PauseResult>;
  readonly endTask: (id: string) => Promise<TaskEnded>;
  readonly deleteDeadLetters: (isMeant: IsMeant) => Promise<DeadLetterLook>;
  /** Records the act; if it fails, nothing is erased. */
  readonly beforeErasing: (about: string) => Promise<void>;
}

/** A step of the erasure of a shop; all but the first need it to be begun, which is recorded. */
export type ShopStep =
  | { readonly step: 'begin' }
  | { readonly step: 'dead-letters' }
  | { readonly step: 'end' }
  | { readonly step: 'delete'; readonly start?: string };

export type ShopStepDone =
  /** The next step waits for so long. */
  | { readonly step: 'begun' | 'too-early'; readonly waitMs: number }
  | ({ readonly step: 'deleted' } & ShopPart)
  | ({ readonly step: 'looked' } & DeadLetterLook)
  | { readonly step: 'ended'; readonly paused: boolean }
  | { readonly step: 'not-begun' };

/**
 * Erases what the bridge holds of a shop; Masivo stays as it is. From the confirmation on, whatever had come in before
 * ends as `ignored` and leaves nothing, on the queue and in the DLQ, too; what comes in later waits until all is deleted,
 * and is a new life of the shop. Each step can be repeated: one that was stopped goes on. Nothing is deleted before all
 * attempts have ended that may not know of it: the ledger has since when, so that it rests on nobody's waiting.
 */
export async function eraseShopStep(
  store: StoreName,
  given: ShopStep,
  deps: EraseShopDeps,
): Promise<ShopStepDone> {
  const { place, settings } = deps;
  const name = storeKey(store);
  if (given.step === 'begin') return begin(name, deps);
  const { erasedShops, paused } = await stateOf(place);
  const begun = erasedShops?.[name];
  const waitMs = waitOf(begun, deps);
  if (waitMs > 0) return { step: 'too-early', waitMs };
  if (given.step === 'end') {
    return begun ? end(store, begun, isPausedIn(paused, name), deps) : { step: 'not-begun' };
  }
  if (!begun?.open) return { step: 'not-begun' };
  const { at } = begun;
  switch (given.step) {
    case 'delete':
      return { step: 'deleted', ...(await deleteHeld(store, at, given.start, deps)) };
    case 'dead-letters': {
      const isMeant = (envelope: Envelope) => isOfErasedShop(envelope, store, at, settings);
      return { step: 'looked', ...(await deps.deleteDeadLetters(isMeant)) };
    }
    default:
      return given satisfies never;
  }
}

/** How long attempts may still be under way that began before the store was held. */
function waitOf(begun: Erased | undefined, { clock, settings }: EraseShopDeps): number {
  if (!begun?.open) return 0;
  const endsAt = begun.open.since + (settings.attemptsEndAfterMs ?? attemptsEndAfterMs);
  return Math.max(0, endsAt - clock.now().getTime());
}

async function begin(name: string, deps: EraseShopDeps): Promise<ShopStepDone> {
  const { place, clock, beforeErasing, pause } = deps;
  await beforeErasing(name);
  const known = await stateOf(place);
  const before = known.erasedShops?.[name];
  const isPaused = isPausedIn(known.paused, name) && !before?.resumes;
  // One that was stopped keeps its time, and what it found paused.
  const isStopped = before?.open || before?.resumes;
  const since = clock.now().getTime();
  const at = isStopped ? before.at : since;
  const begun: Erased = { at, open: before?.open ?? { resumes: !isPaused, since } };
  await markErased(name, begun, place);
  // That holds the store already; people see it among those that are paused.
  await pause([name]);
  return { step: 'begun', waitMs: waitOf(begun, deps) };
}

/** What comes in later is delivered from here on. One whose answer was lost ends the same again. */
async function end(
  store: StoreName,
  { at, open, resumes }: Erased,
  isPaused: boolean,
  { place, resume, endTask }: EraseShopDeps,
): Promise<ShopStepDone> {
  const name = storeKey(store);
  const isToResume = open ? open.resumes : resumes === true;
  if (isToResume) {
    // If the next write fails, the command resumes the store when it is repeated.
    await markErased(name, { at, resumes: true }, place);
    await resume([name]);
  }
  await markErased(name, { at }, place);
  await endTask(shopRedactOf(store));
  return { step: 'ended', paused: isPaused && !isToResume };
}

const isPausedIn = (paused: readonly string[], name: string): boolean =>
  paused.includes('*') || paused.includes(name);

const stateOf = (place: LedgerPlace) => composeSharedItems(place).sharedState();

export const markErased = (
  name: string,
  erased: Erased,
  { db, tableName, account }: LedgerPlace,
): Promise<unknown> =>
  db.updateItem({
    TableName: tableName,
    Key: marshall({ pk: ledgerKeys(account).sharedState }),
    UpdateExpression: 'SET #v = :v, #shop = :erased',
    ExpressionAttributeNames: { '#v': 'v', '#shop': erasedShopPrefix + name },
    ExpressionAttributeValues: marshall({ ':v': itemVersions.shared, ':erased': erased }),
  });

/** As for `deliver`: see lambda/delivery/attempt.ts. */
function isOfErasedShop(
  envelope: Envelope,
  { source, store }: StoreName,
  at: number,
  settings: Settings,
): boolean {
  const isOfStore = envelope.source === source && envelope.store === store;
  if (!isOfStore || Date.parse(envelope.receivedAt) >= at) return false;
  return !isErasure(envelope, parsedEnvelope(envelope, settings));
}
