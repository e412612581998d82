import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from '../../local/masivo/model';
import type { InMasivo } from '../../operator/core/answers/in-masivo';
import type { ShownCustomer } from '../../operator/core/answers/shown-customer';
import { bridge, type Outside } from '../support/command-line';
import { TestBridge } from '../support/test-bridge';
import { freshId, shopify, shopifyCustomer } from '../support/webhooks';

/** The command `customer` against a running local bridge. */
const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-customer-'));
const at: Outside = { environment: { DATA_DIR: folder } };
const run = (...args: readonly string[]) => bridge(args, at);

const consent = {
  version: '1.0',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: {},
};
let test_: TestBridge;
beforeAll(async () => {
  test_ = await TestBridge.start({
    dataDir: folder,
    adjustSettings: ({ stores, ...settings }) => ({
      ...settings,
      stores: stores.map((store) => ({ ...store, consent })),
    }),
  });
});
afterAll(async () => {
  await test_.stop();
  rmSync(folder, { recursive: true, force: true });
});

const person = /ada\.private|Ada|Adele|Example\b|Ottawa|15550100/;
const signup = (id: number, changes: Record<string, unknown> = {}) =>
  shopifyCustomer({ id, email: `ada.private.${id}@example.com`, phone: '+15550100', ...changes });
const stating = (state: string, at: string) => ({
  email_marketing_consent: { state, opt_in_level: 'single_opt_in', consent_updated_at: at },
});
/** What somebody else does to the customer in Masivo. */
async function changeInMasivo(id: number, change: (entry: Entry) => Entry) {
  const entry = await test_.control<Entry>('DELETE', `/customers/${id}`);
  await test_.control('PUT', `/customers/${id}`, change(entry));
}
const json = async (id: number) =>
  (await run('customer', `shopify/default/${id}`, '--json')).json<{
    customer: ShownCustomer | null;
    inMasivo: InMasivo | null;
  }>();

test('tells one story of deliveries, changes and consent, newest first, and what Masivo shows, without the person', async () => {
  const id = freshId();
  const first = await test_.settled(shopify(signup(id, stating('subscribed', '2026-11-20T08:00:00Z'))));
  const again = signup(id, {
    first_name: 'Adele',
    updated_at: '2027-01-01T00:00:00Z',
    ...stating('unsubscribed', '2026-11-25T08:00:00Z'),
  });
  const second = await test_.settled(shopify(again, { topic: 'customers/update' }));
  await run('show', first.id, '--reveal');
  const { code, out, err } = await run('customer', `shopify/default/${id}`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).not.toMatch(person);
  expect(out).toMatch(new RegExp(`^customer {2}shopify/default/${id} {2}a•••@e•••\\.com #[0-9a-f]{6}$`, 'm'));
  const [, told = ''] = /^when +what +delivery +details\n([\s\S]*?)\n\n/m.exec(out) ?? [];
  expect(told.split('\n').map((line) => line.replace(/^\S+ \S+ +/, '').replace(/ {2,}/g, '  '))).toEqual([
    `act  -  local: reveal (delivery ${first.id.slice(0, 8)}…)`,
    `updated  ${second.id}  changed name`,
    'state  -  Since then: Masivo has this customer.',
    `created  ${first.id}  the first snapshot that is kept`,
    `consent  ${second.id}  E-mail: not allowed since 2026-11-25 08:00:00Z`,
    `consent  ${first.id}  E-mail: allowed since 2026-11-20 08:00:00Z`,
  ]);
  expect(out).toContain('consent   E-mail: not allowed since 2026-11-25 08:00:00Z');
  expect(out).toContain(`  ID ${id}, status ACTIVE, tier Bronze, 100 Points`);
  expect(out).toMatch(/It is as the bridge knows it\.$/);
});

test('tells what somebody changed in Masivo, field by field and masked', async () => {
  const id = freshId();
  await test_.settled(shopify(signup(id, stating('subscribed', '2026-11-20T08:00:00Z'))));
  await changeInMasivo(id, (entry) => ({
    ...entry,
    customer: {
      ...entry.customer,
      name: 'Eve Elsewhere',
      metadata: { ...entry.customer.metadata, store: 'moved', others: 'kept' },
    },
    consent: entry.consent && {
      ...entry.consent,
      purposes: { ...entry.consent.purposes, push_notifications: true },
    },
  }));
  const terms = await test_.control<object>('GET', '/account');
  await test_.control('PUT', '/account', { ...terms, consentAtCreation: 'taken' });
  const { out } = await run('customer', `shopify/default/${id}`);
  expect(out).not.toMatch(/Eve|Elsewhere/);
  expect(out).toMatch(/^name +••• +•••$/m);
  expect(out).toMatch(/^metadata\.store +default +moved$/m);
  const { inMasivo } = await json(id);
  const fields = inMasivo && inMasivo.kind !== 'unknown' && inMasivo.differences.map(({ field }) => field);
  expect(fields).toEqual(['name', 'metadata.store', 'consent.push_notifications']);
  expect(out).toMatch(/^consent\.push_notifications +false +true$/m);
  await test_.control('PUT', '/account', terms);
});

test('tells that Masivo no longer has the customer, or has one that the bridge does not know', async () => {
  const id = freshId();
  await test_.settled(shopify(signup(id)));
  const entry = await test_.control<Entry>('DELETE', `/customers/${id}`);
  const { out } = await run('customer', `shopify/default/${id}`);
  expect(out).toContain(`no customer with the ID ${id}`);
  expect(out).toMatch(/^customer +is there +is not there$/m);

  const stranger = { ...entry, customer: { ...entry.customer, id: 'stranger', email: 'eve@example.com' } };
  await test_.control('PUT', '/customers/stranger', stranger);
  const other = await run('customer', 'shopify/default/stranger');
  expect(other.code).toBe(1);
  expect(other.out).toContain('the ledger of local knows no such customer');
  expect(other.out).toMatch(/^customer +is not there +is there$/m);
});

test('tells that the store merged a shopper into another, and deleted one; each page leads to the other', async () => {
  const [gone, kept] = [freshId(), freshId()];
  await test_.settled(shopify(signup(gone)));
  await test_.settled(shopify(signup(kept)));
  const gid = (id: number) => `gid://shopify/Customer/${id}`;
  const merge = {
    admin_graphql_api_customer_kept_id: gid(kept),
    admin_graphql_api_customer_deleted_id: gid(gone),
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  };
  await test_.settled(shopify(merge, { topic: 'customers/merge' }));
  const merged = await run('customer', `shopify/default/${gone}`);
  expect(merged.out).toMatch(new RegExp(`^merged {4}into shopify/default/${kept}$`, 'm'));
  expect(merged.out).toContain(`The store merged the shopper into shopify/default/${kept}`);
  expect(merged.out).toMatch(/^waits +for a decision \(merged\)/m);
  expect((await run('customer', `shopify/default/${kept}`)).out).toMatch(
    new RegExp(`^carries {3}shopify/default/${gone}$`, 'm'),
  );
  const deletion = {
    id: kept,
    phone: null,
    addresses: [],
    tax_exemptions: [],
    admin_graphql_api_id: gid(kept),
  };
  await test_.settled(shopify(deletion, { topic: 'customers/delete' }));
  const { out } = await run('customer', `shopify/default/${kept}`);
  expect(out).toContain('Masivo has this customer. The store has deleted the shopper.');
  expect(out).toMatch(/^\S+ \S+ +deletion +- +The store deleted the shopper$/m);
  expect(out).toMatch(/It is as the bridge knows it\.$/);
});

test('Masivo is left alone where it is not to be asked, and its trouble is told', async () => {
  const id = freshId();
  await test_.settled(shopify(signup(id)));
  const before = await test_.requests('GET /customers/{id}', 200);
  expect((await run('customer', `shopify/default/${id}`, '--no-masivo')).out).not.toContain('in Masivo');
  expect(await test_.requests('GET /customers/{id}', 200)).toBe(before);
  await test_.misbehave({ do: 'status', status: 503 });
  const { code, out } = await run('customer', `shopify/default/${id}`);
  await test_.misbehave();
  expect(code).toBe(0);
  expect(out).toContain('not known: Masivo returned HTTP 503');
});

test('a text that names no customer is not looked for', async () => {
  expect(await run('customer', 'cus_1')).toMatchObject({ code: 2, out: '' });
});
