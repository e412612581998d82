import type { LogFields } from '../../../lambda/log';
import type { Settings } from '../../../lambda/settings';
import type { Random } from '../../chaos/random';
import { type Faults, faultsOf } from '../faults';
import { type Witness, witness } from '../judge/witness';
import { type Machine, machine } from '../kernel/machine';
import { network, type SendCall } from '../kernel/network';
import { type Scheduler, scheduler } from '../kernel/scheduler';
import { streamOf } from '../kernel/seeds';
import { type Trace, trace } from '../kernel/trace';
import { dynamoDbTable, type Table } from '../models/dynamodb-table';
import { type Account, masivoAccount } from '../models/masivo';
import { type MasivoApi, masivoApi } from '../models/masivo-api';
import { accountByStoreIds, accountOfOwners, namedIn } from '../models/own-account';
import { type Queue, type QueueOptions, queue } from '../models/queue';
import type { Queues } from '../models/sqs';
import { settingsOf } from '../settings';
import { type Spec, storyStart } from '../spec';
import { watchedTable } from './watched-table';

/** Everything there is in one universe, besides the processes. */
export interface World {
  readonly spec: Spec;
  /** As they are now: they may change in the middle of the story. */
  readonly settings: Settings;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly faults: Faults;
  readonly send: SendCall;
  readonly table: Table;
  readonly queues: Queues;
  readonly account: Account;
  readonly api: MasivoApi;
  readonly witness: Witness;
  /** Random numbers for a purpose. */
  stream(...purpose: readonly (string | number)[]): Random;
  /** A new process. */
  boot(name: string, skewMs?: number): Machine;
  onLog(name: string, fields: LogFields): void;
  /** Called when a message may have become visible. */
  onQueueChange(act: () => void): void;
}

const apiKey = '00000000-0000-4000-8000-000000000001';
export const secrets = {
  masivo: `{"apiKey":"${apiKey}"}`,
  'email-index': 'simulated-index-secret',
} as const;

const dayMs = 24 * 3600_000;
// infra/timing.ts and infra/queues.ts
const visibilityMs = 7 * 60_000;
const maxReceives = 1000;

export interface WorldOptions {
  readonly keepTrace?: boolean | undefined;
  /** What stands in for chance, where it has no part. */
  readonly random?: Random | undefined;
  /** In the place of the queue's model. */
  readonly eventsQueue?: ((options: QueueOptions) => Queue) | undefined;
  /** What it ends with an error after, as a run without end. */
  readonly mostEvents?: number | undefined;
  /** Stands between the processes and the network. */
  readonly direct?: ((send: SendCall, world: Pick<World, 'scheduler' | 'trace'>) => SendCall) | undefined;
}

export function worldOf(spec: Spec, options: WorldOptions = {}): World {
  const { keepTrace = false, random, direct, eventsQueue = queue, mostEvents } = options;
  const { seed, traits } = spec;
  const stream: World['stream'] = (...purpose) => random ?? streamOf(seed, ...purpose);
  const time = scheduler(storyStart, stream('order'), mostEvents);
  const told = trace(time.now, storyStart, keepTrace);
  const chances = stream('outages');
  const faults = faultsOf(
    spec.faults,
    () => time.now() - storyStart,
    (probability) => chances.chance(probability),
  );
  const lags = stream('lags');
  const settings = settingsOf(traits);
  const inMasivo = masivoAccount(time, traits.masivo);
  const seen = witness({
    now: time.now,
    lateLandingMs: settings.masivo.lateLandingMs,
    customers: spec.customers,
    secret: secrets['email-index'],
    ownIds: traits.ownIds?.ids,
    wasBrought: inMasivo.wasBrought,
    namedAt: (id) => namedIn(id, inMasivo.find(id)?.metadata),
  });
  const table = watchedTable(
    dynamoDbTable({
      now: time.now,
      seed,
      longestExpiryMs: traits.longestExpiryMs,
      longestLagMs: () => lags.between(0, traits.longestIndexLagMs),
    }),
    seen,
  );
  const listeners: (() => void)[] = [];
  const deadLetters = queue({
    name: 'dead',
    scheduler: time,
    random: stream('dead letters'),
    visibilityMs,
    // An alarm tells of them: somebody looks in time.
    retentionMs: null,
    maxReceives: Number.POSITIVE_INFINITY,
    onTooOften: () => {},
    onChange: () => {},
  });
  const events = eventsQueue({
    name: 'message',
    scheduler: time,
    random: stream('events'),
    visibilityMs,
    retentionMs: 14 * dayMs,
    maxReceives,
    onTooOften: ({ body }) => deadLetters.send(body, 'received too often'),
    onChange: () => {
      for (const act of listeners) act();
    },
  });
  return {
    spec,
    get settings() {
      return settingsOf(traits, time.now() - storyStart);
    },
    scheduler: time,
    trace: told,
    faults,
    send: direct ? direct(network(time, told), { scheduler: time, trace: told }) : network(time, told),
    stream,
    table,
    queues: { events, deadLetters },
    account: traits.ownIds ? accountByStoreIds(inMasivo, seen) : inMasivo,
    api: masivoApi(accountOfOwners(inMasivo, seen.onViolation), time, stream('masivo'), apiKey),
    witness: seen,
    boot: (name, skewMs = 0) => machine({ name, scheduler: time, random: stream('machine', name), skewMs }),
    onLog(name, fields) {
      seen.onLog(fields);
      if (fields.event === 'waiting') return;
      const { delivery, outcome, reason, error, event } = fields;
      const words = [event, String(delivery ?? '').slice(0, 6), outcome, error, reason];
      told.note(name, words.filter((word) => word).join(' '));
    },
    onQueueChange: (act) => void listeners.push(act),
  };
}
