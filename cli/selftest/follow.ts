import type { Attempt } from '../../lambda/ledger/delivery-record';
import type { DeliverySummary, Operator } from '../../operator/core/operator';
import type { MadeUpSignup } from './made-up-signup';

/** One part of the way, and how long it took; `ms` is null where it did not come to its end. */
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
  /** What to do where it did not pass. */
  readonly mend: string | null;
}

export interface FollowDeps {
  readonly url: string;
  readonly signup: MadeUpSignup;
  readonly operator: Pick<Operator, 'show'>;
  readonly patienceMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const lookEveryMs = 150;

/** Sends the signup to the door and watches the ledger until its delivery ends. */
export async function follow(deps: FollowDeps): Promise<Followed> {
  const door = await atTheDoor(deps);
  if (door.delivery === null) return { passed: false, steps: [door.step], delivery: null, mend: door.mend };
  const delivery = await ended(door.delivery, deps);
  if (!delivery) {
    const step = { step: 'picked up', ms: null, how: `not within ${deps.patienceMs / 1000} s` };
    const mend =
      '`doctor` says whether deliveries are paused, blocked or too many; the selftest goes on by itself.';
    return { passed: false, steps: [door.step, step], delivery: door.delivery, mend };
  }
  const passed =
    delivery.outcome === 'ignored' && /^selftest: would send (?!nothing)/.test(delivery.reason ?? '');
  return {
    passed,
    delivery: delivery.id,
    steps: [door.step, ...stepsOf(delivery)],
    mend: passed ? null : mendOf(delivery),
  };
}

type Door =
  | { readonly delivery: string; readonly step: Step }
  | { readonly delivery: null; readonly step: Step; readonly mend: string };

async function atTheDoor({ url, signup, now }: FollowDeps): Promise<Door> {
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
    const step = { step: 'door', ms: took(), how: `HTTP ${response.status} from ${url}` };
    const id = /"delivery":"([0-9a-f]{32})"/.exec(text)?.[1];
    if (response.status === 200 && id) return { step, delivery: id };
    return { step, delivery: null, mend: doorMend(response.status) };
  } catch {
    const step = { step: 'door', ms: null, how: `${url} does not answer` };
    return {
      step,
      delivery: null,
      mend: 'Look at the network; is the environment deployed, its domain pointed here?',
    };
  }
}

function doorMend(status: number): string {
  if (status === 401) return 'The door does not know the secret yet: give the command again in five minutes.';
  if (status === 404) return 'The deployed code has no such store: deploy the config of this folder.';
  if (status === 429) return 'The gateway holds requests back: door.requestsPerSecond in the config.';
  return 'Look at receive\'s log: docs/operate.md, "receive-fails".';
}

async function ended(id: string, deps: FollowDeps): Promise<DeliverySummary | undefined> {
  const until = deps.now() + deps.patienceMs;
  while (deps.now() < until) {
    const delivery = await deps.operator.show(id);
    if (delivery && delivery.outcome !== 'retry') return delivery;
    await deps.sleep(lookEveryMs);
  }
  return undefined;
}

/** From the ledger: when it was taken in and picked up, and what the attempt did. */
function stepsOf({ receivedAt, attempts, outcome, reason }: DeliverySummary): Step[] {
  const attempt = attempts.at(-1);
  if (!attempt) return [];
  const calls = attempt.calls.reduce((sum, { ms }) => sum + ms, 0);
  return [
    { step: 'queue', ms: Date.parse(attempt.at) - Date.parse(receivedAt), how: 'until it was picked up' },
    ...attempt.calls.map((call) => ({ step: nameOf(call.call), ms: call.ms, how: howOf(call) })),
    { step: 'the rest', ms: attempt.ms - calls, how: 'read, mapped, planned' },
    { step: 'end', ms: null, how: `${outcome}: ${reason ?? 'no reason'}` },
  ];
}

const nameOf = (call: string) => (call === 'sign-in' ? 'token' : 'Masivo');

function howOf({ call, status, failure }: Attempt['calls'][number]): string {
  if (failure !== undefined) return failure;
  if (call === 'sign-in') return 'at hand, or signed in for';
  return `${call}: HTTP ${status ?? 'none'}`;
}

function mendOf({ id, reason }: DeliverySummary): string {
  return /is not one the bridge handles$/.test(reason ?? '')
    ? 'The deployed code knows no selftest yet: deploy this version.'
    : `\`show ${id}\` explains it; \`doctor\` looks at the rest.`;
}
