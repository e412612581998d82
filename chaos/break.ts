import type { Faults } from '../local/aws/faults';
import type { Bridge } from '../local/bridge';
import type { Rule } from '../local/masivo/misbehaviour';
import type { FaultKind, ScheduledFault } from './faults';
import type { Random } from './random';

export interface Breakable {
  readonly bridge: Bridge;
  /** The stand-ins' switches, which the bridge was started with. */
  readonly faults: { readonly sqs: Faults; readonly dynamoDb: Faults; readonly secretsManager: Faults };
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

/** Keeps the faults that are in force, and applies each of them to the running bridge. */
export function breaker({ bridge, faults, control, random }: Breakable) {
  const rules = new Map<ScheduledFault, Rule>();
  const counts = new Map<FaultKind, number>();
  const count = (kind: FaultKind) => counts.set(kind, (counts.get(kind) ?? 0) + 1);

  const tellMasivo = () =>
    control('PUT', '/misbehaviour', { seed: random.between(1, 1e9), rules: [...rules.values()] });

  function intercept(fault: ScheduledFault, how: 'error' | 'hang' | 'close'): Faults['intercept'] {
    return (operation) => {
      // Polling and deleting is the event source's, which on AWS is not ours to break.
      if (operation === 'ReceiveMessage' || operation === 'DeleteMessageBatch') return undefined;
      if (!random.chance(fault.probability)) return undefined;
      count(fault.kind);
      return how === 'error' ? { kind: 'error', status: 500 } : { kind: how };
    };
  }

  function kill(kind: FaultKind, pid: number | undefined): void {
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    count(kind);
  }

  async function begin(fault: ScheduledFault): Promise<void> {
    const rule = masivoRules[fault.kind];
    if (rule) {
      rules.set(fault, { ...rule, probability: fault.probability });
      await tellMasivo();
      return;
    }
    switch (fault.kind) {
      case 'kill receive':
        return kill(fault.kind, bridge.receive.pid);
      case 'kill deliver':
        return kill(fault.kind, bridge.deliver.pid);
      case 'tokens expire':
        await control('POST', '/expire-tokens');
        count(fault.kind);
        return;
      case 'SQS fails':
        faults.sqs.intercept = intercept(fault, 'error');
        return;
      case 'SQS hangs':
        faults.sqs.intercept = intercept(fault, 'hang');
        return;
      case 'DynamoDB fails':
        faults.dynamoDb.intercept = intercept(fault, 'error');
        return;
      case 'DynamoDB closes':
        faults.dynamoDb.intercept = intercept(fault, 'close');
        return;
      case 'Secrets Manager fails':
        faults.secretsManager.intercept = intercept(fault, 'error');
        // Without a cold start the functions would not ask Secrets Manager for minutes.
        kill('kill receive', bridge.receive.pid);
        return;
      default:
        throw new Error(`Nobody knows how to break ${fault.kind}`);
    }
  }

  async function end(fault: ScheduledFault): Promise<void> {
    if (rules.delete(fault)) await tellMasivo();
    else if (fault.kind.startsWith('SQS')) delete faults.sqs.intercept;
    else if (fault.kind.startsWith('DynamoDB')) delete faults.dynamoDb.intercept;
    else if (fault.kind.startsWith('Secrets')) delete faults.secretsManager.intercept;
  }

  return {
    begin,
    end,
    async heal(): Promise<void> {
      rules.clear();
      for (const each of Object.values(faults)) delete each.intercept;
      await tellMasivo();
    },
    counts,
  };
}
