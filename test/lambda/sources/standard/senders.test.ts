import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { profile } from '../../../../lambda/sources/standard/profile';
import { standard } from '../../../../lambda/sources/standard/source';
import { storeWith } from '../../../support/settings';
import { eventOf, snapshotIn } from '../../../support/sources';
import { temporaryFolder } from '../../../support/test-bridge';

/** The senders of docs/standard-webhooks.md, as they stand there. */
const page = readFileSync(join(__dirname, '../../../../docs/standard-webhooks.md'), 'utf8');
const codeIn = (language: string) =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\n\`\`\``).exec(page.split('## A sender')[1] ?? '')?.[1] ?? '';

const isThere = (...command: [string, ...string[]]) => spawnSync(command[0], command.slice(1)).status === 0;
const folder = temporaryFolder();
afterAll(folder.remove);

interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Runs a program, and says what it sent and printed. */
async function sentBy(program: string, args: readonly string[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    received.push({ headers: Object.fromEntries(headers), body: Buffer.concat(chunks) });
    response.writeHead(200).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const env = {
    PATH: process.env.PATH,
    WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/standard`,
    WEBHOOK_SECRET: profile.secret.local,
  };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (printed += String(part)));
  await new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve) => server.close(resolve));
  return { received, printed };
}

const senders = [
  { language: 'js', file: 'send.mjs', program: process.execPath, there: true },
  { language: 'python', file: 'send.py', program: 'python3', there: isThere('python3', '--version') },
  {
    language: 'bash',
    file: 'send.sh',
    program: 'bash',
    there: isThere('openssl', 'version') && isThere('curl', '--version') && isThere('bash', '--version'),
  },
] as const;

describe.each(senders)('the sender in $language', ({ language, file, program, there }) => {
  test('has ten lines', () => {
    const lines = codeIn(language).split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.length).toBeLessThanOrEqual(11);
  });

  (there ? test : test.skip)('sends what is taken in, and becomes its customer', async () => {
    const path = join(folder.path, file);
    writeFileSync(path, codeIn(language));
    const { received, printed } = await sentBy(program, [path]);
    expect([printed, received.length]).toEqual(['200\n', 1]);
    const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = received;
    const secret = profile.secret.local;
    expect(standard.verify({ headers, body }, [secret], new Date())).toBe(secret);
    const event = { ...eventOf(body), receivedAt: new Date() };
    const snapshot = snapshotIn(standard.parse(event, storeWith('standard')));
    expect(Math.abs(snapshot.order.at - Date.now())).toBeLessThan(60_000);
    expect(standard.map(snapshot, storeWith('standard'))).toMatchObject({
      kind: 'customer',
      customer: { id: 'c-1001', name: 'Jane Doe', email: 'jane@example.com' },
      unread: [],
    });
  });
});
