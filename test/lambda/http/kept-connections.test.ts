import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { sendOverNetwork } from '../../../lambda/http/http';
import type { HttpRequest } from '../../../lambda/http/send-http';
import { until, whether } from '../../support/until';

/** A server that forgets connections without telling the other end, as load balancers do. */
async function forgetful(headersOf: (place: number) => Record<string, string> = () => ({})) {
  let answers = 0;
  const sockets: Socket[] = [];
  const forgotten = new Set<Socket>();
  const held: (() => void)[] = [];
  const state = { hold: false };
  const server = createServer((request: IncomingMessage, response) => {
    if (forgotten.has(request.socket)) return request.socket.destroy();
    request.resume().once('end', () => {
      response.writeHead(200, headersOf(answers));
      answers += 1;
      if (state.hold) held.push(() => response.end('{}'));
      else response.end('{}');
    });
  });
  // It must close nothing by itself: the client would hear of that.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  running.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${port}/`,
    opened: () => sockets.length,
    forget: () => {
      for (const socket of sockets) forgotten.add(socket);
    },
    hold: () => {
      state.hold = true;
    },
    answerHeld: () => {
      state.hold = false;
      for (const answer of held.splice(0)) answer();
    },
    isHeld: (count: number) => until(`${count} requests`, () => whether(held.length >= count)),
  };
}
const running: (() => void)[] = [];
afterEach(() => {
  for (const close of running.splice(0)) close();
});

// Whatever a busy machine needs for an answer.
const longEnoughMs = 100_000;

/** Two clocks, which a freeze may move or not. */
function sender() {
  const clocks = { wall: Date.parse('2026-11-20T10:00:00Z'), elapsed: 0 };
  const send = sendOverNetwork(() => new Date(clocks.wall), { elapsedMs: () => clocks.elapsed });
  const request = (url: string, method: HttpRequest['method'] = 'POST') =>
    send({ method, url, headers: {}, timeoutMs: longEnoughMs, ...(method === 'GET' ? {} : { body: '{}' }) });
  return { clocks, request };
}

const minutes = 60_000;
const answered = { kind: 'answer', status: 200, text: '{}' };

test('a connection is kept for what follows within seconds', async () => {
  const server = await forgetful();
  const { clocks, request } = sender();
  for (let times = 0; times < 3; times += 1) {
    expect(await request(server.url)).toEqual(answered);
    clocks.wall += 3900;
    clocks.elapsed += 3900;
  }
  expect(server.opened()).toBe(1);
});

test.each<[string, number, number]>([
  ['both clocks go on', 5 * minutes, 5 * minutes],
  ['only the wall clock goes on', 5 * minutes, 0],
  ['only the other clock goes on', 0, 5 * minutes],
  ['the wall clock is set back', -5 * minutes, 5 * minutes],
  ['it is just too long', 4001, 4001],
])('after a freeze in which %s, no request is sent on a connection of before', async (_, wall, elapsed) => {
  for (const method of ['POST', 'PATCH', 'GET'] as const) {
    const server = await forgetful();
    const { clocks, request } = sender();
    await Promise.all([request(server.url), request(server.url), request(server.url)]);
    const before = server.opened();
    server.forget();
    clocks.wall += wall;
    clocks.elapsed += elapsed;
    expect(await request(server.url, method)).toEqual(answered);
    expect(server.opened()).toBe(before + 1);
  }
});

test('a server that keeps connections for less than that is believed, a second early', async () => {
  const server = await forgetful(() => ({ 'keep-alive': 'timeout=3' }));
  const { clocks, request } = sender();
  await request(server.url);
  clocks.wall += 1900;
  await request(server.url);
  expect(server.opened()).toBe(1);
  clocks.wall += 2100;
  server.forget();
  expect(await request(server.url)).toEqual(answered);
  expect(server.opened()).toBe(2);
});

// Node takes one of the kept connections without looking whether it was destroyed, and a request that was never sent
// would count as one that may have done its work.
test('of two connections of which one is too old, the other is used', async () => {
  const server = await forgetful((place) => ({ 'keep-alive': `timeout=${place === 0 ? 5 : 2}` }));
  const { clocks, request } = sender();
  server.hold();
  const both = [request(server.url), request(server.url)];
  await server.isHeld(2);
  server.answerHeld();
  expect(await Promise.all(both)).toEqual([answered, answered]);
  clocks.wall += 2000;
  expect(await request(server.url)).toEqual(answered);
  expect(server.opened()).toBe(2);
});

test('a server that keeps them for longer changes nothing', async () => {
  const server = await forgetful(() => ({ 'keep-alive': 'timeout=600, max=100' }));
  const { clocks, request } = sender();
  await request(server.url);
  clocks.wall += 4001;
  await request(server.url);
  expect(server.opened()).toBe(2);
});

test('a request under way keeps its connection', async () => {
  const server = await forgetful();
  const { clocks, request } = sender();
  server.hold();
  const slow = request(server.url);
  await server.isHeld(1);
  clocks.wall += 5 * minutes;
  const other = request(server.url);
  await server.isHeld(2);
  server.answerHeld();
  expect(await Promise.all([slow, other])).toEqual([answered, answered]);
});
