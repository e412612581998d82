import type { Envelope } from '../../lambda/envelope';
import { messageOf } from '../../lambda/new-envelope';
import { Died, dying, type Harness } from '../support/harness';
import { read } from './readings';
import type { Before, Frozen, FrozenItem, FrozenStep, Reading, Release } from './release-folder';
import type { SettingsName } from './settings';
import { attempted, emptied, ledgerItems, masivoEntries, type World, worldIn } from './world';

export interface Story {
  readonly name: string;
  readonly settings: SettingsName;
  tell(teller: Teller): Promise<void>;
}

/** What a story consists of. What happens is done by today's code; messages and readings are frozen. */
export interface Teller {
  readonly now: () => Date;
  /** One attempt of a message, which is frozen with the world before it. */
  message(envelope: Envelope, own?: Partial<Pick<FrozenStep, 'held' | 'misbehaviour'>>): Promise<void>;
  /** An attempt whose process dies before it writes down what came of it. */
  dies(envelope: Envelope): Promise<void>;
  /** What is read of the items that are there now; frozen. */
  reads(reading: Reading): Promise<void>;
  /** Anything else that the code does, such as an operator's act. */
  happens(what: (world: World) => unknown): Promise<void>;
  /** Somebody deletes a customer in Masivo. */
  deletedInMasivo(customer: string): Promise<void>;
  pass(ms: number): void;
  /** Another world: an empty ledger and an empty Masivo. */
  begin(): Promise<void>;
}

/** Tells the stories. @returns all that they froze. */
export async function told(
  stories: readonly Story[],
  harness: Harness,
): Promise<Pick<Release, 'items' | 'frozen'>> {
  const places = new Map<string, number>();
  const frozen: Frozen[] = [];

  function placeOf(item: FrozenItem): number {
    const text = JSON.stringify(item);
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  }

  async function before({ name: story, settings }: Story): Promise<Before> {
    const ledger = (await ledgerItems(harness)).map(placeOf);
    return { story, settings, at: harness.now().toISOString(), ledger };
  }

  for (const story of stories) {
    // Each attempt by another worker, as a restored world has one.
    const world = () => worldIn(harness, story.settings);
    await emptied(harness);
    await story.tell({
      now: harness.now,
      async message(envelope, { held = {}, misbehaviour = {} } = {}) {
        const known = await before(story);
        const masivo = await masivoEntries(harness);
        const expected = await attempted(harness, world(), envelope, { held, misbehaviour });
        const message = messageOf(envelope);
        frozen.push({ kind: 'message', ...known, masivo, held, misbehaviour, message, expected });
      },
      async dies(envelope) {
        const { bridge } = world();
        const ledger = dying(bridge.ledger, ['confirm', 'keep'], 'before');
        await bridge.run(envelope, { ledger }).then(
          () => Promise.reject(new Error(`${story.name}: the attempt should have died`)),
          (error: unknown) => (error instanceof Died ? undefined : Promise.reject(error)),
        );
      },
      async reads(reading) {
        const known = await before(story);
        frozen.push({ kind: 'reading', ...known, reading, reads: await read(reading, world()) });
      },
      async happens(what) {
        await what(world());
      },
      async deletedInMasivo(customer) {
        await harness.control('DELETE', `/customers/${customer}`);
      },
      pass: harness.pass,
      begin: () => emptied(harness),
    });
    // What a story left behind is frozen, too.
    for (const item of await ledgerItems(harness)) placeOf(item);
  }
  const items: FrozenItem[] = [...places.keys()].map((text) => JSON.parse(text));
  return { items, frozen };
}
