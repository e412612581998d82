import { checker, operations, type Read } from './openapi-checks';

const KINDS = [
  'status',
  'throttle',
  'hang',
  'close-before',
  'close-after',
  'work-late',
  'latency',
  'garble',
  'register-again',
] as const;

/** The ways to misbehave; README.md says what each does. */
export type Kind = (typeof KINDS)[number];

/** When to misbehave and how. */
export interface Rule {
  do: Kind;
  match?: { method?: string; path?: string };
  probability?: number;
  times?: number;
  status?: number;
  retryAfter?: number;
  delayMs?: number;
}

/** The rules in force; none means good behaviour. */
export interface Plan {
  seed?: number;
  rules?: Rule[];
}

const checkShape = checker<Plan>({
  type: 'object',
  additionalProperties: false,
  properties: {
    seed: { type: 'integer' },
    rules: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['do'],
        properties: {
          do: { enum: KINDS },
          match: {
            type: 'object',
            additionalProperties: false,
            properties: { method: { enum: ['GET', 'POST', 'PATCH'] }, path: { type: 'string' } },
          },
          probability: { type: 'number', minimum: 0, maximum: 1 },
          times: { type: 'integer', minimum: 1 },
          // Below 200 an HTTP answer is not final.
          status: { type: 'integer', minimum: 200, maximum: 599 },
          retryAfter: { type: 'integer', minimum: 0 },
          delayMs: { type: 'integer', minimum: 0, maximum: 600_000 },
        },
      },
    },
  },
});

/** Reads a plan. A path the API does not have is an error: such a rule would silently never fire. */
export function readPlan(value: unknown): Read<Plan> {
  const read = checkShape(value, 'body');
  if (!read.ok) return read;
  for (const [index, { match }] of (read.value.rules ?? []).entries()) {
    const path = match?.path;
    if (path !== undefined && !operations.some((operation) => isInstance(path, operation.path))) {
      return { ok: false, reason: `body/rules/${index}/match/path is no path of openapi.json` };
    }
  }
  return read;
}

function isInstance(path: string, template: string): boolean {
  const parts = template.split('/');
  const given = path.split('/');
  return parts.length === given.length && parts.every((part, i) => part === given[i] || part.startsWith('{'));
}

/** Decides, request by request, whether to misbehave. The same seed and requests give the same run. */
export class Misbehaviour {
  #plan: Plan = {};
  #rules: { rule: Rule; left: number }[] = [];
  #random = seededRandom(1);
  #byCall = new Map<Kind, Map<string, number>>();

  /** The plan as it was put. */
  get plan(): Plan {
    return this.#plan;
  }

  /** How often each kind was exercised since the last reset. */
  get counts(): Record<string, number> {
    const sum = (calls: Map<string, number>) => [...calls.values()].reduce((all, count) => all + count, 0);
    return Object.fromEntries([...this.#byCall].map(([kind, calls]) => [kind, sum(calls)]));
  }

  /** The same by call: `{"work-late": {"POST /customers": 1}}`. */
  get countsByCall(): Record<string, Record<string, number>> {
    return Object.fromEntries([...this.#byCall].map(([kind, calls]) => [kind, Object.fromEntries(calls)]));
  }

  /** Replaces the whole plan and starts its random numbers anew. */
  replace(plan: Plan): void {
    this.#plan = plan;
    this.#rules = (plan.rules ?? []).map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }));
    this.#random = seededRandom(plan.seed ?? 1);
  }

  /** Behaves again and forgets the counts. */
  reset(): void {
    this.replace({});
    this.#byCall = new Map();
  }

  /** The first rule that fits, is not spent and is drawn; it counts as exercised. */
  pick(method: string, template: string, path: string): Rule | undefined {
    const picked = this.#rules.find(({ rule, left }) => {
      const { match } = rule;
      if (left === 0 || (match?.method ?? method) !== method) return false;
      if (match?.path !== undefined && match.path !== template && match.path !== path) return false;
      return this.#random() < (rule.probability ?? 1);
    });
    if (!picked) return undefined;
    picked.left -= 1;
    const calls = this.#byCall.get(picked.rule.do) ?? new Map<string, number>();
    const call = `${method} ${template}`;
    this.#byCall.set(picked.rule.do, calls.set(call, (calls.get(call) ?? 0) + 1));
    return picked.rule;
  }
}

/** mulberry32: small, and good enough to spread faults. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
