import { type AddressInfo, Server } from 'node:net';
import { listenForCallback } from '../../cli/vendors/shopify/callback-listener';
import { startBridge } from '../../local/bridge';
import { bindPort } from '../../local/listen';
import { localSettings } from '../../local/local-settings';
import { localOptions } from '../../local/options';
import { startConsole } from '../../operator/console/server';
import { http, type Sent } from '../support/http';
import { bundlesFolder, temporaryFolder } from '../support/test-bridge';

/**
 * What web pages, tunnels and other users of this machine get of a local run: nothing. The run is the one of
 * `npm start`, on free ports, and every port that anything in this process listens on is attacked.
 */
const folder = temporaryFolder();
const listening: Server[] = [];
const over = new AbortController();
let bridge: Awaited<ReturnType<typeof startBridge>>;
let deployedConsole: Awaited<ReturnType<typeof startConsole>>;

beforeAll(async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { listen } = Server.prototype;
  jest.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...args: unknown[]) {
    listening.push(this);
    return Reflect.apply(listen, this, args);
  });
  bridge = await startBridge({
    ...localOptions({ PORT: '0', CONSOLE_PORT: '0', MASIVO_PORT: '0', DATA_DIR: `${folder.path}/data` }),
    bundles: bundlesFolder(),
    onLogLine: () => {},
  });
  const { operator } = bridge;
  const environment = {
    name: 'prod',
    settings: localSettings({ baseUrl: bridge.masivoBaseUrl, account: 'x' }),
    who: 'arn:aws:iam::111111111111:user/jane',
  };
  deployedConsole = await startConsole({ operator, environment, port: 0 });
  await listenForCallback({ port: 0, codeIn: () => undefined, over: over.signal });
  jest.restoreAllMocks();
});
afterAll(async () => {
  over.abort();
  await deployedConsole.close();
  await bridge.close();
  folder.remove();
});

const origins = () => listening.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

test('all of them are attacked', () => {
  const known = [
    bridge.url,
    bridge.consoleUrl,
    new URL(bridge.masivoBaseUrl).origin,
    bridge.environment.AWS_ENDPOINT_URL_DYNAMODB,
    bridge.environment.AWS_ENDPOINT_URL_SQS,
    bridge.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER,
    ...[...bridge.vendors.values()].map(({ url }) => url),
    new URL(deployedConsole.url).origin,
  ];
  expect(origins()).toEqual(expect.arrayContaining(known));
  // And the approval's.
  expect(origins()).toHaveLength(known.length + 1);
});

const preflight = {
  'Access-Control-Request-Method': 'POST',
  'Access-Control-Request-Headers': 'x-amz-target',
};

describe.each<[string, (port: string) => Sent]>([
  [
    'a page asks whether it may',
    () => ({ method: 'OPTIONS', headers: { Origin: 'https://evil.example.com', ...preflight } }),
  ],
  ['a page asks', () => ({ headers: { Origin: 'https://evil.example.com' } })],
  ['an opaque page posts', () => ({ method: 'POST', headers: { Origin: 'null' }, body: '{}' })],
  [
    'a page on another port of this machine posts',
    () => ({ method: 'POST', headers: { Origin: 'http://localhost:1' }, body: '{}' }),
  ],
  ['a page whose name was rebound asks', (port) => ({ headers: { Host: `evil.example.com:${port}` } })],
  ['a tunnel asks', (port) => ({ headers: { Host: `127.0.0.1:${port}`, 'X-Forwarded-For': '192.0.2.1' } })],
  ['a proxy asks', (port) => ({ headers: { Host: `127.0.0.1:${port}`, Via: '1.1 proxy.example.com' } })],
])('%s', (_, sent) => {
  test('every port refuses, and lets no page read that', async () => {
    for (const origin of origins()) {
      const answer = await http(origin, sent(new URL(origin).port));
      expect([origin, answer.status, answer.headers['access-control-allow-origin']]).toEqual([
        origin,
        403,
        undefined,
      ]);
    }
  });
});

describe('TUNNEL_HOST', () => {
  const tunnel = 'bridge.tunnel.example.com';
  test.each<[string, Sent['headers'], number]>([
    ['its host', { Host: tunnel, 'X-Forwarded-For': '192.0.2.1' }, 200],
    ['a tunnel that says that it comes from here', { 'X-Forwarded-Host': tunnel }, 200],
    ['another host', { Host: 'evil.example.com' }, 403],
    ['a page', { Host: tunnel, Origin: `https://${tunnel}` }, 403],
  ])('lets %s through to the webhook port alone', async (_, headers, status) => {
    const bound = await bindPort('PORT', 0, localOptions({ TUNNEL_HOST: tunnel }).tunnelHost);
    bound.serve((_request, response) => response.end());
    const answer = await http(`http://127.0.0.1:${bound.port}`, { headers: headers ?? {} });
    await bound.close();
    expect(answer.status).toBe(status);
  });
});
