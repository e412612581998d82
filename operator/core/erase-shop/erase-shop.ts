import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../../../lambda/clock';
import { composeSharedItems } from '../../../lambda/composition/compose-ledger';
import { type Envelope, receivedEvent } from '../../../lambda/envelope';
import { itemVersion } from '../../../lambda/ledger/delivery-record';
import { type ErasedShop as Erased, erasedShopPrefix } from '../../../lambda/ledger/shared-items';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { type Settings, storeOf } from '../../../lambda/settings';
import { sources } from '../../../lambda/sources/registry';
import { type StoreName, storeKey } from '../../../lambda/store-name';
import type { ErasedShop, ErasingShop } from '../answers/erased-shop';
import type { DeadLettersLookedAt } from '../answers/erasure';
import type { PauseResult } from '../answers/pause';
import type { TaskEnded } from '../answers/tasks';
import type { LedgerPlace } from '../records';
import { sdkDynamoDb } from '../sdk-calls';
import { shopRedactOf } from '../tasks';
import { deleteHeld } from './delete-held';

export interface EraseShopDeps {
  readonly settings: Settings;
  readonly place: LedgerPlace;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly pause: (stores: readonly string[]) => Promise<PauseResult>;
  readonly resume: (stores: readonly string[]) => Promise<PauseResult>;
  readonly endTask: (id: string) => Promise<TaskEnded>;
  readonly deleteDeadLetters: (
    isMeant: (envelope: Envelope) => boolean,
    onProgress?: (looked: number) => void,
  ) => Promise<DeadLettersLookedAt>;
  /** Records the act; if it fails, nothing is erased. */
  readonly beforeErasing: (about: string) => Promise<void>;
}

/** Longer than one invocation of `deliver` may last: by then every attempt knows of the pause. */
export const underWayMs = 90_000;

/**
 * Erases what the bridge holds of a shop; Masivo stays as it is. From the confirmation on, whatever had come in before
 * ends as `ignored` and leaves nothing, on the queue and in the DLQ, too; what comes in later waits until all is deleted,
 * and is a new life of the shop. Each step can be repeated: the same command goes on where one was stopped.
 */
export async function eraseShop(
  store: StoreName,
  erasing: ErasingShop,
  deps: EraseShopDeps,
): Promise<ErasedShop> {
  const { place, clock } = deps;
  const name = storeKey(store);
  await deps.beforeErasing(name);
  const known = await stateOf(place);
  const before = known.erasedShops?.[name];
  const isPaused = known.paused.includes('*') || known.paused.includes(name);
  // One that was stopped keeps its time, and what it found paused.
  const begun: Erased = before?.open ? before : { at: clock.now().getTime(), open: { resumes: !isPaused } };
  await markErased(name, begun, place);
  await deps.pause([name]);
  erasing.onWait?.(underWayMs);
  await erasing.sleep(underWayMs);

  const { deleted, isAll } = await deleteHeld(store, begun.at, { ...erasing, place, clock });
  if (!isAll) return { kind: 'stopped', deleted, deadLetters: { looked: 0, deleted: 0 }, paused: true };
  const isMeant = (envelope: Envelope) => isOfErasedShop(envelope, store, begun.at, deps.settings);
  const deadLetters = await deps.deleteDeadLetters(isMeant, erasing.onDeadLetters);
  await markErased(name, { at: begun.at }, place);
  const resumes = begun.open?.resumes === true;
  if (resumes) await deps.resume([name]);
  await deps.endTask(shopRedactOf(store));
  return { kind: 'erased', deleted, deadLetters, paused: !resumes };
}

const stateOf = ({ client, tableName, account }: LedgerPlace) =>
  composeSharedItems({ tableName, account, db: sdkDynamoDb(client) }).sharedState();

export const markErased = (
  name: string,
  erased: Erased,
  { client, tableName, account }: { client: DynamoDBClient; tableName: string; account: string },
): Promise<unknown> =>
  client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: marshall({ pk: ledgerKeys(account).sharedState }),
      UpdateExpression: 'SET #v = :v, #shop = :erased',
      ExpressionAttributeNames: { '#v': 'v', '#shop': erasedShopPrefix + name },
      ExpressionAttributeValues: marshall({ ':v': itemVersion, ':erased': erased }),
    }),
  );

/** As for `deliver`: an erasure goes on, and so does a request that a person has to read. */
function isOfErasedShop(
  envelope: Envelope,
  { source, store }: StoreName,
  at: number,
  settings: Settings,
): boolean {
  const isOfStore = envelope.source === source && envelope.store === store;
  if (!isOfStore || Date.parse(envelope.receivedAt) >= at || envelope.erase) return false;
  const configured = storeOf(settings, source, store);
  const parsed = configured && sources.get(source)?.parse(receivedEvent(envelope), configured);
  return parsed?.kind !== 'erasure' && parsed?.kind !== 'unkept';
}
