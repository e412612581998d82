import type { Bridge } from '../../local/bridge';
import type { FaultKind } from './faults';
import type { Kept } from './kept';

/** One request to the sandbox's control API. */
export type Control = (method: string, path: string, body?: unknown) => Promise<unknown>;

export function masivoControl(bridge: Bridge): Control {
  return async (method, path, body) => {
    const response = await fetch(`${bridge.sandbox?.controlUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${bridge.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json().catch(() => undefined);
  };
}

interface SandboxRecord {
  readonly marketableUnasked: number;
  readonly customers: readonly {
    customer: {
      id: string;
      name: string;
      email: string;
      dob?: string | null;
      metadata?: Record<string, unknown>;
    };
    consent: { purposes: Record<string, boolean> } | null;
    registrations: number;
  }[];
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

type Misbehaved = Readonly<Record<string, Readonly<Record<string, number>>>>;

const sum = (counts: Readonly<Record<string, number>> = {}) =>
  Object.values(counts).reduce((all, count) => all + count, 0);

/** Masivo's own record, in the checker's terms. */
export async function masivoRecord(control: Control) {
  const record = (await control('GET', '/record')) as SandboxRecord;
  const misbehaved = (await control('GET', '/misbehaved')) as Misbehaved;
  const answers = Object.values(record.requests).flatMap((codes) => Object.entries(codes));
  const answered = (status: number) =>
    answers.filter(([code]) => code === String(status)).reduce((all, [, count]) => all + count, 0);
  const kept = record.customers.map(
    ({ customer: { id, name, email, dob = null, metadata = {} }, consent, registrations }): Kept => ({
      id,
      name,
      email,
      dob,
      registrations,
      purposes: consent?.purposes,
      metadata,
    }),
  );
  const late = (call: string) => misbehaved['work-late']?.[call] ?? 0;
  const faults = new Map<FaultKind, number>([
    ['Masivo 500', answered(500)],
    ['Masivo 503', answered(503)],
    ['Masivo 429', answered(429)],
    ['Masivo 401', answered(401)],
    ['Masivo hangs', sum(misbehaved.hang)],
    ['Masivo closes before', sum(misbehaved['close-before'])],
    ['Masivo closes after', sum(misbehaved['close-after'])],
    ['Masivo unreadable', sum(misbehaved.garble)],
    ['Masivo late POST', late('POST /customers')],
    ['Masivo late PATCH', late('PATCH /customers/{id}')],
    ['Masivo late consent', late('PATCH /customers/{id}/consent')],
  ]);
  const requests = answers.reduce((all, [, count]) => all + count, 0);
  return { kept, faults, requests, marketableUnasked: record.marketableUnasked };
}
