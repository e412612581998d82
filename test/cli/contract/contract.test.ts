import { type Compared, compareContract } from '../../../cli/contract/contract';
import { type MasivoSandbox, startMasivoSandbox } from '../../../local/masivo/sandbox';
import { type Asked, deafUrl, listen } from '../../lambda/masivo/server';

let sandbox: MasivoSandbox;
beforeEach(async () => {
  sandbox = await startMasivoSandbox({ port: 0, apiKey: 'fake-key', requestsPerDay: 2500 });
});
afterEach(() => sandbox.close());

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The sandbox behind a server that answers otherwise here and there. */
async function deviating(
  deviate: (asked: Asked, answer: Answer) => Partial<Answer> | undefined,
): Promise<string> {
  const { url } = await listen(async (response, asked) => {
    const headers = ['authorization', 'x-api-key', 'content-type'].flatMap((name) => {
      const value = asked.headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    const { method } = asked;
    const body = method === 'GET' ? {} : { body: asked.body };
    const real = await fetch(new URL(sandbox.baseUrl).origin + asked.path, {
      method,
      headers: Object.fromEntries(headers),
      ...body,
    });
    const answer: Answer = {
      status: real.status,
      headers: new Headers(real.headers),
      body: await real.json(),
    };
    const changed = { ...answer, ...deviate(asked, answer) };
    const kept = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
    for (const name of kept) {
      const value = changed.headers.get(name);
      if (value !== null) response.setHeader(name, value);
    }
    response.writeHead(changed.status, { 'content-type': 'application/json' });
    response.end(typeof changed.body === 'string' ? changed.body : JSON.stringify(changed.body));
  });
  return `${url}/api/storefront/v1`;
}

const id = 'bridge-contract-1';
const email = `${id}@example.com`;
const compareAll = (baseUrl: string, apiKey = 'fake-key') =>
  compareContract({
    baseUrl,
    credential: { kind: 'apiKey', apiKey },
    throwaway: { id, email, at: '2026-11-24T12:00:00.000Z' },
    timeoutMs: 2000,
    now: () => 0,
  });
const compare = async (...account: Parameters<typeof compareAll>) => (await compareAll(...account)).compared;

const differing = (compared: readonly Compared[]) =>
  Object.fromEntries(
    compared
      .filter(({ differences }) => differences.length > 0)
      .map(({ step, differences }) => [step, differences]),
  );

test('the sandbox answers as described, to every step', async () => {
  const compared = await compare(sandbox.baseUrl);
  expect(differing(compared)).toEqual({});
  expect(compared.map(({ step, call, status }) => `${step}: ${call} ${status}`)).toEqual([
    'sign-in: GET /auth/authorize 200',
    'a token that is none: GET /customers/{id} 401',
    'a customer whom nobody knows: GET /customers/{id} 404',
    'a body without an e-mail: POST /customers 400',
    'a new customer: POST /customers 201',
    'the same id again: POST /customers 409',
    'the same e-mail again: POST /customers 409',
    'the customer: GET /customers/{id} 200',
    'a change: PATCH /customers/{id} 200',
    'a consent record: PATCH /customers/{id}/consent 200',
    'a consent with the creation: POST /customers 400',
  ]);
});

test.each(['refused', 'ignored', 'dropped', 'taken'] as const)(
  'tells of an account that a consent with the creation is %s, which is no difference',
  async (terms) => {
    await sandbox.close();
    sandbox = await startMasivoSandbox({
      port: 0,
      apiKey: 'fake-key',
      requestsPerDay: 2500,
      terms: { consentAtCreation: terms },
    });
    const { compared, consentAtCreation } = await compareAll(sandbox.baseUrl);
    const told = { refused: 'refused', ignored: 'ignored', dropped: 'ignored', taken: 'recorded' };
    expect([differing(compared), consentAtCreation]).toEqual([{}, told[terms]]);
  },
);

test('an account that shows the consent with the creation alone is told from one that records it', async () => {
  await sandbox.close();
  sandbox = await startMasivoSandbox({
    port: 0,
    apiKey: 'fake-key',
    requestsPerDay: 2500,
    terms: { consentAtCreation: 'taken' },
  });
  const forgetful = await deviating(({ method }, { status, body }) => {
    if (method !== 'GET' || status !== 200 || !dataOf(body).customer) return undefined;
    return { body: { data: { ...dataOf(body), customer: { ...dataOf(body).customer, consent: null } } } };
  });
  expect((await compareAll(forgetful)).consentAtCreation).toBe('unproven');
});

const isCreation = ({ method, path }: Asked) => method === 'POST' && path.endsWith('/customers');
const dataOf = (body: unknown) => (body as { data: Record<string, Record<string, unknown>> }).data;

test.each<[string, Parameters<typeof deviating>[0], Record<string, string[]>]>([
  [
    'no wallet',
    (asked, { status, body }) =>
      isCreation(asked) && status === 201
        ? { body: { data: { customer: dataOf(body).customer } } }
        : undefined,
    { 'a new customer': ['body/data/wallet is missing'] },
  ],
  [
    'several fields at once',
    ({ method }, { status, body }) => {
      if (method !== 'GET' || status !== 200 || !dataOf(body).customer) return undefined;
      const { gender: _, ...customer } = dataOf(body).customer ?? {};
      return {
        body: { data: { ...dataOf(body), customer: { ...customer, status: 'active', mobile: '555-0100' } } },
      };
    },
    {
      'the customer': [
        'body/data/customer/gender is missing',
        'body/data/customer/mobile is not a known field',
        'body/data/customer/status must be one of ["ACTIVE","INACTIVE"]',
      ],
    },
  ],
  [
    'another status for what exists',
    (_, { status }) => (status === 409 ? { status: 400 } : undefined),
    {
      'the same id again': ['answers 400, and 409 is described'],
      'the same e-mail again': ['answers 400, and 409 is described'],
    },
  ],
  [
    'a status that the description does not have',
    (_, { status }) => (status === 400 ? { status: 422 } : undefined),
    {
      'a body without an e-mail': ['answers 422, and 400 is described', 'the description has no answer 422'],
      'a consent with the creation': [
        'answers 422, and 201 is described',
        'the description has no answer 422',
      ],
    },
  ],
  [
    'another body of errors',
    (_, { status }) =>
      status === 404 ? { body: { message: `${email} is unknown`, statusCode: 404 } } : undefined,
    {
      'a customer whom nobody knows': [
        'body/error is missing',
        'body/details is missing',
        'body/message is not a known field',
        'body/statusCode is not a known field',
      ],
    },
  ],
  [
    'a body that is no JSON',
    ({ path }) => (path.endsWith('/consent') ? { body: '<html>' } : undefined),
    { 'a consent record': ['the body is not JSON'] },
  ],
  [
    'no limits',
    ({ path }) => (path.endsWith('/consent') ? { headers: new Headers() } : undefined),
    {
      'a consent record': ['has no number in X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset'],
    },
  ],
  [
    'metadata that is merged',
    ({ method, path }, { body }) => {
      if (method !== 'PATCH' || path.endsWith('/consent')) return undefined;
      const customer = { ...dataOf(body).customer, metadata: { source: 'contract', store: 'default' } };
      return { body: { data: { ...dataOf(body), customer } } };
    },
    { 'a change': ['body/data/customer/metadata is not what was sent'] },
  ],
])('a Masivo with %s differs', async (_, deviate, expected) => {
  const compared = await compare(await deviating(deviate));
  const sorted = (found: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(found).map(([step, differences]) => [step, [...differences].sort()]);
  expect(sorted(differing(compared))).toEqual(sorted(expected));
  expect(JSON.stringify(compared)).not.toMatch(/@example\.com|555-0100|eyJ/);
});

test('ends where nobody signs in, or nobody is created', async () => {
  expect((await compare(sandbox.baseUrl, 'other-key')).map(({ status }) => status)).toEqual([401]);
  const refusing = await deviating((asked, { status }) =>
    isCreation(asked) && status === 201 ? { status: 500 } : undefined,
  );
  expect((await compare(refusing)).at(-1)?.step).toBe('a new customer');
  expect(differing(await compare(await deafUrl()))).toEqual({ 'sign-in': ['gives no answer'] });
});

test.each([
  ['1000000', 'it looks like PROD'],
  ['2501', 'it looks like PROD'],
  [undefined, 'it may be PROD'],
  ['', 'it may be PROD'],
  ['0', 'it may be PROD'],
  ['-1', 'it may be PROD'],
  ['1e3', 'it may be PROD'],
  ['unlimited', 'it may be PROD'],
])('creates nobody in an account whose limit is %p', async (limit, said) => {
  // Not this machine by its name, so the sandbox does not pass for one.
  const { url, asked } = await listen((response) => {
    response.writeHead(200, limit === undefined ? {} : { 'x-ratelimit-limit': limit });
    response.end('{"data":"a.b.c"}');
  });
  const ended = compare(url.replace('127.0.0.1', 'localhost'));
  await expect(ended).rejects.toMatchObject({ exit: 'unsafe', message: expect.stringContaining(said) });
  expect(asked.map(({ method }) => method)).toEqual(['GET']);
});
