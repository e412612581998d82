import { type AtBridge, startAtBridge } from '../../support/at-bridge';

describe('contract', () => {
  let at: AtBridge;
  beforeAll(async () => {
    at = await startAtBridge();
  });
  afterAll(() => at.stop());

  test('compares the sandbox of the local bridge', async () => {
    const { code, out } = await at.run(['contract']);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/answers as .* describes it\.\nThe throwaway customer bridge-contract-/),
    ]);
    const [entry, ...more] = (await at.test.masivo()).customers;
    expect([entry?.customer.id, more]).toEqual([expect.stringMatching(/^bridge-contract-/), []]);
  });

  test('says whether the account takes a consent with the creation, and fails where the settings rest on it', async () => {
    expect((await at.run(['contract'])).out).toContain('refuses a creation that comes with a consent');
    const taking = await startAtBridge({
      adjustSettings: ({ masivo, ...settings }) => ({
        ...settings,
        masivo: { ...masivo, consentAtCreation: true },
      }),
    });
    const told: [number, string | undefined][] = [];
    for (const terms of ['taken', 'dropped', 'refused']) {
      await taking.test.control('PUT', '/account', { consentAtCreation: terms });
      const { code, out } = await taking.run(['--json', 'contract']);
      told.push([code, JSON.parse(out).consentAtCreation]);
    }
    await taking.stop();
    expect(told).toEqual([
      [0, 'recorded'],
      [1, 'ignored'],
      [1, 'refused'],
    ]);
  });

  test('ends with exit code 1 where something differs', async () => {
    await at.test.control('PUT', '/misbehaviour', {
      rules: [{ do: 'status', status: 500, match: { method: 'PATCH', path: '/customers/{id}/consent' } }],
    });
    const { code, out } = await at.run(['--json', 'contract']);
    await at.test.control('PUT', '/misbehaviour', {});
    expect([code, JSON.parse(out).compared.at(-2)]).toEqual([
      1,
      expect.objectContaining({ step: 'a consent record', status: 500 }),
    ]);
  });

  test('is not begun without a credential', async () => {
    at.test.bridge.secrets.set('masivo', {});
    expect(await at.run(['contract'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing signs in'),
    });
  });

  test('refuses a live environment: exit code 4', async () => {
    const live = await startAtBridge({
      adjustSettings: (settings) => ({
        ...settings,
        stores: settings.stores.map((store) => ({ ...store, mode: 'live' })),
      }),
    });
    const ended = await live.run(['contract']);
    const { requests } = await live.test.masivo();
    await live.stop();
    expect(ended).toMatchObject({ code: 4, err: expect.stringContaining('is live') });
    expect(requests).toEqual({});
  });

  test('refuses a deployed live environment before it asks AWS', async () => {
    const ended = await at.run(['--env', 'prod', 'contract']);
    expect(ended).toMatchObject({
      code: 4,
      out: '',
      err: expect.stringMatching(/^The environment prod is live/),
    });
  });
});
