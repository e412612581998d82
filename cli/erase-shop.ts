import { parseStoreKey, type StoreName, storeKey } from '../lambda/store-name';
import type { ErasedShop, HeldOfShop } from '../operator/core/answers/erased-shop';
import { countText } from '../operator/core/text/quantities';
import { CommandError } from './exit';
import type { Frame } from './frame';

interface Options {
  readonly customer?: string;
  readonly yes?: true;
}

/** Erases what the bridge holds of a shop, once somebody has confirmed that it is to be. */
export async function eraseShop(frame: Frame, text: string, { customer, yes }: Options): Promise<void> {
  const { terminal } = frame;
  const store = storeNamed(text);
  if (customer !== undefined) throw new CommandError('usage', 'Give one of --customer and --shop.');
  const operator = await frame.operator();
  const reading = terminal.progress('{value} items of the ledger read', 1);
  const held = await operator.heldOfShop(store, (read) => reading.update(read)).finally(() => reading.stop());
  const { stores } = await frame.settings();
  const isKnown = stores.some((each) => storeKey(each) === storeKey(store));
  if (!isKnown && isNothing(held)) {
    throw new CommandError(
      'usage',
      `${storeKey(store)} is not a configured store, and nothing is held of it.`,
    );
  }
  if (!yes) {
    return frame.answer({ done: false, shop: storeKey(store), held }, () => [
      ...told(store, held),
      'Nothing was done. --yes does it.',
    ]);
  }
  for (const line of told(store, held)) terminal.err(line);
  const bar = terminal.progress('{value} items read, {deleted} deleted; {letters} dead letters looked at', 1);
  let read = 0;
  let deleted = 0;
  let letters = 0;
  const update = () => bar.update(read, { deleted, letters });
  const erased = await operator
    .eraseShop(store, {
      sleep: terminal.sleep,
      stopped: terminal.stopped,
      onWait: (ms) =>
        terminal.err(
          `${storeKey(store)} is paused. Waiting ${Math.ceil(ms / 1000)} s for attempts that are under way.`,
        ),
      onProgress(readSoFar, deletedSoFar) {
        read = readSoFar;
        deleted = deletedSoFar;
        update();
      },
      onDeadLetters(looked) {
        letters = looked;
        update();
      },
    })
    .finally(() => bar.stop());
  if (erased.kind === 'stopped') frame.fail();
  frame.answer({ done: erased.kind === 'erased', shop: storeKey(store), ...erased }, () =>
    lines(store, erased),
  );
}

function storeNamed(text: string): StoreName {
  const store = parseStoreKey(text);
  if (store) return store;
  throw new CommandError('usage', `${text} names no store as source/store.`);
}

const isNothing = ({ customers, deliveries, dataRequests }: HeldOfShop): boolean =>
  customers + deliveries + dataRequests === 0;

const heldText = ({ customers, deliveries, dataRequests }: HeldOfShop): string =>
  `${countText(customers, 'customer')}, ${countText(deliveries, 'delivery')}, ${countText(dataRequests, 'data request')}`;

const told = (store: StoreName, held: HeldOfShop): readonly string[] => [
  `To erase of ${storeKey(store)}: ${heldText(held)}, and what of it is in the DLQ.`,
  'Masivo stays as it is, and so do the settings, the secrets and what keeps erased shoppers away.',
  'Vendors ask for it after every uninstall, also where the merchant merely replaced the app: ask the merchant first.',
  'What came in until you confirm it is neither delivered nor kept; what comes in later is a new life of the shop.',
];

function lines(store: StoreName, { kind, deleted, deadLetters, paused }: ErasedShop): readonly string[] {
  const name = storeKey(store);
  if (kind === 'stopped') {
    return [
      `Stopped: ${heldText(deleted)} of ${name} deleted so far. The store stays paused until the same command has done the rest.`,
    ];
  }
  return [
    `Deleted of ${name}: ${heldText(deleted)}.`,
    `Of ${countText(deadLetters.looked, 'message')} in the DLQ, ${deadLetters.deleted} deleted.`,
    paused ? 'The store is paused, as it was before.' : 'The store goes on.',
  ];
}
