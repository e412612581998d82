import type { SQSRecord } from 'aws-lambda';
import { type BatchDeps, deliverBatch } from '../../../lambda/delivery/batch';
import type { Settings } from '../../../lambda/settings';
import type { Machine } from '../kernel/machine';
import type { ReceivedMessage } from '../models/queue';
import { deliverFunction } from './deployment';
import type { World } from './world';

/** One execution environment of `deliver`. Between two batches Lambda keeps it frozen. */
interface Environment {
  readonly machine: Machine;
  readonly batch: BatchDeps;
  /** It was deployed with. */
  readonly settings: Settings;
  idleSince: number;
}

export interface FunctionSlot {
  isBusy(): boolean;
  /** The process that works on a batch now. */
  working(): Machine | undefined;
  invoke(messages: readonly ReceivedMessage[]): void;
}

// infra/timing.ts
const functionTimeoutMs = 60_000;
// Lambda keeps an idle environment for some minutes.
const longestIdleMs = 15 * 60_000;

/** One of the functions that Lambda runs at a time, with one environment after the other. */
export function functionSlot(place: number, world: World, onIdle: () => void): FunctionSlot {
  const { scheduler, spec, trace, queues, faults } = world;
  const random = world.stream('slot', place);
  let busy = false;
  let environment: Environment | undefined;
  let starts = 0;

  function warm(): Environment {
    if (environment) {
      const idleMs = scheduler.now() - environment.idleSince;
      if (idleMs > longestIdleMs || random.chance(0.05)) environment.machine.kill();
      if (environment.settings !== world.settings) environment.machine.kill();
      if (environment.machine.isDead()) environment = undefined;
    }
    if (!environment) {
      starts += 1;
      const machine = world.boot(`worker-${place + 1}.${starts}`, spec.traits.skewMs[place]);
      const { settings } = world;
      environment = { machine, batch: deliverFunction(machine, world), settings, idleSince: scheduler.now() };
    }
    return environment;
  }

  function invoke(messages: readonly ReceivedMessage[]): void {
    busy = true;
    const current = warm();
    const { machine, batch } = current;
    machine.thaw();
    const startedAt = scheduler.now();
    const frozenBefore = machine.frozenMs();
    // What freezes a machine freezes what watches over it.
    const remainingMs = () =>
      startedAt + functionTimeoutMs + machine.frozenMs() - frozenBefore - scheduler.now();
    let over = false;
    trace.note(machine.name, `receives ${messages.map(({ id, receives }) => `${id}#${receives}`).join(' ')}`);

    function end(ended: readonly ReceivedMessage[]): void {
      if (over) return;
      over = true;
      busy = false;
      current.idleSince = scheduler.now();
      machine.freeze();
      for (const { receiptHandle } of ended) {
        if (faults.effectOn('delete message') === undefined) queues.events.delete(receiptHandle);
      }
      scheduler.after(random.between(1, 50), onIdle);
    }
    function watch(): void {
      if (over) return;
      const left = remainingMs();
      if (left > 0 || machine.isFrozen()) scheduler.after(Math.max(left, 1000), watch);
      else {
        trace.note(machine.name, 'is ended by the timeout of the function');
        machine.kill();
      }
    }
    machine.onDeath(() => end([]));
    scheduler.after(functionTimeoutMs, watch);
    deliverBatch({ Records: messages.map(recordOf) }, remainingMs, batch).then(
      ({ batchItemFailures }) => {
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        end(messages.filter(({ id }) => !failed.has(id)));
      },
      () => end([]),
    );
  }
  return { isBusy: () => busy, working: () => (busy ? environment?.machine : undefined), invoke };
}

function recordOf({ id, body, receiptHandle, receives, sentAt }: ReceivedMessage): SQSRecord {
  return {
    messageId: id,
    receiptHandle,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'simulated',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'simulated',
    awsRegion: 'eu-west-1',
  };
}
