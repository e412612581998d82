import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { systemClock } from '../../lambda/clock';
import type { SourceProfile } from '../../lambda/sources/profile';
import { profileOf, profiles } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { webhookPath } from '../../lambda/webhook-address';
import { visible } from '../../operator/core/text/visible';
import type { RunFile } from '../run-file';
import { StartError } from '../start-error';
import { heldPath } from '../vendors/server';
import { givenSecrets } from '../webhook-secrets';
import { chosenStore, reconcileCommand } from './chosen-store';
import { type EventOptions, type EventToSend, eventToSend } from './event-to-send';
import { customerInMasivo } from './in-masivo';
import { aboutBridge, reach, secretsIn, settled, theRun, tokenOf } from './the-run';

const program = new Command('npm run send --')
  .description('Posts a signed sample signup to the local bridge and shows what became of it in Masivo.')
  .addArgument(new Argument('<source>', 'where the shopper signs up').choices([...profiles.keys()]))
  .option('--store <name>', 'where the source has more than one; or as source/store')
  .addOption(
    new Option('--created <time>', 'when the shopper signed up in the store, such as 2025-01-31T12:00:00Z')
      .argParser(moment)
      .default(new Date(), 'now'),
  )
  .option('--email <address>', "the shopper's e-mail")
  .option('--tag <tag>', 'a tag of the shopper; may be given again', added, [])
  .addOption(
    new Option(
      '--lost',
      'its webhook is lost: only `npm run bridge -- reconcile` finds the shopper',
    ).conflicts('body'),
  )
  .addOption(
    new Option(
      '--body <file>',
      'the body of a webhook that you have captured, or - to have it piped in: sent as an event that happens now',
    ).conflicts(['created', 'email', 'tag']),
  )
  .option('--header <header>', "of the file's webhook, as 'X-Topic: customers/update'", added, [])
  .action(send);
const forms = [...profiles.values()].flatMap(({ forms = {} }) => Object.entries(forms));
for (const [form, { what }] of forms) program.option(`--${form}`, `the signup ${what}`);

// A pipe that closes early (`| head`) has read all it needs.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
});

interface SendOptions extends EventOptions {
  readonly store?: string;
  readonly lost?: true;
}

async function send(source: string, sendOptions: SendOptions): Promise<void> {
  const { store: name } = sendOptions;
  const run = await theRun();
  const { stores, vendorUrls } = await aboutBridge(run);
  const store = chosenStore(stores, source, name);
  const profile = profileOf(source);
  const event = eventToSend(profile, sendOptions, {
    forms: forms.map(([form]) => form),
    store,
    now: systemClock.now(),
  });
  const [secret = ''] = givenSecrets(store, process.env) ?? (await secretsIn(run))[storeKey(store)] ?? [];

  const { [source]: vendorUrl } = vendorUrls;
  if (sendOptions.lost) return lose(profile, event, vendorUrl, run, reconcileCommand(stores, store));
  if (event.held && vendorUrl !== undefined) await putAtVendor(event.held, vendorUrl, run);
  const url = `${run.url}${webhookPath(store)}`;
  const response = await reach(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...event.headers,
      ...profile.sign(event, secret, new Date()),
    },
    body: new Uint8Array(event.body),
  });
  const answer = await response.text();
  show(`POST ${url}\n  ${response.status} ${answer}`);
  if (response.status !== 200)
    throw new StartError(`The bridge did not take the signup.${hint(response.status)}`);

  const delivery = await settled(String(JSON.parse(answer).delivery), run, show);
  show(`delivery\n  ${delivery.outcome}${delivery.reason ? `: ${delivery.reason.text}` : ''}`);
  const customer = event.customer ?? delivery.customer;
  if (customer !== null)
    show(`in Masivo\n${indented(await customerInMasivo({ source, store: store.store, customer }, run))}`);
  if (!['created', 'updated', 'unchanged'].includes(delivery.outcome)) process.exitCode = 1;
}

/** A secret in a variable wins over the made-up one, in `npm start` and here. */
const hint = (status: number) =>
  status === 401
    ? ' It may have another secret: set the variables …_WEBHOOK_SECRET as they were for `npm start`, or unset them.'
    : '';

/** The vendor has the shopper, and tells nobody. */
async function lose(
  { displayName, changesKey }: SourceProfile,
  event: EventToSend,
  vendorUrl: string | undefined,
  run: RunFile,
  findsIt: string,
): Promise<void> {
  const held = event.held === undefined ? changesKey?.held(event) : undefined;
  if (!held || vendorUrl === undefined) {
    throw new StartError(
      `The bridge does not ask ${displayName} for signups of this form: leave out --lost.`,
    );
  }
  await putAtVendor(held, vendorUrl, run);
  show(`${displayName} has the shopper ${event.customer}, and sends no webhook.`);
  show(`  ${findsIt}`);
}

/** The customer is at the vendor before its event tells of it. */
async function putAtVendor(
  held: Readonly<Record<string, unknown>>,
  vendorUrl: string,
  run: RunFile,
): Promise<void> {
  const body = JSON.stringify(held);
  await reach(`${vendorUrl}${heldPath}`, { method: 'PUT', headers: tokenOf(run), body });
}

function added(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function moment(text: string): Date {
  const at = new Date(v.is(v.pipe(v.string(), v.isoTimestamp()), text) ? text : Number.NaN);
  if (!Number.isNaN(at.getTime())) return at;
  throw new InvalidArgumentError('It has to be a time such as 2025-01-31T12:00:00Z.');
}

const show = (text: string) => console.log(visible(text));
const indented = (text: string) => text.replace(/^/gm, '  ');
