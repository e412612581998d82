import * as v from 'valibot';
import type { HttpRequest } from '../../../lambda/http/send-http';
import { ConsentRecord } from '../../../lambda/masivo/consent';
import { CustomerChanges, NewCustomer } from '../../../lambda/masivo/customer';
import type { Random } from '../../chaos/random';
import type { Scheduler } from '../kernel/scheduler';
import type { Account, Entry } from './masivo';
import { namedIn } from './own-account';

export interface MasivoAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfterMs?: number;
}

export interface PreparedRequest {
  readonly op: string;
  /** Whom it is about. */
  readonly ids: readonly string[];
  /** The customer whom the metadata that is sent names, by the ID in the store. */
  readonly named?: string | undefined;
  readonly work: () => MasivoAnswer;
}

/** The storefront API over an account. */
export interface MasivoApi {
  prepare(request: HttpRequest): PreparedRequest;
  /** Every token that was given out so far is refused from now on. */
  expireTokens(): void;
}

const Json = v.pipe(v.string(), v.parseJson());
const Creation = v.pipe(
  Json,
  v.strictObject({ ...NewCustomer.entries, consent: v.exactOptional(ConsentRecord) }),
);
const Changes = v.pipe(Json, CustomerChanges);
const Consent = v.pipe(Json, v.object({ consent: ConsentRecord }));
const Migrated = v.object({
  ...v.pick(NewCustomer, ['id', 'name', 'email']).entries,
  gender: v.exactOptional(v.string()),
  dob: v.exactOptional(v.string()),
});
const Migration = v.pipe(Json, v.object({ customers: v.array(Migrated) }));

const tokenLifeMs = 3600_000;
// Guide "migrate-customers": they show after "seconds to minutes".
const migrationMs = { least: 2000, usual: 120_000, most: 9 * 60_000 };

const failure = (status: number, error: string): MasivoAnswer => ({
  status,
  body: JSON.stringify({ error, details: 'modelled' }),
});
const ok = (status: number, data: unknown): MasivoAnswer => ({ status, body: JSON.stringify({ data }) });

export function masivoApi(account: Account, scheduler: Scheduler, random: Random, apiKey: string): MasivoApi {
  const { traits } = account;
  let tokens = new Map<string, number>();

  function issue(): string {
    const expiresAt = scheduler.now() + tokenLifeMs;
    const claims = Buffer.from(JSON.stringify({ exp: expiresAt / 1000, n: tokens.size })).toString(
      'base64url',
    );
    const token = `simulated.${claims}.${random.between(1, 1e9)}`;
    tokens.set(token, expiresAt);
    return token;
  }
  const isSignedIn = ({ headers }: HttpRequest) =>
    (tokens.get((headers.authorization ?? '').replace('Bearer ', '')) ?? 0) > scheduler.now();

  const shown = (status: number, entry: Entry | undefined): MasivoAnswer => {
    if (!entry) return failure(404, 'not_found');
    const { purposes, from: _, consent, metadata, ...customer } = entry;
    const more = {
      ...(traits.showsMetadata ? { metadata } : {}),
      ...(traits.consentAtCreation === 'taken' ? { consent: purposes && { ...consent, purposes } } : {}),
    };
    return ok(status, { customer: { ...customer, ...more }, wallet: { id: `wallet-${entry.id}` } });
  };
  const lag = () => (traits.readLagMs > 0 && random.chance(0.5) ? random.between(0, traits.readLagMs) : 0);

  function create(body: string): MasivoAnswer {
    const { consent, ...customer } = v.parse(Creation, body);
    const created = account.create(customer, traits.consentAtCreation === 'taken' ? consent : undefined);
    return 'created' in created
      ? shown(201, created.created)
      : failure(traits.conflictStatus, `${created.taken}_taken`);
  }

  function route({ method, url, body = '', headers }: HttpRequest): PreparedRequest {
    const [, id = '', more] = /\/customers(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(url) ?? [];
    if (url.endsWith('/auth/authorize')) {
      const isKnown = headers['x-api-key'] === apiKey;
      return {
        op: 'masivo sign-in',
        ids: [],
        work: () => (isKnown ? ok(200, issue()) : failure(401, 'unauthorized')),
      };
    }
    if (method === 'POST' && id === 'migrate') {
      const { customers } = v.parse(Migration, body);
      const work = () => {
        const most = random.chance(0.1) ? migrationMs.most : migrationMs.usual;
        account.migrate(customers, random.between(migrationMs.least, most));
        return { status: 202, body: '' };
      };
      return { op: 'masivo migrate', ids: customers.map((customer) => customer.id), work };
    }
    if (method === 'POST') {
      const { id: created, metadata } = v.parse(Creation, body);
      return {
        op: 'masivo create',
        ids: [created],
        named: namedIn(created, metadata),
        work: () => create(body),
      };
    }
    if (method === 'GET') {
      return { op: 'masivo find', ids: [id], work: () => shown(200, account.find(id, lag())) };
    }
    if (more === 'consent') {
      const { consent } = v.parse(Consent, body);
      const work = () =>
        account.recordConsent(id, consent.purposes, consent)
          ? ok(200, { consent })
          : failure(404, 'not_found');
      return { op: 'masivo consent', ids: [id], work };
    }
    return {
      op: 'masivo change',
      ids: [id],
      named: namedIn(id, v.parse(Changes, body).metadata),
      work: () => shown(200, account.change(id, v.parse(Changes, body))),
    };
  }

  return {
    prepare(request) {
      const { work, ...about } = route(request);
      const needsToken = about.op !== 'masivo sign-in';
      return {
        ...about,
        work: () => (needsToken && !isSignedIn(request) ? failure(401, 'unauthorized') : work()),
      };
    },
    expireTokens() {
      tokens = new Map();
    },
  };
}
