import { HeldTimers } from '../../support/held-timers';
import { until, whether } from '../../support/until';
import { at, type Client, giveUp, misbehaving, misbehavingWith, newCustomer } from './support';

const create = (client: Client, id: string) => client.raw('POST', '/customers', { body: newCustomer(id) });
const giveUpOn = (client: Client, id: string) => giveUp(client, 'POST', '/customers', newCustomer(id));

const onCreate = { match: { method: 'POST', path: '/customers' } };

async function lookedUp(client: Client, id: string): Promise<number> {
  return (await client.control('GET', `/customers/${id}`)).status;
}

describe('each kind', () => {
  test.each<[object, number, string | null]>([
    [{ do: 'status' }, 503, null],
    [{ do: 'status', status: 500 }, 500, null],
    [{ do: 'status', status: 503, retryAfter: 7 }, 503, '7'],
    [{ do: 'status', status: 304 }, 304, null],
    [{ do: 'throttle' }, 429, '1'],
    [{ do: 'throttle', retryAfter: 2 }, 429, '2'],
  ])('%j answers without doing the work', async (rule, status, retryAfter) => {
    const client = await misbehaving({ ...rule, ...onCreate });
    const answer = await create(client, '1');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(answer.headers.get('x-ratelimit-limit')).not.toBeNull();
    expect(await lookedUp(client, '1')).toBe(404);
  });

  test('the error body of a failure is described', async () => {
    const client = await misbehaving({ do: 'status', status: 502, ...onCreate });
    expect((await client.api('POST', '/customers', { body: newCustomer('1') })).status).toBe(502);
  });

  test.each([
    ['close-before', 404],
    ['close-after', 200],
  ])('%s breaks the connection', async (kind, found) => {
    const client = await misbehaving({ do: kind, ...onCreate });
    await expect(create(client, '1')).rejects.toThrow('fetch failed');
    expect(await lookedUp(client, '1')).toBe(found);
    expect(at((await client.control('GET', '/record')).body, 'requests', 'POST /customers')).toEqual({
      'no answer': 1,
    });
  });

  test('hang keeps silent until the client leaves and does no work', async () => {
    const client = await misbehaving({ do: 'hang', ...onCreate });
    await giveUpOn(client, '1');
    expect(await lookedUp(client, '1')).toBe(404);
    expect(at((await client.control('GET', '/record')).body, 'inFlightLateWork')).toBe(0);
  });

  test('work-late does the work once the client has left', async () => {
    const timers = new HeldTimers();
    const client = await misbehavingWith(
      { after: timers.after },
      { do: 'work-late', delayMs: 400, ...onCreate },
    );
    await giveUpOn(client, '1');
    expect(at((await client.control('GET', '/record')).body, 'inFlightLateWork')).toBe(1);
    expect(await lookedUp(client, '1')).toBe(404);
    timers.fire();
    expect(await lookedUp(client, '1')).toBe(200);
    expect(at((await client.control('GET', '/record')).body, 'inFlightLateWork')).toBe(0);
  });

  test('late work that lost the race pays no second reward', async () => {
    const timers = new HeldTimers();
    const client = await misbehavingWith({ after: timers.after }, { do: 'work-late', times: 1, ...onCreate });
    await giveUpOn(client, '1');
    expect((await create(client, '1')).status).toBe(201);
    timers.fire();
    expect(at((await client.control('GET', '/record')).body, 'inFlightLateWork')).toBe(0);
    expect((await client.control('GET', '/customers/1')).body).toMatchObject({ registrations: 1 });
  });

  test('late work is not done for a request that is not valid', async () => {
    const client = await misbehaving({ do: 'work-late', delayMs: 60_000 });
    await giveUp(client, 'POST', '/customers', {});
    expect(at((await client.control('GET', '/record')).body, 'inFlightLateWork')).toBe(0);
  });

  test('latency delays the right answer', async () => {
    const waits: number[] = [];
    const timers = new HeldTimers();
    const after: HeldTimers['after'] = (ms, run) => {
      waits.push(ms);
      return timers.after(ms, run);
    };
    const client = await misbehavingWith({ after }, { do: 'latency', delayMs: 250, ...onCreate });
    const answer = create(client, '1');
    await until('the request to wait', () => whether(timers.waiting === 1));
    expect(await lookedUp(client, '1')).toBe(404);
    timers.fire();
    expect((await answer).status).toBe(201);
    expect(await lookedUp(client, '1')).toBe(200);
    expect(waits).toEqual([250]);
  });

  test('garble makes a success unreadable and leaves a refusal alone', async () => {
    const client = await misbehaving({ do: 'garble', ...onCreate });
    const answer = await create(client, '1');
    expect(answer.status).toBe(201);
    await expect(answer.json()).rejects.toThrow('JSON');
    expect(await lookedUp(client, '1')).toBe(200);
    expect((await client.api('POST', '/customers', { body: newCustomer('1') })).status).toBe(409);
  });
});
