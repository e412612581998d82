import { CommandError } from '../../../../cli/exit';
import { adminCredentials } from '../../../../cli/vendors/admin-credentials';
import { approvedAccess } from '../../../../cli/vendors/shopify/access';
import { inMemory, type RenewalDeps, renewedWhenDue } from '../../../../cli/vendors/shopify/renewal';
import type { ExpiringTokens } from '../../../../lambda/sources/shopify/tokens';
import { type SecretsManager, startSecretsManager } from '../../../../local/aws/secrets-manager';
import { secretsClient } from '../../../support/aws-clients';
import { startShopify } from './server';
import type { TokenOptions } from './tokens';

const app = { clientId: 'client', clientSecret: 'hush' };
const shop = 'some-shop.myshopify.com';
const store = 'shopify/default';
const approvedAt = Date.parse('2026-11-27T10:00:00Z');
const minutes = 60_000;
const days = 24 * 60 * minutes;

/** What somebody is told, with what to do. */
const told = (error: unknown) => {
  if (error instanceof CommandError) return `${error.message} -> ${error.fix}`;
  throw error;
};

describe('access tokens that expire', () => {
  let secrets: SecretsManager;
  let clock: number;
  beforeEach(async () => {
    secrets = await startSecretsManager({ secrets: { admin: {} } });
    clock = approvedAt;
  });
  afterEach(() => secrets.close());
  const now = () => new Date(clock);

  const credentials = () => adminCredentials(secretsClient(secrets.endpoint), 'admin', async () => undefined);

  /** A shop that approved the app just now, with its tokens kept. */
  async function approved(options: TokenOptions = {}) {
    const server = await startShopify({ app, codes: ['one', 'two'], now, ...options });
    const approve = async (code: string) => {
      const access = await approvedAccess(server.origin, app, code, now());
      if (access.kind === 'lasting') throw new Error('It does not expire');
      await credentials().keep(store, access.tokens);
      return access.tokens;
    };
    /** Another process each time. */
    const process = (tokens: ExpiringTokens, own: Partial<RenewalDeps> = {}) =>
      renewedWhenDue(tokens, {
        origin: server.origin,
        shop,
        changeKept: (change) => credentials().change(store, change),
        now,
        sleep: async (ms) => {
          clock += ms;
        },
        ...own,
      });
    return { ...server, approve, process, tokens: await approve('one') };
  }

  test.each<[string, number, TokenOptions, string | RegExp, number]>([
    ['a valid one is used', 54 * minutes, {}, 'shpat_fake_1', 0],
    ['one that is about to expire is renewed', 56 * minutes, {}, 'shpat_fake_2', 1],
    ['one that expired long ago is renewed', 89 * days, {}, 'shpat_fake_2', 1],
    ['a lost answer is asked for again', 2 * days, { renewals: ['lost'] }, 'shpat_fake_3', 2],
    ['one that broke off behind Shopify, too', 2 * days, { renewals: ['failed'] }, 'shpat_fake_3', 2],
    ['one that Shopify did not do, too', 2 * days, { renewals: ['ignored'] }, 'shpat_fake_2', 1],
    ['one that cannot be read, too', 2 * days, { renewals: ['garbled', 'lost'] }, 'shpat_fake_4', 3],
    [
      'a renewal whose answers are all lost is told, with what to do if that goes on',
      2 * days,
      { renewals: ['lost', 'failed', 'lost'] },
      /was lost\. -> Run the command again.* refused then: Have the owner of some-shop.* --access browser/,
      3,
    ],
    [
      'after 90 days without use the app is to be approved again',
      91 * days,
      {},
      /expired on 2027-02-25: .* \(HTTP 401\)\. -> Have the owner of some-shop.* approve the app again/,
      0,
    ],
  ])('%s', async (_, later, options, expected, renewals) => {
    const { process, tokens, renewed } = await approved(options);
    clock += later;
    const ended = await process(tokens)().catch(told);
    expect(ended).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    expect(ended).not.toMatch(/hush|shprt_/);
    expect(renewed).toEqual(Array(renewals).fill('shprt_fake_1'));
  });

  test('renewed ones are kept at once, and are what the next process uses', async () => {
    const { process, tokens, renewed } = await approved();
    clock += 2 * days;
    const token = process(tokens);
    expect([await token(), await token()]).toEqual(['shpat_fake_2', 'shpat_fake_2']);
    const kept = await credentials().of(store);
    expect(kept).toEqual({
      ...app,
      token: 'shpat_fake_2',
      expires: new Date(clock + 60 * minutes).toISOString(),
      refreshToken: 'shprt_fake_2',
      refreshExpires: new Date(clock + 90 * days).toISOString(),
    });
    // One that read the earlier ones, before they were renewed.
    expect(await process(tokens)()).toBe('shpat_fake_2');
    clock += 2 * days;
    expect(await token()).toBe('shpat_fake_3');
    expect(renewed).toEqual(['shprt_fake_1', 'shprt_fake_2']);
  });

  test('a renewal that tells no time is taken to last an hour', async () => {
    const { process, tokens } = await approved({ withoutExpiry: true });
    clock += 2 * days;
    const token = process(tokens);
    expect(await token()).toBe('shpat_fake_2');
    clock += 54 * minutes;
    expect(await token()).toBe('shpat_fake_2');
    clock += 2 * minutes;
    expect(await token()).toBe('shpat_fake_3');
  });

  test('of processes that need one at once, one renews', async () => {
    const { process, tokens, renewed } = await approved({ renewals: ['lost'] });
    clock += 2 * days;
    // Nobody's claim is to end meanwhile.
    const sleep = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
    const found = await Promise.all(Array.from({ length: 6 }, () => process(tokens, { sleep })()));
    expect(new Set(found)).toEqual(new Set(['shpat_fake_3']));
    expect(renewed).toEqual(['shprt_fake_1', 'shprt_fake_1']);
  });

  test('a process that died in between is waited for, and not for ever', async () => {
    const { process, tokens, renewed } = await approved();
    clock += 2 * days;
    const began = clock;
    const renewerUntil = new Date(clock + minutes).toISOString();
    await credentials().keep(store, { ...tokens, renewer: 'another', renewerUntil });
    expect(await process(tokens)()).toBe('shpat_fake_2');
    expect(clock - began).toBeGreaterThanOrEqual(minutes);
    expect(renewed).toEqual(['shprt_fake_1']);
    expect(await credentials().of(store)).not.toHaveProperty('renewer');
  });

  test('a failed renewal leaves what is kept as it was, for the next one', async () => {
    const { process, tokens } = await approved({ renewals: ['lost', 'lost', 'lost'] });
    clock += 2 * days;
    await expect(process(tokens)()).rejects.toThrow('was lost');
    expect(await credentials().of(store)).toEqual(tokens);
    expect(await process(tokens)()).toBe('shpat_fake_5');
  });

  test('nothing is renewed that could not be kept', async () => {
    const { process, tokens, renewed } = await approved();
    clock += 2 * days;
    const changeKept = async () => Promise.reject(new Error('AccessDenied'));
    await expect(process(tokens, { changeKept })()).rejects.toThrow('AccessDenied');
    expect(renewed).toEqual([]);
  });

  test('the tokens of a later approval are used where they are kept', async () => {
    const { process, tokens, approve, renewed } = await approved();
    clock += 2 * days;
    await approve('two');
    expect([await process(tokens)(), renewed]).toEqual(['shpat_fake_2', []]);
  });

  test('where they are kept elsewhere, the app is to be approved again', async () => {
    const { process, tokens, approve } = await approved();
    clock += 2 * days;
    await approve('two');
    await credentials().keep(store, tokens);
    expect(await process(tokens)().catch(told)).toMatch(
      /is no longer valid: another approval .* -> Have the owner/,
    );
  });

  test('credentials of another form that are kept meanwhile are left alone', async () => {
    const { process, tokens, renewed } = await approved();
    clock += 2 * days;
    await credentials().keep(store, { token: 'shpat_custom' });
    await expect(process(tokens)()).rejects.toThrow('were replaced meanwhile');
    expect([renewed, await credentials().of(store)]).toEqual([[], { token: 'shpat_custom' }]);
  });

  test('a client secret that was rotated is told', async () => {
    const { process, tokens } = await approved();
    clock += 2 * days;
    const stale = { ...tokens, clientSecret: 'revoked' };
    await credentials().keep(store, stale);
    expect(await process(stale)().catch(told)).toMatch(/client id and secret .* -> .* new client secret/);
  });

  test('those that nobody keeps are renewed all the same', async () => {
    const { process, tokens, renewed } = await approved();
    clock += 2 * days;
    const token = process(tokens, { changeKept: inMemory(tokens) });
    expect([await token(), await token()]).toEqual(['shpat_fake_2', 'shpat_fake_2']);
    clock += 2 * days;
    expect(await token()).toBe('shpat_fake_3');
    expect(renewed).toEqual(['shprt_fake_1', 'shprt_fake_2']);
    expect(await credentials().of(store)).toEqual(tokens);
  });
});
