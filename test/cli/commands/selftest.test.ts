import { sources } from '../../../lambda/sources/registry';
import { type AtBridge, startAtBridge } from '../../support/at-bridge';
import { on } from '../../support/masivo-truth';

describe('selftest', () => {
  let at: AtBridge;
  beforeAll(async () => {
    at = await startAtBridge();
  });
  afterAll(() => at.stop());
  const misbehave = (...rules: object[]) =>
    fetch(`${at.test.bridge.sandbox?.controlUrl}/misbehaviour`, {
      method: 'PUT',
      headers: at.test.authorization,
      body: JSON.stringify({ rules }),
    });
  afterEach(async () => {
    await misbehave();
    await at.test.bridge.operator.resume(['*']);
  });

  test.each([...sources.keys()])(
    'of %s: from ingress to what would be sent, and nobody is created',
    async (source) => {
      const { code, out } = await at.run(['--json', 'selftest', source]);
      const { passed, steps, delivery, store } = JSON.parse(out);
      expect({ code, passed, store }).toEqual({ code: 0, passed: true, store: `${source}/default` });
      expect(steps.map(({ step }: { step: string }) => step)).toEqual([
        'webhook',
        'queue',
        'token',
        'Masivo',
        'the rest',
        'end',
      ]);
      for (const { step, ms } of steps) if (step !== 'end') expect(ms).toBeGreaterThanOrEqual(0);
      expect(steps.at(-1).how).toBe('ignored: Selftest passed: would send POST /customers');
      expect((await at.test.masivo()).customers).toEqual([]);

      const shown = await at.run(['show', delivery]);
      expect(shown.out).toContain('Nobody was created.');
    },
  );

  test('shows people the steps', async () => {
    const { out } = await at.run(['selftest', 'stripe']);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^step +took +how$/),
      expect.stringMatching(/^webhook +\d+ ms +HTTP 200 from http:\/\/127\.0\.0\.1:\d+\/webhooks\/stripe$/),
      expect.stringMatching(/^queue +\d+ ms +until it was picked up$/),
      expect.stringMatching(/^token +\d+ ms +cached, or obtained by signing in$/),
      expect.stringMatching(/^Masivo +\d+ ms +GET \/customers\/\{id\}: HTTP 404$/),
      expect.stringMatching(/^the rest +\d+ ms +read, mapped, planned$/),
      expect.stringMatching(/^end +ignored: Selftest passed: would send POST \/customers$/),
      expect.stringMatching(
        /^passed {2}a signup of stripe\/default would be created; nobody was \(delivery [0-9a-f]{32}\)$/,
      ),
    ]);
  });

  test('fails where Masivo is in trouble, and says what', async () => {
    await misbehave({ do: 'status', status: 503, match: on.get, times: 1 });
    const { code, out } = await at.run(['selftest', 'shopify']);
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('nothing would be sent: Masivo returned HTTP 503'),
    ]);
  });

  test('fails where nothing picks it up in time', async () => {
    await at.test.bridge.operator.pause(['*']);
    const { code, out } = await at.run(['selftest', 'shopify', '--wait', '1']);
    expect([code, out]).toEqual([1, expect.stringMatching(/picked up +not within 1 s/)]);
  });

  test('is not begun without a secret', async () => {
    at.test.bridge.secrets.set('webhooks', {});
    const { code, err } = await at.run(['selftest', 'shopify']);
    expect([code, err]).toEqual([1, expect.stringContaining('shopify/default has no secret')]);
  });

  test('one of several stores has to be named', async () => {
    expect((await at.run(['selftest'])).code).toBe(2);
  });
});
