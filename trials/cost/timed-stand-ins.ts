import { sendOverNetwork } from '../../lambda/http/http';
import type { SendHttp } from '../../lambda/http/send-http';
import { directDatabase } from '../../local/aws/direct-dynamodb';
import { createLedgerTable } from '../../local/ledger-table';
import { startMasivoSandbox } from '../../local/masivo/sandbox';
import { VirtualClock } from '../virtual-clock';
import { type LedgerMeter, meteredClient } from './ledger-meter';
import { assumedMs } from './traffic';

/** DynamoDB and Masivo on this machine, on a clock on which their answers take as long as they are assumed to. */
export interface TimedStandIns {
  readonly clock: VirtualClock;
  readonly meter: LedgerMeter;
  readonly masivo: {
    readonly baseUrl: string;
    /** The text of its secret. */
    readonly credential: string;
    readonly send: SendHttp;
  };
  close(): Promise<void>;
}

/** The ledger's, which is there and empty. */
export const tableName = 'ledger';

const apiKey = 'key';

export async function startTimedStandIns(): Promise<TimedStandIns> {
  // How busy this machine is must not count: a slot that passed while the machine did something else costs a write.
  const clock = new VirtualClock(new Date('2026-12-15T10:00:00Z'));
  const sandbox = await startMasivoSandbox({ port: 0, apiKey, now: () => clock.now().getTime() });
  const meter = meteredClient(directDatabase(), tableName);
  await createLedgerTable(meter.bare, tableName);
  async function after<T>(ms: number, work: () => Promise<T>): Promise<T> {
    await clock.sleep(ms);
    return clock.during(work);
  }
  meter.client.middlewareStack.add((next) => (args) => after(assumedMs.ledgerMs, () => next(args)), {
    step: 'initialize',
    priority: 'high',
  });
  const send = sendOverNetwork(clock.now);
  return {
    clock,
    meter,
    masivo: {
      baseUrl: sandbox.baseUrl,
      credential: JSON.stringify({ apiKey }),
      send: (request) => after(assumedMs.masivoMs, () => send(request)),
    },
    async close() {
      meter.destroy();
      await sandbox.close();
    },
  };
}
