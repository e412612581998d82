import type { Faults } from '../../local/aws/faults';
import type { Bridge } from '../../local/bridge';
import type { Rule } from '../../local/masivo/misbehaviour';
import type { FaultKind, ScheduledFault } from './faults';
import type { Random } from './random';

type Service = 'sqs' | 'dynamoDb' | 'secretsManager';
/** The stand-ins' switches, which a bridge is started with. */
export type ServiceFaults = Readonly<Record<Service, Faults>>;

export interface Breakable {
  readonly bridge: Bridge;
  readonly faults: ServiceFaults;
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly random: Random;
}

const post = { method: 'POST', path: '/customers' } as const;
const patch = { method: 'PATCH', path: '/customers/{id}' } as const;

const masivoRules: Partial<Record<FaultKind, Rule>> = {
  'Masivo 500': { do: 'status', status: 500 },
  'Masivo 503': { do: 'status', status: 503 },
  'Masivo 429': { do: 'throttle', retryAfter: 1 },
  'Masivo 401': { do: 'status', status: 401 },
  'Masivo hangs': { do: 'hang' },
  'Masivo closes before': { do: 'close-before' },
  'Masivo closes after': { do: 'close-after' },
  'Masivo late POST': { do: 'work-late', match: post, delayMs: 1500 },
  'Masivo late PATCH': { do: 'work-late', match: patch, delayMs: 1500 },
  'Masivo unreadable': { do: 'garble' },
};

type Broken = { readonly service: Service; readonly how: 'error' | 'hang' | 'close' };
const awsFaults: Partial<Record<FaultKind, Broken>> = {
  'SQS fails': { service: 'sqs', how: 'error' },
  'SQS hangs': { service: 'sqs', how: 'hang' },
  'DynamoDB fails': { service: 'dynamoDb', how: 'error' },
  'DynamoDB hangs': { service: 'dynamoDb', how: 'hang' },
  'DynamoDB closes': { service: 'dynamoDb', how: 'close' },
  'Secrets Manager fails': { service: 'secretsManager', how: 'error' },
  'Secrets Manager hangs': { service: 'secretsManager', how: 'hang' },
};

/** Keeps the faults that are in force, and applies each of them to the running bridge. */
export function breaker({ bridge, faults, control, random }: Breakable) {
  const rules = new Map<ScheduledFault, Rule>();
  const broken = new Map<ScheduledFault, Broken>();
  const counts = new Map<FaultKind, number>();
  const count = (kind: FaultKind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);

  const tellMasivo = () =>
    control('PUT', '/misbehaviour', { seed: random.between(1, 1e9), rules: [...rules.values()] });

  const interceptOf =
    (service: Service): NonNullable<Faults['intercept']> =>
    (operation) => {
      // Polling and deleting is the event source's, which on AWS is not ours to break.
      if (operation === 'ReceiveMessage' || operation === 'DeleteMessageBatch') return undefined;
      for (const [fault, { service: of, how }] of broken) {
        if (of !== service || !random.chance(fault.probability)) continue;
        count(fault.kind);
        return how === 'error' ? { kind: 'error', status: 500 } : { kind: how };
      }
      return undefined;
    };
  for (const service of ['sqs', 'dynamoDb', 'secretsManager'] as const)
    faults[service].intercept = interceptOf(service);

  function kill(kind: 'kill receive' | 'kill deliver'): void {
    const { pid } = kind === 'kill receive' ? bridge.receive : bridge.deliver;
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    count(kind);
  }

  async function begin(fault: ScheduledFault): Promise<void> {
    const { kind, probability } = fault;
    const rule = masivoRules[kind];
    const service = awsFaults[kind];
    if (rule) {
      rules.set(fault, { ...rule, probability });
      await tellMasivo();
    } else if (service) {
      broken.set(fault, service);
      // Without a cold start the functions would not ask Secrets Manager for minutes.
      if (service.service === 'secretsManager') kill('kill receive');
    } else if (kind === 'kill receive' || kind === 'kill deliver') {
      kill(kind);
    } else {
      await control('POST', '/expire-tokens');
      count(kind);
    }
  }

  return {
    begin,
    async end(fault: ScheduledFault): Promise<void> {
      broken.delete(fault);
      if (rules.delete(fault)) await tellMasivo();
    },
    async heal(): Promise<void> {
      rules.clear();
      broken.clear();
      await tellMasivo();
    },
    counts,
  };
}
