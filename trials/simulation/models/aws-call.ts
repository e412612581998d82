import type { Effect, Faults } from '../faults';
import type { Machine } from '../kernel/machine';
import type { SendCall } from '../kernel/network';

/** What a service does with one request. */
export type Served =
  | { readonly kind: 'output'; readonly output: object }
  | { readonly kind: 'error'; readonly error: Error };

export interface AwsCall {
  readonly machine: Machine;
  readonly op: string;
  readonly maxAttempts: number;
  readonly serve: () => Served;
  /** Instead of serving, where DynamoDB hands keys back unread. */
  readonly unread?: (() => object) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface AwsDeps {
  readonly faults: Faults;
  readonly send: SendCall;
}

// lambda/aws/client-timeouts.ts: what takes longer is tried again.
const requestTimeoutMs = 3000;
// lambda/aws/signed-call.ts: after a freeze nothing is sent again.
const longestCallMs = 15_000;
// The SDK's standard retry mode: full jitter under a ceiling that doubles.
const firstDelayMs = { throttled: 500, failed: 100 };
const longestDelayMs = 20_000;

/**
 * One command as an AWS client sends it: tried again with the same payload after a timeout, a lost connection, a server's
 * error or throttling. test/trials/simulation/sdk-retries.test.ts compares this with the SDK's own client.
 */
export async function awsCall(call: AwsCall, { faults, send }: AwsDeps): Promise<object> {
  const { machine, op, maxAttempts, serve, unread, signal } = call;
  const { random, clock } = machine;
  const startedAt = clock.now().getTime();
  const effect = faults.effectOn(op);
  for (let attempt = 1; ; attempt += 1) {
    const own = effectOfTry(effect, attempt, faults, op);
    const arrived = await send<Served>({
      machine,
      label: op,
      effect: own,
      latency: latencyOf(machine, own),
      timeoutMs: requestTimeoutMs,
      work: () => served(own, serve, unread),
      told: toldOf,
    });
    const error = errorOf(arrived.kind === 'lost' ? lostError(arrived.why) : arrived.value);
    if (!error && arrived.kind === 'answer' && arrived.value.kind === 'output') return arrived.value.output;
    if (!error) throw new Error('unreachable');
    const hope = retryOf(error);
    if (hope === 'none' || attempt >= maxAttempts) throw error;
    const ceiling = Math.min(longestDelayMs, firstDelayMs[hope] * 2 ** (attempt - 1));
    await clock.sleep(random.next() * ceiling, signal);
    if (signal?.aborted || clock.now().getTime() - startedAt > longestCallMs) throw error;
  }
}

/** What befalls a call befalls its first try, throttling its first few; an outage draws anew. */
function effectOfTry(effect: Effect | undefined, attempt: number, faults: Faults, op: string) {
  if (attempt === 1) return effect;
  if (effect?.do === 'throttle') return attempt <= effect.times ? effect : undefined;
  return faults.effectOn(`${op} again`);
}

function latencyOf({ random }: Machine, effect: Effect | undefined): readonly [number, number] {
  const slow = effect?.do === 'slow' ? effect.ms : 0;
  const one = () => random.between(1, random.chance(0.05) ? 100 : 6);
  return random.chance(0.5) ? [one() + slow, one()] : [one(), one() + slow];
}

function served(effect: Effect | undefined, serve: () => Served, unread?: () => object): Served {
  switch (effect?.do) {
    case 'throttle':
      return { kind: 'error', error: serviceError('ProvisionedThroughputExceededException', 400) };
    case 'status':
      return { kind: 'error', error: serviceError('InternalServerError', effect.status) };
    case 'unprocessed':
      return unread ? { kind: 'output', output: unread() } : serve();
    default:
      return serve();
  }
}

const toldOf = (value: Served) => (value.kind === 'output' ? 'ok' : value.error.name);
const errorOf = (value: Served | Error) =>
  value instanceof Error ? value : value.kind === 'error' ? value.error : undefined;

function serviceError(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error('a modelled failure'), { name, $metadata: { httpStatusCode } });
}

function lostError(why: string): Error {
  const error = new Error('a modelled failure');
  return why === 'timeout'
    ? Object.assign(error, { name: 'TimeoutError' })
    : Object.assign(error, { code: why });
}

function retryOf(error: Error & { code?: unknown; $metadata?: { httpStatusCode?: number } }) {
  if (error.name === 'ProvisionedThroughputExceededException') return 'throttled';
  const status = error.$metadata?.httpStatusCode ?? 0;
  const isFailure = error.name === 'TimeoutError' || error.code !== undefined || status >= 500;
  return isFailure ? 'failed' : 'none';
}
