import { at, authorize, newCustomer, type Request, startClient } from './support';

describe('signing in', () => {
  test.each([
    ['no key', {}],
    ['a wrong key', { 'x-api-key': 'fake-api-key-2' }],
  ])('%s is a 401', async (_, headers) => {
    const { api } = await startClient();
    const answer = await api('GET', '/auth/authorize', { headers, token: null });
    expect(answer.status).toBe(401);
  });

  test('a token is a JWT that says when it expires, and is refused from then on', async () => {
    let now = Date.parse('2026-11-07T12:00:00Z');
    const { api, sandbox } = await startClient({ now: () => now, tokenLifetimeSeconds: 60 });
    const token = await authorize(sandbox);
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(at(claims, 'exp')).toBe(now / 1000 + 60);
    now += 59_999;
    expect((await api('GET', '/tiers', { token })).status).toBe(200);
    now += 1;
    expect((await api('GET', '/tiers', { token })).status).toBe(401);
  });

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forever = encode({ exp: 9_999_999_999 });
  test.each<[string, (token: string) => Request]>([
    ['no header', () => ({ token: null })],
    ['no token', () => ({ token: '' })],
    ['another scheme', (token) => ({ token: null, headers: { authorization: `Basic ${token}` } })],
    ['an unsigned token', () => ({ token: `${encode({ alg: 'none', typ: 'JWT' })}.${forever}.x` })],
    [
      'a longer life under the old signature',
      (token) => ({ token: token.replace(/\..+\./, `.${forever}.`) }),
    ],
    ['half a signature', (token) => ({ token: token.slice(0, -20) })],
  ])('%s is a 401 and does no work', async (_, forge) => {
    const { api, control, sandbox } = await startClient();
    const request = forge(await authorize(sandbox));
    expect((await api('POST', '/customers', { body: newCustomer('1'), ...request })).status).toBe(401);
    expect((await control('GET', '/customers/1')).status).toBe(404);
  });

  test('a token of another sandbox is a 401', async () => {
    const [first, second] = [await startClient(), await startClient()];
    expect((await first.api('GET', '/tiers', { token: await authorize(second.sandbox) })).status).toBe(401);
  });
});
