import type { Bridge } from '../../local/bridge';
import type { Kept } from './check';
import type { FaultKind } from './faults';

/** One request to the sandbox's control API. */
export type Control = (method: string, path: string, body?: unknown) => Promise<unknown>;

export function masivoControl(bridge: Bridge): Control {
  return async (method, path, body) => {
    const response = await fetch(`${bridge.sandbox?.controlUrl}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json().catch(() => undefined);
  };
}

interface SandboxRecord {
  readonly customers: readonly {
    customer: { id: string; name: string; email: string; metadata?: Record<string, unknown> };
    consent: { purposes: Record<string, boolean> } | null;
    registrations: number;
  }[];
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly misbehaved: Readonly<Record<string, number>>;
}

/** Masivo's own record, in the checker's terms. */
export async function masivoRecord(control: Control) {
  const record = (await control('GET', '/record')) as SandboxRecord;
  const answers = Object.values(record.requests).flatMap((codes) => Object.entries(codes));
  const answered = (status: number) =>
    answers.filter(([code]) => code === String(status)).reduce((sum, [, count]) => sum + count, 0);
  const kept = record.customers.map(
    ({ customer, consent, registrations }): Kept => ({
      id: customer.id,
      name: customer.name,
      email: customer.email,
      registrations,
      emailMarketing: consent ? consent.purposes.email_marketing === true : undefined,
      linked: String(customer.metadata?.linked ?? '')
        .split(' ')
        .filter(Boolean),
    }),
  );
  const late = record.misbehaved['work-late'] ?? 0;
  const faults = new Map<FaultKind, number>([
    ['Masivo 500', answered(500)],
    ['Masivo 503', answered(503)],
    ['Masivo 429', answered(429)],
    ['Masivo 401', answered(401)],
    ['Masivo hangs', record.misbehaved.hang ?? 0],
    ['Masivo closes before', record.misbehaved['close-before'] ?? 0],
    ['Masivo closes after', record.misbehaved['close-after'] ?? 0],
    ['Masivo unreadable', record.misbehaved.garble ?? 0],
    ['Masivo late POST', late],
    ['Masivo late PATCH', late],
  ]);
  return { kept, faults, requests: answers.reduce((sum, [, count]) => sum + count, 0) };
}
