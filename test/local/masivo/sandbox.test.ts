import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMasivoSandbox } from '../../../local/masivo/sandbox';
import { HeldTimers } from '../../support/held-timers';
import { until, whether } from '../../support/until';
import { API_KEY, at, type Client, newCustomer, startClient } from './support';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'masivo-sandbox-'));
  file = join(folder, 'made', 'customers.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('starting and closing', () => {
  test('says where it is, on 127.0.0.1', async () => {
    const { sandbox } = await startClient();
    expect(sandbox.baseUrl).toBe(`http://127.0.0.1:${sandbox.port}/api/storefront/v1`);
    expect(sandbox.controlUrl).toBe(`http://127.0.0.1:${sandbox.port}/_sandbox`);
  });

  test('a busy port rejects and leaves the file alone', async () => {
    const { sandbox } = await startClient({ file });
    const half = join(folder, 'half.jsonl');
    writeFileSync(half, '{"entry"');
    const second = startMasivoSandbox({ port: sandbox.port, apiKey: API_KEY, file: half });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(readFileSync(half, 'utf8')).toBe('{"entry"');
  });

  test('close frees the port at once, also from idle and hanging clients', async () => {
    const { sandbox, control, raw } = await startClient();
    const idle = connect(sandbox.port, '127.0.0.1');
    const idleEnded = new Promise((resolve) => idle.once('close', resolve));
    await new Promise((resolve) => idle.once('connect', resolve));
    await control('PUT', '/misbehaviour', {
      rules: [
        { do: 'hang', match: { path: '/customers/1' } },
        { do: 'latency', delayMs: 600_000, match: { path: '/customers/2' } },
        { do: 'work-late', delayMs: 600_000, match: { path: '/customers/3' } },
      ],
    });
    const hanging = ['1', '2', '3'].map((id) => raw('GET', `/customers/${id}`).catch(() => 'gone'));
    await misbehaved(control, { hang: 1, latency: 1, 'work-late': 1 });
    await sandbox.close();
    const again = await startMasivoSandbox({ port: sandbox.port, apiKey: API_KEY });
    await again.close();
    expect(await Promise.all(hanging)).toEqual(['gone', 'gone', 'gone']);
    await idleEnded;
  });
});

/** Waits until the sandbox has seen the requests it misbehaves on. */
function misbehaved(control: Client['control'], counts: Record<string, number>): Promise<unknown> {
  const wanted = JSON.stringify(Object.entries(counts).sort());
  return until('the misbehaviour', async () => {
    const seen = Object.entries(Object(at((await control('GET', '/record')).body, 'misbehaved'))).sort();
    return whether(JSON.stringify(seen) === wanted);
  });
}

describe('the file', () => {
  test('carries customers, changes, consents and queued migrations over a restart', async () => {
    let now = Date.parse('2026-11-07T12:00:00Z');
    const first = await startClient({ file, now: () => now });
    await first.api('POST', '/customers', { body: newCustomer('1') });
    await first.api('PATCH', '/customers/1', { body: { metadata: { kept: true } } });
    const consent = {
      version: '2.0',
      consent_timestamp: '2026-11-07T05:31:56Z',
      customer_id: '1',
      purposes: { email_marketing: false },
    };
    await first.api('PATCH', '/customers/1/consent', { body: { consent } });
    const body = { customers: [newCustomer('2', { balance: [] }), newCustomer('1', { balance: [] })] };
    await first.api('POST', '/customers/migrate', { body });
    await first.sandbox.close();

    const second = await startClient({ file, now: () => now });
    expect(at((await second.control('GET', '/record')).body, 'customers')).toMatchObject([
      { customer: { id: '1', metadata: { kept: true } }, consent, registrations: 1 },
    ]);
    expect((await second.api('POST', '/customers', { body: newCustomer('1') })).status).toBe(409);
    const sameEmail = newCustomer('9', { email: 'SHOPPER-1@example.com' });
    expect((await second.api('POST', '/customers', { body: sameEmail })).status).toBe(409);
    now += 1000;
    const shown = at((await second.control('GET', '/record')).body, 'customers');
    expect(shown).toMatchObject([{ registrations: 1 }, { customer: { id: '2' }, registrations: 0 }]);
    await second.sandbox.close();

    const third = await startClient({ file, now: () => now });
    expect(at((await third.control('GET', '/record')).body, 'customers')).toEqual(shown);
  });

  test('is written before the client hears of it', async () => {
    const { api } = await startClient({ file });
    await api('POST', '/customers', { body: newCustomer('1001') });
    expect(readFileSync(file, 'utf8')).toContain('"1001"');
  });

  test('gets nothing more once closed, whatever was still to come', async () => {
    const timers = new HeldTimers();
    const { sandbox, control, raw } = await startClient({ file, after: timers.after });
    const rules = ['latency', 'work-late'].map((kind) => ({ do: kind, delayMs: 100, times: 1 }));
    await control('PUT', '/misbehaviour', { rules });
    const lost = ['1', '2'].map((id) =>
      raw('POST', '/customers', { body: newCustomer(id) }).catch(() => 'gone'),
    );
    await misbehaved(control, { latency: 1, 'work-late': 1 });
    await sandbox.close();
    expect(await Promise.all(lost)).toEqual(['gone', 'gone']);
    expect(timers.waiting).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  test('a reset lasts', async () => {
    const first = await startClient({ file });
    await first.api('POST', '/customers', { body: newCustomer('1') });
    await first.control('POST', '/reset');
    await first.api('POST', '/customers', { body: newCustomer('2') });
    await first.sandbox.close();
    const second = await startClient({ file });
    expect(at((await second.control('GET', '/record')).body, 'customers')).toMatchObject([
      { customer: { id: '2' } },
    ]);
  });

  test('a last line that was cut short is dropped, and the next one is whole', async () => {
    const first = await startClient({ file });
    await first.api('POST', '/customers', { body: newCustomer('1') });
    await first.sandbox.close();
    appendFileSync(file, '{"entry":{"customer":{"id":"torn","name":"ü');

    const second = await startClient({ file });
    await second.api('POST', '/customers', { body: newCustomer('2') });
    await second.sandbox.close();

    const third = await startClient({ file });
    expect(at((await third.control('GET', '/record')).body, 'customers')).toMatchObject([
      { customer: { id: '1' } },
      { customer: { id: '2' } },
    ]);
  });

  test.each([
    ['is not JSON', '{"reset":true}\n{"entry"\n{"reset":true}\n', 'line 2 is not JSON'],
    ['is no line of ours', '{"entry":{}}\n', 'journal line 1'],
  ])('a line that %s stops the start and frees the port', async (_, text, message) => {
    const { sandbox } = await startClient();
    await sandbox.close();
    const damaged = join(folder, 'damaged.jsonl');
    writeFileSync(damaged, text);
    const options = { port: sandbox.port, apiKey: API_KEY };
    await expect(startMasivoSandbox({ ...options, file: damaged })).rejects.toThrow(message);
    const again = await startMasivoSandbox(options);
    await again.close();
  });
});
