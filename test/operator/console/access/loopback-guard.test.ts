import { Hono } from 'hono';
import { loopbackGuard, refusedByGuard } from '../../../../operator/console/access/loopback-guard';

const PORT = 4010;

describe('refusedByGuard', () => {
  test.each<[string, Record<string, string>]>([
    ['127.0.0.1 with the port', { host: '127.0.0.1:4010' }],
    ['127.0.0.1 without a port', { host: '127.0.0.1' }],
    ['localhost with the port', { host: 'localhost:4010' }],
    ['localhost without a port', { host: 'localhost' }],
    ['its own page by address', { host: '127.0.0.1:4010', origin: 'http://127.0.0.1:4010' }],
    ['its own page by name', { host: '127.0.0.1:4010', origin: 'http://localhost:4010' }],
    ['headers that only look similar', { host: 'localhost', forward: 'x', 'x-forward': 'x', viaduct: 'x' }],
  ])('lets in %s', (_, headers) => {
    expect(refusedByGuard(new Headers(headers), PORT)).toBeUndefined();
  });

  test.each<[string, Record<string, string>, string]>([
    ['no host', {}, 'host is missing'],
    ['an empty host', { host: '' }, 'not this machine'],
    ['a rebound name', { host: 'evil.example.com:4010' }, 'evil.example.com:4010'],
    ['a name that starts well', { host: 'localhost.evil.example.com' }, 'not this machine'],
    ['a name that ends well', { host: 'evil-localhost' }, 'not this machine'],
    ['another port', { host: '127.0.0.1:4011' }, '127.0.0.1:4011'],
    ['a port glued on', { host: '127.0.0.1:40100' }, 'not this machine'],
    ['two hosts', { host: 'localhost, evil.example.com' }, 'not this machine'],
    ['every address', { host: '0.0.0.0:4010' }, 'not this machine'],
    ['another page', { host: 'localhost:4010', origin: 'https://evil.example.com' }, 'evil.example.com'],
    ['an opaque page', { host: 'localhost:4010', origin: 'null' }, 'web page null'],
    ['a page on another port', { host: 'localhost:4010', origin: 'http://localhost:3000' }, ':3000'],
    ['a page without the port', { host: 'localhost:4010', origin: 'http://localhost' }, 'web page'],
    ['a page over TLS', { host: 'localhost:4010', origin: 'https://localhost:4010' }, 'web page'],
    ['Forwarded', { host: 'localhost:4010', forwarded: 'for=192.0.2.1' }, 'forwarded'],
    ['X-Forwarded-For', { host: 'localhost:4010', 'X-Forwarded-For': '192.0.2.1' }, 'x-forwarded-for'],
    ['X-Forwarded-Host', { host: 'localhost:4010', 'x-forwarded-host': 'a.example.com' }, 'x-forwarded-host'],
    ['an empty X-Forwarded-Proto', { host: 'localhost:4010', 'x-forwarded-proto': '' }, 'x-forwarded-proto'],
    ['Via', { host: 'localhost:4010', Via: '1.1 tunnel.example.com' }, 'via'],
  ])('refuses %s', (_, headers, reason) => {
    expect(refusedByGuard(new Headers(headers), PORT)).toContain(reason);
  });
});

describe('loopbackGuard', () => {
  const app = new Hono().use(loopbackGuard(PORT)).get('/', (c) => c.text('in'));

  test('passes on what the guard lets in', async () => {
    const answer = await app.request('/', { headers: { host: 'localhost:4010' } });
    expect([answer.status, await answer.text()]).toEqual([200, 'in']);
  });

  test('answers 403 with the reason', async () => {
    const answer = await app.request('/', { headers: { host: 'evil.example.com' } });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      error: { code: 'refused', message: 'the host evil.example.com is not this machine' },
    });
  });
});
