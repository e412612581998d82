import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { signedSecrets } from '../../lambda/aws/signed-secrets';
import { systemClock } from '../../lambda/clock';
import type { SourceProfile } from '../../lambda/sources/profile';
import { profileOf, profiles } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { webhookPath } from '../../lambda/webhook-address';
import { linkWith } from '../../operator/console/access/token';
import { visible } from '../../operator/core/text/visible';
import { awsEnvironment } from '../aws/environment';
import { localOptions } from '../options';
import type { RunFile } from '../run-file';
import { answers, runningBridge } from '../running';
import { StartError } from '../start-error';
import { heldPath } from '../vendors/server';
import { givenSecrets } from '../webhook-secrets';
import { AboutBridge, chosenStore } from './chosen-store';
import { type EventOptions, type EventToSend, eventToSend } from './event-to-send';
import { notEnded } from './not-ended';

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
  if (sendOptions.lost) return lose(profile, event, vendorUrl, run);
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

  const delivery = await settled(String(JSON.parse(answer).delivery), run);
  show(`delivery\n  ${delivery.outcome}${delivery.reason ? `: ${delivery.reason.text}` : ''}`);
  const customer = event.customer ?? delivery.customer;
  if (customer !== null) show(`in Masivo\n${indented(await customerInMasivo(customer, run))}`);
  if (!['created', 'updated', 'unchanged'].includes(delivery.outcome)) process.exitCode = 1;
}

/** A secret in a variable wins over the made-up one, in `npm start` and here. */
const hint = (status: number) =>
  status === 401
    ? ' It may have another secret: set the variables …_WEBHOOK_SECRET as they were for `npm start`, or unset them.'
    : '';

/** The vendor has the shopper, and tells nobody. */
async function lose(
  { displayName, changesKey, source }: SourceProfile,
  event: EventToSend,
  vendorUrl: string | undefined,
  run: RunFile,
): Promise<void> {
  const held = event.held === undefined ? changesKey?.held(event) : undefined;
  if (!held || vendorUrl === undefined) {
    throw new StartError(
      `The bridge does not ask ${displayName} for signups of this form: leave out --lost.`,
    );
  }
  await putAtVendor(held, vendorUrl, run);
  show(`${displayName} has the shopper ${event.customer}, and sends no webhook.`);
  show(`  npm run bridge -- reconcile ${source.name}`);
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
const tokenOf = ({ token }: RunFile) => ({ authorization: `Bearer ${token}` });

/** The running bridge: its file has the addresses and what they ask for. @throws StartError */
async function theRun(): Promise<RunFile> {
  const { DATA_DIR, PORT } = process.env;
  const running = await runningBridge(DATA_DIR, PORT);
  switch (running.kind) {
    case 'found':
      return running.run;
    case 'none': {
      const url = `http://127.0.0.1:${localOptions(process.env).port}`;
      throw new StartError(
        (await answers({ url }))
          ? `The bridge at ${url} has another data folder. Set DATA_DIR as it was started with.`
          : startFirst(url),
      );
    }
    case 'several':
      throw new StartError(`${running.why} Set DATA_DIR to the folder of the one that is meant.`);
    default:
      return running satisfies never;
  }
}

const Secrets = v.record(v.string(), v.array(v.string()));

/** What the stores of the running bridge sign with, also after a change by `secrets set`. */
async function secretsIn(run: RunFile): Promise<v.InferOutput<typeof Secrets>> {
  const { readSecret } = signedSecrets({
    environment: awsEnvironment(run.endpoints, run.token),
    now: systemClock.now,
    random: Math.random,
  });
  const text = await readSecret(run.secretIds.webhooks);
  return v.parse(v.pipe(v.string(), v.parseJson(), Secrets), text);
}

/** The running bridge says which stores it has: its settings may be a client's. */
async function aboutBridge(run: RunFile): Promise<v.InferOutput<typeof AboutBridge>['local']> {
  const about = await reach(`${run.consoleUrl}/api/environment`, { headers: tokenOf(run) });
  return v.parse(AboutBridge, await about.json()).local;
}

const Delivery = v.object({
  customer: v.nullable(v.string()),
  outcome: v.string(),
  reason: v.nullable(v.object({ text: v.string() })),
  attemptCount: v.number(),
});
type Delivery = v.InferOutput<typeof Delivery>;

const waitMs = 30_000;

async function settled(id: string, run: RunFile): Promise<Delivery> {
  const url = `${run.consoleUrl}/api/deliveries/${id}`;
  const until = Date.now() + waitMs;
  let shown = '';
  while (Date.now() < until) {
    const response = await reach(url, { headers: tokenOf(run) });
    if (response.status === 200) {
      const delivery = v.parse(Delivery, await response.json());
      if (delivery.outcome !== 'retry') return delivery;
      const line = `  attempt ${delivery.attemptCount}: ${delivery.reason?.text}; it is retried`;
      if (line !== shown) show(line);
      shown = line;
    }
    await systemClock.sleep(200);
  }
  throw new StartError(notEnded(waitMs, linkWith(run.consoleUrl, run.token, `deliveries/${id}`)));
}

const SignIn = v.object({ data: v.string() });
const Total = v.object({ total: v.number(), reward: v.object({ name: v.string() }) });
const Held = v.object({
  data: v.object({
    customer: v.looseObject({}),
    wallet: v.object({ id: v.string(), totals: v.fallback(v.array(Total), []) }),
  }),
});

/** Asks Masivo itself, as any client of its storefront API would. */
async function customerInMasivo(id: string, run: RunFile): Promise<string> {
  const base = run.masivoBaseUrl;
  const credential =
    run.sandboxKey === null ? localOptions(process.env).credential : { apiKey: run.sandboxKey };
  let token = 'token' in credential ? credential.token : '';
  if ('apiKey' in credential) {
    const signIn = await reach(`${base}/auth/authorize`, {
      headers: { 'x-api-key': credential.apiKey },
    });
    if (signIn.status !== 200) return `signing in to Masivo failed: HTTP ${signIn.status}`;
    token = v.parse(SignIn, await signIn.json()).data;
  }
  const response = await reach(`${base}/customers/${id}`, { headers: { authorization: `Bearer ${token}` } });
  if (response.status === 404) return 'no customer (HTTP 404)';
  if (response.status !== 200) return `HTTP ${response.status}`;
  const { customer, wallet } = v.parse(Held, await response.json()).data;
  const points = wallet.totals.map(({ total, reward }) => `${total} ${reward.name}`).join(', ');
  return `${JSON.stringify(customer, null, 2)}\nwallet ${wallet.id} with ${points || 'nothing in it'}`;
}

async function reach(url: string, request?: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch {
    throw new StartError(startFirst(url));
  }
}

const startFirst = (url: string) =>
  `Nothing answers at ${new URL(url).origin}. Start the bridge with \`npm start\` first.`;

const indented = (text: string) => text.replace(/^/gm, '  ');
