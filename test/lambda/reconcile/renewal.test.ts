import { startStandIns } from '../../support/stand-ins';
import { ShopifyAdmin } from './shopify-admin';
import { hourMs, minuteMs, World } from './world';

let standIns: Awaited<ReturnType<typeof startStandIns>>;
let worlds = 0;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());

const others = { 'stripe/default': 'rk_test_other' };

/** A shop whose owner approved the app an hour ago: its token has just expired. */
function approved(): World {
  const at = World.of(standIns, `renewal-${++worlds}`);
  at.keys = { ...others, 'shopify/default': entryOf(at) };
  at.operated.clock.pass(hourMs);
  return at;
}

const entryOf = (at: World) => ({
  ...ShopifyAdmin.app,
  ...at.shopify.approve(),
  refreshExpires: new Date(at.now.getTime() + 90 * 24 * hourMs).toISOString(),
});

const ok = { failure: null };
const kept = (at: World) => at.keyVersions.kept;

test('a token is renewed when it is about to expire, and kept, and nothing else is changed', async () => {
  const at = approved();
  expect(await at.report('shopify/default')).toMatchObject(ok);
  expect(at.keys).toEqual({
    ...others,
    'shopify/default': {
      ...ShopifyAdmin.app,
      ...at.shopify.granted[0],
      refreshExpires: new Date(at.now.getTime() + 90 * 24 * hourMs).toISOString(),
    },
  });
  at.operated.clock.pass(10 * minuteMs);
  expect(await at.report('shopify/default')).toMatchObject(ok);
  expect(kept(at)).toBe(1);
  at.operated.clock.pass(50 * minuteMs);
  expect(await at.report('shopify/default')).toMatchObject(ok);
  expect(kept(at)).toBe(2);
});

describe('wherever a run dies, the next one gets in', () => {
  test.each([
    ...(['vendor', 'put', 'make-current'] as const).flatMap((call) =>
      (['before', 'after'] as const).map((when) => [when, call] as const),
    ),
    ['before', 'look-up'] as const,
  ])('%s %s', async (when, call) => {
    const at = approved();
    const updatedAt = at.ago(minuteMs);
    const email = { emailAddress: 'ana@example.com', marketingState: 'NOT_SUBSCRIBED' };
    at.shopify.customers = [
      {
        id: 'gid://shopify/Customer/1',
        createdAt: updatedAt,
        updatedAt,
        verifiedEmail: true,
        defaultEmailAddress: email,
      },
    ];
    let isDead = false;
    const die = (now: string) => {
      isDead ||= now === call;
      if (isDead) throw new Error('died');
    };
    if (when === 'before') at.beforeCall = die;
    else at.afterCall = die;
    await at.run('shopify/default').catch(() => undefined);
    expect(isDead).toBe(true);
    at.beforeCall = () => {};
    at.afterCall = () => {};
    at.operated.clock.pass(10 * minuteMs);
    expect(await at.report('shopify/default')).toMatchObject({ found: 1, ...ok });
  });

  test('also where the answer to a renewal is lost, and that to the next try', async () => {
    const at = approved();
    let lost = 0;
    const { send } = at.shopify;
    Object.assign(at.shopify, {
      send: async (request: Parameters<typeof send>[0]) => {
        const answer = await send(request);
        if (!request.url.endsWith('/access_token') || lost === 2) return answer;
        lost += 1;
        return { kind: 'answer', status: 520, text: '' };
      },
    });
    expect(await at.report('shopify/default')).toMatchObject(ok);
    expect(lost).toBe(2);
  });
});

describe('a token that could not be kept is not used', () => {
  const used = (at: World) => at.shopify.requests.filter(({ url }) => url.endsWith('/graphql.json'));

  test('because Secrets Manager refuses', async () => {
    const at = approved();
    at.beforeCall = (call) => {
      if (call === 'put') throw new Error('AccessDeniedException');
    };
    expect(await at.report('shopify/default')).toMatchObject({ failure: { code: 'key-not-kept' } });
    expect(used(at)).toEqual([]);
  });

  test('because somebody put in another key meanwhile, which stays', async () => {
    const at = approved();
    const theirs = { ...others, 'shopify/default': ShopifyAdmin.token };
    let changed = false;
    at.beforeCall = (call) => {
      if (call !== 'make-current' || changed) return;
      changed = true;
      at.keys = theirs;
    };
    expect(await at.report('shopify/default')).toMatchObject({ failure: { code: 'key-not-kept' } });
    expect(used(at)).toEqual([]);
    expect(at.keys).toEqual(theirs);
    at.operated.clock.pass(10 * minuteMs);
    expect(await at.report('shopify/default')).toMatchObject(ok);
  });

  test('but the change of another store’s key costs nothing', async () => {
    const at = approved();
    let changed = false;
    at.beforeCall = (call) => {
      if (call !== 'make-current' || changed) return;
      changed = true;
      at.keys = { ...(at.keys as object), 'stripe/default': 'rk_test_new' };
    };
    expect(await at.report('shopify/default')).toMatchObject(ok);
    expect(at.keys).toMatchObject({
      'stripe/default': 'rk_test_new',
      'shopify/default': { token: at.shopify.granted[0]?.token },
    });
  });
});

test('of two runs at once, the second one leaves the token to the first', async () => {
  const at = approved();
  const seen: unknown[] = [];
  at.beforeCall = async (call) => {
    if (call === 'vendor' && seen.length === 0) {
      seen.push(0);
      seen.push(await at.run('shopify/default'));
    }
  };
  expect(await at.report('shopify/default')).toMatchObject(ok);
  await new Promise(setImmediate);
  expect(kept(at)).toBe(1);
});

test('a renewal that Shopify refuses says that the app has to be approved again', async () => {
  const at = approved();
  at.shopify.approve();
  expect(await at.report('shopify/default')).toMatchObject({
    failure: { code: 'renewal-refused', status: 401 },
  });
  expect(kept(at)).toBe(0);
});
