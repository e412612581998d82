import type { StoreName } from '../../lambda/store-name';
import type { ErasedShop, ErasingShop, HeldOfShop } from '../core/answers/erased-shop';
import type { ShopPart } from '../core/erase-shop/delete-held';
import type { ShopStep, ShopStepDone } from '../core/erase-shop/erase-shop';
import type { Call } from './call';
import { lookedThrough } from './looked-through';

type Part = { readonly held: HeldOfShop; readonly isAll: boolean };

/** The whole ledger, part by part. */
async function inParts(
  ask: (start: string | undefined) => Promise<ShopPart>,
  { onProgress = () => {}, stopped }: Pick<ErasingShop, 'onProgress' | 'stopped'>,
): Promise<Part> {
  let held: HeldOfShop = { customers: 0, deliveries: 0, dataRequests: 0 };
  let read = 0;
  let start: string | undefined;
  for (;;) {
    const part = await ask(start);
    held = {
      customers: held.customers + part.held.customers,
      deliveries: held.deliveries + part.held.deliveries,
      dataRequests: held.dataRequests + part.held.dataRequests,
    };
    read += part.read;
    onProgress(read, held.customers + held.deliveries + held.dataRequests);
    if (part.next === null) return { held, isAll: true };
    if (stopped?.aborted) return { held, isAll: false };
    start = part.next;
  }
}

export async function heldOfShop(
  store: StoreName,
  call: Call,
  onProgress: (read: number) => void = () => {},
): Promise<HeldOfShop> {
  const ask = (start: string | undefined) => call('heldOfShop', { store, start });
  return (await inParts(ask, { onProgress: (read) => onProgress(read) })).held;
}

/** Step by step; one that was stopped goes on when it is asked for again. */
export async function eraseShop(store: StoreName, erasing: ErasingShop, call: Call): Promise<ErasedShop> {
  const wait = async (ms: number) => {
    if (ms === 0) return;
    erasing.onWait?.(ms);
    await erasing.sleep(ms);
  };
  const perform = async (step: ShopStep): Promise<ShopStepDone> => {
    for (;;) {
      const done = await call('eraseShop', { store, ...step });
      if (done.step !== 'too-early') return done;
      await wait(done.waitMs);
    }
  };
  const begun = await perform({ step: 'begin' });
  if (begun.step === 'begun') await wait(begun.waitMs);
  const { held: deleted, isAll } = await inParts(async (start) => {
    const done = await perform({ step: 'delete', ...(start === undefined ? {} : { start }) });
    return done.step === 'deleted' ? done : notBegun();
  }, erasing);
  if (!isAll) return { kind: 'stopped', deleted, deadLetters: { looked: 0, deleted: 0 }, paused: true };
  const deadLetters = await lookedThrough(async () => {
    const done = await perform({ step: 'dead-letters' });
    return done.step === 'looked' ? done : notBegun();
  }, erasing.onDeadLetters);
  const ended = await perform({ step: 'end' });
  return { kind: 'erased', deleted, deadLetters, paused: ended.step === 'ended' ? ended.paused : notBegun() };
}

function notBegun(): never {
  throw new Error('Somebody else has ended this erasure meanwhile. Run the command again.');
}
