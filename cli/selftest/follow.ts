import type { ReasonCode } from '../../lambda/reasons/reason';
import type { DeliverySummary } from '../../operator/core/answers/deliveries';
import type { ToldCall } from '../../operator/core/told-reason';
import type { MadeUpSignup } from './made-up-signup';

/** One step, and how long it took; `ms` is null where it did not end. */
export interface Step {
  readonly step: string;
  readonly ms: number | null;
  readonly how: string;
}

export interface Followed {
  /** Whether a real signup would have been created. */
  readonly passed: boolean;
  readonly delivery: string | null;
  readonly steps: readonly Step[];
  /** What to do where it failed. */
  readonly fix: string | null;
}

export interface FollowDeps {
  readonly url: string;
  readonly signup: MadeUpSignup;
  readonly operator: { readonly show: (id: string) => Promise<DeliverySummary | undefined> };
  readonly waitMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const lookEveryMs = 150;

/** Sends the signup to the webhook endpoint and watches the ledger until its delivery ends. */
export async function follow(deps: FollowDeps): Promise<Followed> {
  const ingress = await sendSignup(deps);
  if (ingress.delivery === null)
    return { passed: false, steps: [ingress.step], delivery: null, fix: ingress.fix };
  const delivery = await ended(ingress.delivery, deps);
  if (!delivery) {
    const step = { step: 'picked up', ms: null, how: `not within ${deps.waitMs / 1000} s` };
    const fix =
      '`doctor` says whether deliveries are paused, the circuit is open or the rate limit is used up; the selftest goes on by itself.';
    return { passed: false, steps: [ingress.step, step], delivery: ingress.delivery, fix };
  }
  const passed = delivery.outcome === 'ignored' && delivery.reason?.code === 'selftest-would-create';
  return {
    passed,
    delivery: delivery.id,
    steps: [ingress.step, ...stepsOf(delivery)],
    fix: passed ? null : fixOf(delivery),
  };
}

type Sent =
  | { readonly delivery: string; readonly step: Step }
  | { readonly delivery: null; readonly step: Step; readonly fix: string };

async function sendSignup({ url, signup, now }: FollowDeps): Promise<Sent> {
  const started = now();
  const took = () => now() - started;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: signup.headers,
      body: new Uint8Array(signup.body),
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const step = { step: 'webhook', ms: took(), how: `HTTP ${response.status} from ${url}` };
    const id = /"delivery":"([0-9a-f]{32})"/.exec(text)?.[1];
    if (response.status === 200 && id) return { step, delivery: id };
    return { step, delivery: null, fix: ingressFix(response.status) };
  } catch {
    const step = { step: 'webhook', ms: null, how: `${url} does not answer` };
    return {
      step,
      delivery: null,
      fix: 'Look at the network; is the environment deployed, its domain pointed here?',
    };
  }
}

function ingressFix(status: number): string {
  if (status === 401)
    return 'The webhook endpoint does not know the secret yet: run the command again in five minutes.';
  if (status === 404) return 'The deployed code has no such store: deploy the config of this folder.';
  if (status === 429) return 'The gateway throttles: ingress.requestsPerSecond in the config.';
  return "Look at receive's log: docs/operate/alarms.md#webhooks-fail.";
}

async function ended(id: string, deps: FollowDeps): Promise<DeliverySummary | undefined> {
  const until = deps.now() + deps.waitMs;
  while (deps.now() < until) {
    const delivery = await deps.operator.show(id);
    if (delivery && delivery.outcome !== 'retry') return delivery;
    await deps.sleep(lookEveryMs);
  }
  return undefined;
}

/** From the ledger: when it was received and picked up, and what the attempt did. */
function stepsOf({ receivedAt, attempts, outcome, reason }: DeliverySummary): Step[] {
  const attempt = attempts.at(-1);
  if (!attempt) return [];
  const calls = attempt.calls.reduce((sum, { ms }) => sum + ms, 0);
  return [
    { step: 'queue', ms: Date.parse(attempt.at) - Date.parse(receivedAt), how: 'until it was picked up' },
    ...attempt.calls.map((call) => ({ step: nameOf(call.call), ms: call.ms, how: howOf(call) })),
    { step: 'the rest', ms: attempt.ms - calls, how: 'read, mapped, planned' },
    { step: 'end', ms: null, how: `${outcome}: ${reason?.text ?? 'no reason'}` },
  ];
}

const nameOf = (call: string) => (call === 'sign-in' ? 'token' : 'Masivo');

function howOf({ call, status, failure }: ToldCall): string {
  if (failure !== undefined) return failure.text;
  if (call === 'sign-in') return 'cached, or obtained by signing in';
  return `${call}: HTTP ${status ?? 'none'}`;
}

const byMapping: readonly string[] = [
  'skipped-by-mapping',
  'mapping-failed',
  'mapping-result-invalid',
] satisfies readonly ReasonCode[];

function fixOf({ id, reason }: DeliverySummary): string {
  if (reason?.code === 'event-not-handled')
    return 'The deployed code knows no selftest yet: deploy this version.';
  const cause = reason?.code === 'selftest-would-not-create' ? reason.params.cause : null;
  if (cause && byMapping.includes(cause.code))
    return 'mapping.ts takes no shopper who has only what the sample has: give it what it reads, `--value NAME=TEXT`.';
  return `\`show ${id}\` explains it; \`doctor\` looks at the rest.`;
}
