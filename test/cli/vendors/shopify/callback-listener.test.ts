import { connect, createServer } from 'node:net';
import { approvalInBrowser } from '../../../../cli/vendors/shopify/approval';
import { approvalCallback } from './approval-callback';
import { startShopify } from './server';

const app = { clientId: 'client', clientSecret: 'hush' };
const shop = 'some-shop.myshopify.com';

/** An approval that waits, the address to approve at, and the port where it listens. */
async function waiting() {
  const { origin } = await startShopify({ app, codes: ['the-code'], lasting: true });
  let shown: (address: string) => void = () => {};
  const address = new Promise<string>((resolve) => {
    shown = resolve;
  });
  const ended = approvalInBrowser({
    ...{ app, shop, origin, port: 0, timeoutMs: 10_000 },
    now: () => new Date(),
    say: (line) => line.startsWith(origin) && shown(line),
    ask: async () => undefined,
  });
  const back = approvalCallback(await address, shop);
  return { ended, back, port: Number(new URL(back).port) };
}

/** Sends what is no more than bytes, and resolves with what came back until the other side closed. */
const send = (port: number, bytes: string | Buffer, how: 'wait' | 'leave' | 'reset') =>
  new Promise<string>((resolve) => {
    let back = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes, () => {
        if (how === 'leave') socket.destroy();
        if (how === 'reset') socket.resetAndDestroy();
      });
    });
    socket.on('data', (chunk) => {
      back += chunk.toString();
      // Node keeps some connections open: an answer is enough.
      if (back.includes('\r\n\r\n')) socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(back));
  });

const request = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, '', ''].join('\r\n');

describe('whatever asks the listener of an approval', () => {
  test.each<[string, string | Buffer, 'wait' | 'leave' | 'reset', RegExp]>([
    ['a path that is no address', request('GET //'), 'wait', /^HTTP\/1\.1 400 /],
    ['a host that is none', request('GET http://['), 'wait', /^HTTP\/1\.1 400 /],
    ['an address of another scheme', request('GET javascript:alert(1)'), 'wait', /^HTTP\/1\.1 400 /],
    ['a broken escape', request('GET /approved?code=%E0%A4%A&hmac=%'), 'wait', /^HTTP\/1\.1 400 /],
    ['a zero byte, escaped', request('GET /approved%00?code=%00'), 'wait', /^HTTP\/1\.1 400 /],
    ['an hmac that is none', request('GET /approved?code=x&hmac=&hmac=%C3%A4'), 'wait', /^HTTP\/1\.1 400 /],
    ['another method', request('DELETE /approved'), 'wait', /^HTTP\/1\.1 400 /],
    ['the method HEAD', request('HEAD /approved'), 'wait', /^HTTP\/1\.1 400 /],
    ['a method of nobody', request('BREW /approved'), 'wait', /^HTTP\/1\.1 400 /],
    ['OPTIONS of everything', request('OPTIONS *'), 'wait', /^HTTP\/1\.1 400 /],
    ['a tunnel', request('CONNECT example.com:443'), 'wait', /^$/],
    [
      'another protocol',
      request('GET /approved', 'Connection: Upgrade', 'Upgrade: websocket'),
      'wait',
      /^HTTP\/1\.1 400 /,
    ],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'wait', /^HTTP\/1\.1 400 /],
    ['TLS', Buffer.from('16030100f1010000ed0303', 'hex'), 'wait', /^HTTP\/1\.1 400 /],
    ['noise', Buffer.from([0, 255, 254, 10, 13, 0, 128]), 'wait', /^HTTP\/1\.1 400 /],
    ['no host', 'GET /approved HTTP/1.1\r\n\r\n', 'wait', /^HTTP\/1\.1 400 /],
    ['a header that is none', request('GET /approved', 'Bad\u0001Name: x'), 'wait', /^HTTP\/1\.1 400 /],
    [
      'a huge header',
      request('GET /approved', `X-Huge: ${'a'.repeat(200_000)}`),
      'wait',
      /^(HTTP\/1\.1 431 |$)/,
    ],
    ['a huge address', request(`GET /approved?${'a'.repeat(200_000)}`), 'wait', /^(HTTP\/1\.1 431 |$)/],
    ['many parameters', request(`GET /approved?${'a=1&'.repeat(3_000)}hmac=x`), 'wait', /^HTTP\/1\.1 400 /],
    ['an expectation', request('POST /approved', 'Expect: 200-ok'), 'wait', /^HTTP\/1\.1 417 /],
    [
      'a body that does not come',
      request('POST /approved', 'Content-Length: 999'),
      'wait',
      /^HTTP\/1\.1 400 /,
    ],
    ['two lengths', request('POST /', 'Content-Length: 1', 'Content-Length: 2'), 'wait', /^HTTP\/1\.1 400 /],
    [
      'a broken chunk',
      `${request('POST /', 'Transfer-Encoding: chunked')}zz\r\n`,
      'wait',
      /^HTTP\/1\.1 400 /,
    ],
    ['half a request, and gone', 'GET /approved?co', 'leave', /^$/],
    ['half a request, and a reset', 'GET /approved?co', 'reset', /^$/],
    ['a request whose sender is gone', request('GET /'), 'leave', /^/],
    ['a request whose sender is reset', request('GET /').repeat(50), 'reset', /^/],
  ])('%s changes nothing: the real callback is still taken', async (_, bytes, how, expected) => {
    const { ended, back, port } = await waiting();
    expect(await send(port, bytes, how)).toMatch(expected);
    expect((await fetch(back)).status).toBe(200);
    expect(await ended).toEqual({ kind: 'lasting', token: 'shpat_fake' });
  });

  test('all of that at once, from many', async () => {
    const { ended, back, port } = await waiting();
    const noise = ['GET //', 'GET http://[', 'CONNECT a:1', 'GET /approved'];
    await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        send(port, request(noise[index % 4] ?? ''), index % 3 === 0 ? 'reset' : 'wait'),
      ),
    );
    expect((await fetch(back)).status).toBe(200);
    expect(await ended).toMatchObject({ kind: 'lasting' });
  });

  test('a callback is taken once', async () => {
    const { ended, back } = await waiting();
    const statuses = await Promise.all(
      [back, back, back].map((address) =>
        fetch(address).then(
          ({ status }) => status,
          () => 'closed',
        ),
      ),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(await ended).toMatchObject({ kind: 'lasting' });
    await expect(fetch(back)).rejects.toThrow();
  });

  test('a port that is in use is told', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const ended = await approvalInBrowser({
      ...{ app, shop, origin: 'http://127.0.0.1:9', port, timeoutMs: 1000 },
      now: () => new Date(),
      say: () => {},
      ask: async () => undefined,
    }).catch(String);
    other.close();
    expect(ended).toContain(`Port ${port} is in use.`);
  });
});
