import { type Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../lambda/clock';
import { storeKey } from '../../lambda/store-name';
import { durationText } from '../../operator/core/text/quantities';
import { sourceArgument, storeArgument, storeOption, wholeFrom } from '../arguments';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { table } from '../print';
import { type Followed, follow } from '../selftest/follow';
import { madeUpSignup } from '../selftest/made-up-signup';
import { chosenStore } from '../stores';
import { acceptedSecrets } from '../webhook-secrets';

interface Options {
  readonly store?: string;
  readonly wait: number;
  readonly value: Readonly<Record<string, string>>;
}

/** Follows a made-up signup from the webhook endpoint to what would be sent; nobody is created. */
export function selftest(frame: Frame): Command {
  return bridgeCommand(
    'selftest',
    'AdminPolicy',
    'follow a made-up signup through the bridge; nobody is created',
  )
    .addArgument(sourceArgument('[source]', 'where it comes from; not needed where there is one store'))
    .argument(...storeArgument)
    .option(...storeOption)
    .option(
      '--value <name=text>',
      'what the shopper has for mapping.ts under this name, such as custom.loyalty_number=ES-00001; may be given again',
      withValue,
      {},
    )
    .option('--wait <seconds>', 'for its end', wholeFrom(1, 3600), 60)
    .action(
      async (
        source: string | undefined,
        given: string | undefined,
        { store: option, wait, value }: Options,
      ) => {
        const { environment } = await frame.connect();
        const store = chosenStore(environment.settings, { source, name: given, store: option });
        const name = storeKey(store);
        const [newest] = await acceptedSecrets(environment.secrets, name);
        if (!newest) {
          throw new CommandError(
            'failed',
            `${name} has no secret, so the webhook endpoint rejects everything.`,
            `\`subscribe ${store.source}\` or \`secrets set ${store.source}\` puts it in.`,
          );
        }
        const followed = await follow({
          url: environment.webhookUrls[name] ?? '',
          signup: madeUpSignup(store, newest.secret, frame.terminal.now(), {
            declarations: await frame.declarations(),
            given: value,
          }),
          operator: await frame.operator(),
          waitMs: wait * 1000,
          now: () => Math.round(performance.now()),
          sleep: systemClock.sleep,
        });
        frame.answer({ store: name, ...followed }, () => linesOf(frame, name, followed));
        if (!followed.passed) frame.fail();
      },
    );
}

function withValue(pair: string, before: Options['value']): Options['value'] {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It has to be like custom.loyalty_number=ES-00001.');
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) };
}

function linesOf({ paint }: Frame, name: string, { passed, delivery, steps, fix }: Followed): string[] {
  const rows = steps.map(({ step, ms, how }) => [step, ms === null ? '' : durationText(ms), how]);
  return [
    ...table(paint, ['step', 'took', 'how'], rows),
    passed
      ? `${paint.green('passed')}  a signup of ${name} would be created; nobody was (delivery ${delivery})`
      : `${paint.red('failed')}  a signup of ${name} would not be created now`,
    ...(fix === null ? [] : [`        ${paint.dim(`-> ${fix}`)}`]),
  ];
}
