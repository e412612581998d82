import type { HttpAnswer, SendHttp } from '../../../lambda/http/send-http';
import { networkFailure } from '../../../lambda/retry/retry-policy';
import type { Effect, Faults } from '../faults';
import type { Machine } from '../kernel/machine';
import type { SendCall } from '../kernel/network';
import type { MasivoAnswer, MasivoApi } from './masivo-api';

export interface MasivoHttpDeps {
  readonly api: MasivoApi;
  readonly faults: Faults;
  readonly send: SendCall;
  /** Told before each request leaves: what it is, and whom it is about. */
  readonly onSending: (op: string, ids: readonly string[], named: string | undefined) => void;
}

/** Masivo as one process reaches it: in the place of lambda/http/http.ts. */
export function masivoHttp(machine: Machine, { api, faults, send, onSending }: MasivoHttpDeps): SendHttp {
  return async (request) => {
    if (request.signal?.aborted) return { kind: 'unsent', why: { code: 'cancelled' } };
    if (request.timeoutMs <= 0) return { kind: 'unsent', why: { code: 'no-time-left' } };
    const { op, ids, named, work } = api.prepare(request);
    const effect = faults.effectOn(op);
    if (!machine.isDead()) onSending(op, ids, named);
    const arrived = await send<MasivoAnswer>({
      machine,
      label: [op, ...ids].join(' '),
      effect,
      latency: latencyOf(machine, effect),
      timeoutMs: request.timeoutMs,
      work: () => answered(effect, work),
      told: ({ status }) => String(status),
    });
    return arrived.kind === 'answer' ? httpAnswer(arrived.value) : networkFailure(arrived.why);
  };
}

function answered(effect: Effect | undefined, work: () => MasivoAnswer): MasivoAnswer {
  switch (effect?.do) {
    case 'status': {
      const { status, html, retryAfterMs } = effect;
      const body = html ? '<html>no such page</html>' : '{"error":"modelled","details":"a fault"}';
      return { status, body, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
    case 'unreadable': {
      const answer = work();
      return answer.status < 300 ? { ...answer, body: '{"da' } : answer;
    }
    default:
      return work();
  }
}

function httpAnswer({ status, body, retryAfterMs }: MasivoAnswer): HttpAnswer {
  return { kind: 'answer', status, text: body, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function latencyOf({ random }: Machine, effect: Effect | undefined): readonly [number, number] {
  const slow = effect?.do === 'slow' ? effect.ms : 0;
  const one = () => random.between(4, random.chance(0.05) ? 2000 : 150);
  return random.chance(0.5) ? [one() + slow, one()] : [one(), one() + slow];
}
