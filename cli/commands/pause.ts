import type { Command } from 'commander';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { chosenStore, nameOf } from '../stores';

interface Options {
  readonly store?: string;
}

const storeOption = ['--store <name>', 'such as shopify/default; without it, all'] as const;

/** The brake: the door goes on taking webhooks in, and deliveries wait. */
export function pause(frame: Frame): Command {
  return bridgeCommand('pause', 'OperatorPolicy', 'let deliveries wait; webhooks are still taken in')
    .option(...storeOption)
    .action(async ({ store }: Options) => {
      const { paused, stores } = await stateOf(frame);
      const name = await named(frame, store);
      // `*` holds for stores that are configured later, too: naming one of all paused does not end that.
      const all = name === undefined || stores.every((each) => paused.includes(each));
      await change(frame, all ? ['*'] : [...paused, name]);
    });
}

export function resume(frame: Frame): Command {
  return bridgeCommand('resume', 'OperatorPolicy', 'let deliveries go on')
    .option(...storeOption)
    .action(async ({ store }: Options) => {
      const { paused } = await stateOf(frame);
      const name = await named(frame, store);
      await change(frame, name === undefined ? [] : paused.filter((each) => each !== name));
    });
}

/** The paused stores one by one, also where all are. */
async function stateOf(
  frame: Frame,
): Promise<{ readonly paused: readonly string[]; readonly stores: readonly string[] }> {
  const stores = (await frame.connect()).environment.settings.stores.map(nameOf);
  const { paused } = await (await frame.operator()).overview();
  return { stores, paused: paused.includes('*') ? stores : paused };
}

async function named(frame: Frame, store: string | undefined): Promise<string | undefined> {
  if (store === undefined) return undefined;
  return nameOf(chosenStore((await frame.connect()).environment.settings, { store }));
}

async function change(frame: Frame, paused: readonly string[]): Promise<void> {
  const stores = [...new Set(paused)];
  await (await frame.operator()).pause(stores);
  frame.answer({ environment: frame.options.env, paused: stores }, () => [
    stores.length === 0
      ? 'Nothing is paused. What waited comes within three quarters of an hour.'
      : `Paused: ${stores.includes('*') ? 'all stores' : stores.join(', ')}. Batches under way go on for up to a minute.`,
    ...(stores.length === 0 ? [] : ['Not for longer than 13 days: SQS forgets messages after 14.']),
  ]);
}
