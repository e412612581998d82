import { lateLandingMs } from '../../lambda/retry/retry-times';
import type { Random } from '../chaos/random';
import type { Effect, Fault } from './faults';
import type { Focus } from './focus';
import type { Traits } from './spec';

const minuteMs = 60_000;

const masivoOps = ['create', 'consent', 'change', 'find', 'migrate', 'sign-in'] as const;
const writes = ['masivo create', 'masivo consent', 'masivo change', 'masivo migrate'] as const;
const ledgerOps = [
  'write customer',
  'write customer',
  'write delivery',
  'read customer+delivery',
  'read delivery',
  'read customer',
  'query byOwner',
  'read shared-state',
  'write shared-state',
  'write count',
  'write attempts',
] as const;

/** What goes wrong in a universe: a few things, or many. */
export function misfortunes(lengthMs: number, focus: Focus, random: Random): Fault[] {
  if (random.chance(0.1)) return [];
  const faults: Fault[] = [];
  const count = random.chance(0.6) ? random.between(1, 4) : random.between(4, 14);
  for (let left = count; left > 0; left -= 1)
    faults.push(random.chance(0.5) ? hard(focus, random) : one(random));
  if (random.chance(0.2)) faults.push(outage(lengthMs, random));
  return faults;
}

/** Most calls that matter are the first few of their name. */
const nth = (random: Random) => random.between(0, random.chance(0.6) ? 2 : 12);

/** What makes it hard to know what happened: a death, a loss, a late landing, at the calls that this is about. */
function hard({ calls }: Focus, random: Random): Fault {
  const op = random.pick(calls);
  const kind = random.next();
  const lost = op.startsWith('masivo') ? lateOrLost(random) : ledgerTrouble(random);
  const effect = kind < 0.5 ? lost : kind < 0.9 ? death(random) : trouble(random);
  return { kind: 'call', op, nth: nth(random), effect };
}

function one(random: Random): Fault {
  const call = (op: string, effect: Effect): Fault => ({ kind: 'call', op, nth: nth(random), effect });
  const kind = random.next();
  if (kind < 0.25) return call(random.pick(writes), lateOrLost(random));
  if (kind < 0.4) return call(`masivo ${random.pick(masivoOps)}`, trouble(random));
  if (kind < 0.6) return call(someOp(random), death(random));
  if (kind < 0.68) return call(someOp(random), { do: 'stall', ms: stallMs(random) });
  if (kind < 0.9) return call(random.pick(ledgerOps), ledgerTrouble(random));
  if (kind < 0.94) return call('receive', { do: 'visible-early', ms: random.between(100, 20_000) });
  if (kind < 0.97)
    return call(random.pick(['secret masivo', 'secret email-index']), { do: 'status', status: 500 });
  return call(random.pick(['delay message', 'send dead-letter', 'delete message']), {
    do: 'lost',
    when: random.pick(['before', 'after']),
  });
}

const someOp = (random: Random): string =>
  random.chance(0.5) ? random.pick(writes) : random.chance(0.3) ? 'masivo find' : random.pick(ledgerOps);

function lateOrLost(random: Random): Effect {
  const kind = random.next();
  const lateMs = random.between(100, lateLandingMs - 500);
  if (kind < 0.25) return { do: 'late', ms: lateMs };
  if (kind < 0.45) return { do: 'lost', when: 'after', lateMs };
  if (kind < 0.9) return { do: 'lost', when: random.pick(['before', 'after', 'after']) };
  return { do: 'unreadable' };
}

function trouble(random: Random): Effect {
  const kind = random.next();
  if (kind < 0.2) return { do: 'slow', ms: random.between(500, 9000) };
  if (kind < 0.3)
    return { do: 'status', status: 429, retryAfterMs: random.pick([1000, 30_000, 6 * 3600_000]) };
  if (kind < 0.35) return { do: 'status', status: 404, html: true };
  if (kind < 0.4) return { do: 'lost', when: 'never' };
  return { do: 'status', status: random.pick([500, 503, 401, 403, 408, 422, 400, 409]) };
}

function death(random: Random): Effect {
  const when = random.pick(['before', 'sent', 'landed'] as const);
  const isLate = when === 'sent' && random.chance(0.5);
  return { do: 'die', when, ...(isLate ? { lateMs: random.between(100, lateLandingMs - 2000) } : {}) };
}

const stallMs = (random: Random) =>
  random.chance(0.6) ? random.between(5000, 55_000) : random.between(minuteMs, 10 * minuteMs);

function ledgerTrouble(random: Random): Effect {
  const kind = random.next();
  if (kind < 0.35) return { do: 'lost', when: random.pick(['before', 'after', 'after']) };
  if (kind < 0.5) return { do: 'late', ms: random.between(10, 5000) };
  if (kind < 0.65) return { do: 'throttle', times: random.between(1, 3) };
  if (kind < 0.75) return { do: 'unprocessed' };
  if (kind < 0.85) return { do: 'status', status: 500 };
  return { do: 'slow', ms: random.between(100, 2000) };
}

function outage(lengthMs: number, random: Random): Fault {
  const fromMs = random.between(0, Math.min(lengthMs, 20 * minuteMs));
  const [op, effect] = random.pick<readonly [string, Effect]>([
    ['masivo', { do: 'status', status: 503 }],
    ['masivo', { do: 'lost', when: 'before' }],
    ['masivo', { do: 'status', status: 429, retryAfterMs: 2000 }],
    ['masivo', { do: 'status', status: 401 }],
    ['masivo', { do: 'status', status: 404, html: true }],
    ['put', { do: 'status', status: 500 }],
    ['secret', { do: 'status', status: 500 }],
  ]);
  const toMs = fromMs + random.between(5000, 40 * minuteMs);
  return { kind: 'outage', op, fromMs, toMs, probability: random.pick([1, 0.5, 0.2]), effect };
}

/** Whether the bridge sends consent records with creations, and what the account does with them. */
export function consentAtCreation(random: Random): Pick<Traits['masivo'], 'consentAtCreation'> {
  if (random.chance(0.7)) return {};
  return { consentAtCreation: random.chance(0.8) ? 'taken' : 'ignored' };
}

const readLag = (random: Random): Pick<Traits['masivo'], 'readLagMs' | 'lagsBehindChanges'> => ({
  readLagMs: random.between(500, 5000),
  ...(random.chance(0.3) ? { lagsBehindChanges: true } : {}),
});

/** What kind of world it is. */
export function traitsOf(focus: Focus, random: Random): Traits {
  const workers = random.between(1, 3);
  return {
    workers,
    skewMs: Array.from({ length: workers }, () => (random.chance(0.2) ? random.between(-200, 200) : 0)),
    masivo: {
      ...(random.chance(0.1) ? readLag(random) : { readLagMs: 0 }),
      conflictStatus: random.chance(0.9) ? 409 : random.pick([400, 422]),
      showsMetadata: !random.chance(0.04),
    },
    longestExpiryMs: random.chance(0.1) ? null : random.between(0, 48 * 3600_000),
    longestIndexLagMs: random.chance(0.3) ? random.between(100, 5000) : 50,
    maxCreationsPerHour: random.chance(focus.hasGuard) ? random.between(1, 2) : null,
    perSecond: random.chance(0.15) ? random.between(1, 10) : null,
    times: 'live',
    lastRelease: random.pick(['create', 'migrate', 'drop', null]),
  };
}
