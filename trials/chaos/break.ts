import type { Faults } from '../../local/aws/faults';
import type { Rule } from '../../local/masivo/misbehaviour';
import { type FaultKind, isPeoples, isReconcileKind, type ScheduledFault } from './faults';
import type { People } from './people';
import { isProcessKind, type Processes } from './processes';
import type { Random } from './random';
import type { Reconciler } from './reconciler';
import type { Subscriptions } from './store-apis';

type Service = 'sqs' | 'dynamoDb' | 'secretsManager';
/** The stand-ins' switches, which a bridge is started with. */
export type ServiceFaults = Readonly<Record<Service, Faults>>;

export interface Breakable {
  readonly processes: Processes;
  readonly people: People;
  readonly subscriptions: Pick<Subscriptions, 'removeNext'> | undefined;
  readonly reconciler: Pick<Reconciler, 'arm' | 'onCall' | 'heal'> | undefined;
  readonly faults: ServiceFaults;
  readonly control: (method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly random: Random;
  readonly count: (kind: FaultKind, times?: number) => void;
}

const post = { method: 'POST', path: '/customers' } as const;
const patch = { method: 'PATCH', path: '/customers/{id}' } as const;
const consent = { method: 'PATCH', path: '/customers/{id}/consent' } as const;

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
  'Masivo late consent': { do: 'work-late', match: consent, delayMs: 1500 },
  'Masivo unreadable': { do: 'garble' },
};

const slowestMs = 2000;

type Broken = { readonly service: Service; readonly how: 'error' | 'hang' | 'close' | 'slow' };
const awsFaults: Partial<Record<FaultKind, Broken>> = {
  'SQS fails': { service: 'sqs', how: 'error' },
  'SQS hangs': { service: 'sqs', how: 'hang' },
  'DynamoDB fails': { service: 'dynamoDb', how: 'error' },
  'DynamoDB hangs': { service: 'dynamoDb', how: 'hang' },
  'DynamoDB closes': { service: 'dynamoDb', how: 'close' },
  'DynamoDB is slow': { service: 'dynamoDb', how: 'slow' },
  'Secrets Manager fails': { service: 'secretsManager', how: 'error' },
  'Secrets Manager hangs': { service: 'secretsManager', how: 'hang' },
};

/** Keeps the faults that are in force, and applies each of them to the running bridge. */
export function breaker(breakable: Breakable) {
  const { processes, people, subscriptions, reconciler, faults, control, random, count } = breakable;
  const rules = new Map<ScheduledFault, Rule>();
  const broken = new Map<ScheduledFault, Broken>();

  const tellMasivo = () =>
    control('PUT', '/misbehaviour', { seed: random.between(1, 1e9), rules: [...rules.values()] });

  const interceptOf =
    (service: Service): NonNullable<Faults['intercept']> =>
    (operation, caller) => {
      const fatal = reconciler?.onCall(operation, caller);
      if (fatal) return fatal;
      // Polling and deleting is the event source's, which on AWS is not ours to break.
      if (operation === 'ReceiveMessage' || operation === 'DeleteMessageBatch') return undefined;
      for (const [fault, { service: of, how }] of broken) {
        if (of !== service || !random.chance(fault.probability)) continue;
        count(fault.kind);
        if (how === 'error') return { kind: 'error', status: 500 };
        return how === 'slow' ? { kind: 'slow', ms: random.between(0, slowestMs) } : { kind: how };
      }
      return undefined;
    };
  for (const service of ['sqs', 'dynamoDb', 'secretsManager'] as const)
    faults[service].intercept = interceptOf(service);

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
      if (service.service === 'secretsManager') processes.disturb('kill receive');
    } else if (isProcessKind(kind)) {
      processes.disturb(kind);
    } else if (kind === 'subscriptions removed') {
      subscriptions?.removeNext();
      count(kind);
    } else if (isReconcileKind(kind)) {
      reconciler?.arm(kind);
    } else if (isPeoples(kind)) {
      people.begin(kind);
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
      await processes.heal();
      rules.clear();
      broken.clear();
      await tellMasivo();
      // What it dies of is left; all else would only keep it from coming so far.
      await reconciler?.heal();
      await people.ended();
    },
  };
}
