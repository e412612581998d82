import { at, type Client, misbehaving, startClient } from './support';

describe('which requests', () => {
  test.each([
    [{}, ['GET /customers/1', 'GET /customers/2', 'PATCH /customers/1', 'GET /tiers']],
    [{ method: 'GET' }, ['GET /customers/1', 'GET /customers/2', 'GET /tiers']],
    [{ path: '/customers/{id}' }, ['GET /customers/1', 'GET /customers/2', 'PATCH /customers/1']],
    [{ path: '/customers/1' }, ['GET /customers/1', 'PATCH /customers/1']],
    [{ method: 'PATCH', path: '/customers/{id}' }, ['PATCH /customers/1']],
  ])('%j', async (match, hit) => {
    const client = await misbehaving({ do: 'status', status: 599, match });
    const calls = ['GET /customers/1', 'GET /customers/2', 'PATCH /customers/1', 'GET /tiers'];
    const statuses = await Promise.all(
      calls.map(async (call) => {
        const [method = '', path = ''] = call.split(' ');
        return (await client.raw(method, path, method === 'PATCH' ? { body: {} } : {})).status;
      }),
    );
    expect(calls.filter((_, i) => statuses[i] === 599)).toEqual(hit);
  });

  test('a spent rule gives way to the next, and the counts say so', async () => {
    const client = await misbehaving(
      { do: 'status', status: 500, times: 2 },
      { do: 'throttle', times: 1 },
      { do: 'garble', probability: 0 },
    );
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await client.raw('GET', '/tiers')).status);
    expect(statuses).toEqual([500, 500, 429, 200]);
    const { body } = await client.control('GET', '/record');
    expect(at(body, 'misbehaved')).toEqual({ status: 2, throttle: 1 });
    expect(at(body, 'requests')).toEqual({
      'GET /auth/authorize': { '200': 1 },
      'GET /tiers': { '200': 1, '429': 1, '500': 2 },
    });
  });

  const run = async (client: Client, seed: number): Promise<string> => {
    await client.control('PUT', '/misbehaviour', { seed, rules: [{ do: 'status', probability: 0.3 }] });
    let seen = '';
    for (let i = 0; i < 60; i++) seen += (await client.raw('GET', '/tiers')).status === 503 ? 'x' : '.';
    return seen;
  };
  test('the same seed repeats a run, another does not', async () => {
    const client = await startClient();
    const first = await run(client, 7);
    expect(await run(client, 7)).toBe(first);
    expect(await run(client, 8)).not.toBe(first);
    const share = first.split('x').length - 1;
    expect(share).toBeGreaterThan(5);
    expect(share).toBeLessThan(35);
  });
});

describe('PUT /_sandbox/misbehaviour', () => {
  test('replaces the whole plan, and {} behaves', async () => {
    const client = await misbehaving({ do: 'status' });
    const plan = { seed: 3, rules: [{ do: 'throttle' }] };
    expect((await client.control('PUT', '/misbehaviour', plan)).body).toEqual(plan);
    expect((await client.control('GET', '/misbehaviour')).body).toEqual(plan);
    expect((await client.raw('GET', '/tiers')).status).toBe(429);
    await client.control('PUT', '/misbehaviour', {});
    expect((await client.control('GET', '/misbehaviour')).body).toEqual({});
    expect((await client.raw('GET', '/tiers')).status).toBe(200);
  });

  const rule = (more: object) => ({ rules: [{ do: 'status', ...more }] });
  test.each<[unknown, string]>([
    [[], 'body must be object'],
    [{ rule: [] }, 'body/rule is not a known field'],
    [{ seed: 0.5 }, 'body/seed'],
    [{ rules: [{}] }, 'body/rules/0/do is missing'],
    [{ rules: [{ do: 'explode' }] }, 'must be one of ["status","throttle"'],
    [rule({ probability: 1.1 }), 'body/rules/0/probability'],
    [rule({ times: 0 }), 'body/rules/0/times'],
    [rule({ status: 100 }), 'body/rules/0/status'],
    [rule({ delayMs: -1 }), 'body/rules/0/delayMs'],
    [rule({ retryAfter: '2' }), 'body/rules/0/retryAfter'],
    [rule({ match: { method: 'post' } }), 'body/rules/0/match/method'],
    [rule({ match: { path: '/customer' } }), 'body/rules/0/match/path is no path'],
    [rule({ match: { path: '/customers/1/2' } }), 'body/rules/0/match/path is no path'],
  ])('refuses %j and keeps the plan in force', async (plan, message) => {
    const client = await misbehaving({ do: 'throttle' });
    const answer = await client.control('PUT', '/misbehaviour', plan);
    expect([answer.status, at(answer.body, 'error', 'message')]).toEqual([
      400,
      expect.stringContaining(message),
    ]);
    expect((await client.control('GET', '/misbehaviour')).body).toEqual({ rules: [{ do: 'throttle' }] });
  });

  test('refuses what is not JSON', async () => {
    const { sandbox } = await startClient();
    const answer = await fetch(`${sandbox.controlUrl}/misbehaviour`, { method: 'PUT', body: '{' });
    expect([answer.status, at(await answer.json(), 'error', 'message')]).toEqual([400, 'body is not JSON']);
  });
});
