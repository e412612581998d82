import { type Release, readEnvelope } from '../../../lambda/envelope';
import { type Attention, attentions } from '../../../lambda/ledger/customer-item';
import { type CustomerName, ledgerKeys } from '../../../lambda/ledger/table';
import { keyedHash } from '../../../lambda/secrets/keyed-hash';
import { namedSecrets } from '../../../lambda/secrets/named-secrets';
import { storeKey } from '../../../lambda/store-name';
import { type EraseDeps, erase, whomToErase } from '../../../operator/core/erase';
import { type PauseDeps, pause, resume } from '../../../operator/core/pause';
import { release } from '../../../operator/core/release';
import { type ReplayDeps, replay } from '../../../operator/core/replay';
import { sdkDynamoDb, sdkSecrets, sdkSqs } from '../../../operator/core/sdk-calls';
import { shopperFinder } from '../../../operator/core/shopper';
import type { Random } from '../../chaos/random';
import type { Item } from '../models/expressions/values';
import type { Customer } from '../spec';
import { operatedFrom } from './deployment';
import type { World } from './world';

/** An operator with the commands of operator/core. What fails is simply not done. */
export interface Operator {
  pause(store: string): void;
  resume(store: string): void;
  /** The customer's newest delivery, as far as there is a record of one. */
  replay(customer: Customer): void;
  /** Whoever waits for this decision. */
  release(how: Release): void;
  /** By its id, or all whom the ledger knows by this e-mail: until it has come onto the queue. */
  erase(customer: Customer, email: string | null): void;
  /** SQS's move task: each message becomes a new one. */
  redrive(): void;
}

/**
 * Who is not linked may be created by its own next event at any moment, so that neither a drop nor a release without
 * rewards says what is right of it: that it is linked, or created, does.
 */
const decidedBy = (how: Release): readonly Attention[] => {
  if (how === 'link') return ['unlinked'];
  const waiting = attentions.filter((kind) => kind !== 'merged' || how === 'drop');
  return how === 'create' ? waiting : waiting.filter((kind) => kind !== 'unlinked');
};

interface CommandDeps {
  readonly pause: PauseDeps;
  readonly replay: ReplayDeps;
  readonly erase: EraseDeps;
}

const eraseAgainMs = 5 * 60_000;

export function operatorIn(world: World): Operator {
  const { settings, queues, table, trace, witness, spec, scheduler } = world;
  const keys = ledgerKeys(settings.masivo.account);
  const stores = settings.stores.map(storeKey);
  let commands = 0;

  /** Each command is a process of its own. */
  function command(
    what: string,
    act: (deps: CommandDeps) => Promise<unknown>,
    onFailure: () => void = () => {},
  ): void {
    commands += 1;
    const machine = world.boot(`operator-${commands}`);
    const { ledger, queue, secrets } = operatedFrom(machine, world);
    const { account } = settings.masivo;
    const place = { db: sdkDynamoDb(ledger.client), tableName: ledger.tableName, account };
    const readSecret = namedSecrets(sdkSecrets(secrets.client), secrets.ids);
    trace.note(machine.name, what);
    const replayDeps = { place, clock: machine.clock, queue: { sqs: sdkSqs(queue.client), url: queue.url } };
    let over = false;
    const end = (why: string) => {
      if (over) return;
      over = true;
      trace.note(machine.name, `${what} failed: ${why}`);
      onFailure();
    };
    machine.onDeath(() => end('it died'));
    act({
      pause: { ledger: place, stores, beforeChanging: async () => {} },
      replay: replayDeps,
      erase: {
        ...replayDeps,
        findOwners: shopperFinder({ settings, readSecret }, place),
        hash: keyedHash(() => readSecret('email-index')),
        newDeliveryId: () => hexOf(machine.random),
        beforeSending: async () => {},
      },
    }).then(
      () => {
        over = true;
      },
      (error: unknown) => end(error instanceof Error ? error.name : 'unknown'),
    );
  }

  const deliveriesOf = (customer: Customer): readonly Item[] => {
    const owner = keys.customer({ ...customer, customer: customer.id });
    return table
      .items()
      .filter((item) => item.pk?.S?.includes('|delivery|') && item.ownerKey?.S === owner)
      .sort((a, b) => (a.listedAt?.S ?? '').localeCompare(b.listedAt?.S ?? ''));
  };
  const waits = (name: CustomerName, how: Release) => {
    const item = table.items().find(({ pk }) => pk?.S === keys.customer(name));
    return decidedBy(how).some((kind) => item?.outcomeKey?.S === keys.attention(kind));
  };
  const idOf = (item: Item | undefined) => item?.pk?.S?.split('|').at(-1);

  return {
    pause: (store) => command(`pauses ${store}`, (deps) => pause([store], deps.pause)),
    resume: (store) => command(`resumes ${store}`, (deps) => resume([store], deps.pause)),
    replay(customer) {
      const id = idOf(deliveriesOf(customer).at(-1));
      if (id !== undefined) command(`replays ${id.slice(0, 6)}`, (deps) => replay(id, deps.replay));
    },
    release(how) {
      for (const customer of spec.customers) {
        // An operator who decided otherwise before would have to be asked what is meant.
        if (witness.wasReleased(customer.id)) continue;
        const name = { ...customer, customer: customer.id };
        if (!waits(name, how)) continue;
        command(`releases ${customer.id}: ${how}`, async (deps) => {
          // From the moment in which its message may be there.
          const beforeSending = async () => witness.onRelease(customer.id, how);
          await release(name, how, { ...deps.replay, beforeSending });
          witness.onReleased(customer.id, how);
        });
      }
    },
    erase(customer, email) {
      const who = email === null ? { customer: { ...customer, customer: customer.id } } : { email };
      const again = () => void scheduler.after(eraseAgainMs, begin);
      const begin = () =>
        command(
          `erases ${email === null ? customer.id : `whoever has the e-mail of ${customer.id}`}`,
          async (deps) => {
            const subjects = await whomToErase(who, deps.erase);
            await erase(subjects, email, deps.erase);
            for (const subject of subjects) witness.onErasure(subject.customer);
          },
          again,
        );
      begin();
    },
    redrive() {
      const messages = queues.deadLetters.takeAll();
      if (messages.length === 0) return;
      trace.note('operator', `redrives ${messages.map(({ id }) => id).join(' ')}`);
      for (const { body } of messages) {
        const read = readEnvelope(body);
        if (read.kind === 'envelope') witness.onRedriven(read.envelope.id);
        queues.events.send(body);
      }
    },
  };
}

const hexOf = (random: Random): string =>
  Array.from({ length: 32 }, () => random.between(0, 15).toString(16)).join('');
