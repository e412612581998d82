import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { isObject } from '../../lambda/json';
import { unpack } from '../../lambda/ledger/packed';
import { credentialsOf } from '../../local/aws/environment';
import { TestBridge, temporaryFolder } from '../support/test-bridge';
import { freshId, shopify, shopifyCustomer, stripe, stripeCustomer, stripeEvent } from '../support/webhooks';

/** docs/privacy.md names every place that shoppers' data is in, and the run of a whole bridge finds no other. */
interface Documented {
  readonly fields: ReadonlySet<string>;
  /** Those that may hold a name, an e-mail, a phone number or anything else a shopper has told. */
  readonly personal: ReadonlySet<string>;
  /** Those that may hold a customer's ID. */
  readonly ids: ReadonlySet<string>;
}

/** By the place's name. */
const documented: ReadonlyMap<string, Documented> = new Map(
  [...document().matchAll(/^\| `([^`]+)` \|([^|]*)\|([^|]*)\|([^|]*)\|/gm)].map(
    ([, place = '', fields = '', personal = '', ids = '']) => [
      place,
      { fields: quotedIn(fields), personal: quotedIn(personal), ids: quotedIn(ids) },
    ],
  ),
);

/** A `|` inside a row's cells is written as in any table of Markdown. */
function document(): string {
  return readFileSync(join(__dirname, '..', '..', 'docs', 'privacy.md'), 'utf8').replaceAll('\\|', '¦');
}

function quotedIn(cell: string): ReadonlySet<string> {
  return new Set([...cell.matchAll(/`([^`]+)`/g)].map(([, field = '']) => field));
}

const person = {
  first_name: 'Xenophilia',
  last_name: 'Quillfeather',
  phone: '+15550109999',
  note: 'allergic to marzipan',
};
const traces = ['xenophilia', 'quillfeather', '15550109999', 'marzipan'];

const folder = temporaryFolder();
let bridge: TestBridge;
const ids: string[] = [];

function shopper(changes: Readonly<Record<string, unknown>> = {}) {
  const id = freshId();
  ids.push(String(id));
  return shopifyCustomer({ id, ...person, email: `quillfeather.${id}@example.com`, ...changes });
}

beforeAll(async () => {
  bridge = await TestBridge.start({
    dataDir: folder.path,
    adjustSettings: (settings) => ({
      ...settings,
      // For as long an erasure looks whether the customer comes back.
      leaseMs: 3000,
      stores: settings.stores.map((store) => ({ ...store, mapping: { extras: ['phone', 'note'] } })),
    }),
  });
  const signup = shopper();
  const order = { id: 5, email: 'quillfeather@example.com', note: person.note };
  await bridge.settled(shopify(signup));
  await bridge.settled(
    shopify(
      { ...signup, last_name: 'Quillfeather-Jones', updated_at: '2026-11-03T09:30:00+01:00' },
      { topic: 'customers/update' },
    ),
  );
  // Refused, ignored, without an e-mail, an early consent, a conflict, a deletion, an erasure.
  const bad = shopper({ email: 'quillfeather at nowhere' });
  const refusedId = bad.id;
  const refused = await bridge.settled(shopify(bad));
  await bridge.settled(shopify({ ...order, customer: { id: Number(ids[0]) } }, { topic: 'orders/create' }));
  await bridge.settled(shopify(order, { topic: 'orders/create' }));
  await bridge.settled(shopify(shopper({ email: null })));
  await bridge.settled(shopify(shopper({ email: signup.email })));
  ids.push('777000111222333');
  await bridge.settled(
    shopify(
      {
        ...{ customer_id: 777000111222333, email_address: 'quillfeather@example.com' },
        email_marketing_consent: {
          state: 'subscribed',
          opt_in_level: 'single_opt_in',
          consent_updated_at: '2026-11-02T08:30:00Z',
        },
      },
      { topic: 'customers_email_marketing_consent/update' },
    ),
  );
  ids.push('cus_quillwalk');
  const stripes = stripeCustomer({
    id: 'cus_quillwalk',
    name: 'Xenophilia Quillfeather',
    email: 'second.quillfeather@example.com',
  });
  await bridge.misbehave({ do: 'garble', times: 1 });
  await bridge.settled(stripe(stripeEvent('customer.created', stripes)));
  await bridge.settled(
    stripe(
      stripeEvent('invoice.paid', {
        object: 'invoice',
        customer: 'cus_quillwalk',
        customer_email: 'second.quillfeather@example.com',
      }),
    ),
  );
  const erased = shopper();
  await bridge.settled(shopify(erased));
  await bridge.settled(
    shopify(
      {
        ...{ shop_id: 1, shop_domain: 'shop-one.myshopify.com', orders_to_redact: [] },
        customer: { id: erased.id, email: erased.email, phone: person.phone },
      },
      { topic: 'customers/redact' },
    ),
  );
  const { operator } = bridge.bridge;
  // Who asks for their data, by ID and by an e-mail that nobody has; one is answered. A shop that is to be erased, and one
  // that is.
  const asks = (customer: object, id: number) =>
    shopify(
      {
        ...{ shop_id: 1, shop_domain: 'shop-one.myshopify.com', orders_requested: [] },
        ...{ customer, data_request: { id } },
      },
      { topic: 'customers/data_request' },
    );
  await bridge.settled(asks({ id: signup.id, email: signup.email, phone: person.phone }, 1));
  await bridge.settled(asks({ id: refusedId, email: signup.email, phone: person.phone }, 2));
  await bridge.settled(asks({ email: 'unheard.quillfeather@example.com' }, 3));
  await bridge.settled(
    shopify({ shop_id: 1, shop_domain: 'shop-one.myshopify.com' }, { topic: 'shop/redact' }),
  );
  await operator.endDataRequest({ source: 'shopify', store: 'default', customer: String(refusedId) });
  await operator.eraseShop({ source: 'shopify', store: 'closed' }, { sleep: async () => undefined });
  await operator.replay(refused.id);
  await operator.pause(['stripe/default']);
  await operator.resume(['stripe/default']);
  await operator.show(refused.id, { reveal: true });
  await bridge.drained();
});
afterAll(async () => {
  await bridge.stop();
  folder.remove();
});

/** What of it the document does not allow, by place and field. */
function undocumented(place: string, fields: Readonly<Record<string, unknown>>): readonly string[] {
  const known = documented.get(place);
  if (!known) return [`${place}: not in the document`];
  return Object.entries(fields).flatMap(([field, value]) => {
    if (value === undefined) return [];
    // One attribute for each circuit, and for each shop that was erased.
    const [name = ''] = place === 'ledger: shared-state' ? field.split('|') : [field];
    if (!known.fields.has(name) && !(place === 'ledger: attempts' && isMark(field)))
      return [`${place}: ${field} is not in the document`];
    const text = textOf(value);
    return [
      ...(!known.personal.has(field) && traces.some((trace) => text.toLowerCase().includes(trace))
        ? [`${place}: ${field} holds personal data`]
        : []),
      ...(!known.ids.has(field) && ids.some((id) => text.includes(id))
        ? [`${place}: ${field} holds a customer's ID`]
        : []),
    ];
  });
}

function textOf(value: unknown): string {
  if (!(value instanceof Uint8Array))
    return typeof value === 'string'
      ? value
      : JSON.stringify(value, (_, each) => (each instanceof Set ? [...each] : each));
  const packed = unpack(value);
  return `${JSON.stringify(packed.value)} ${packed.bytes.toString('utf8')}`;
}

/** Each mark of messages that are attempted is an attribute of its own: its end, its try and its ID. */
const isMark = (field: string) => /^\d+\|\d+\|[\w-]+$/.test(field);

const unique = (all: readonly string[]) => [...new Set(all)].sort();

test('the document names every item of the ledger and each of its attributes', async () => {
  const { environment } = bridge.bridge;
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: 'us-east-1',
    credentials: credentialsOf(bridge.bridge.token),
  });
  const items: Record<string, AttributeValue>[] = [];
  for (let ExclusiveStartKey: Record<string, AttributeValue> | undefined; ; ) {
    const page = await client.send(
      new ScanCommand({
        TableName: environment.LEDGER_TABLE,
        ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
      }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
    if (!ExclusiveStartKey) break;
  }
  client.destroy();
  const all = items.map((item) => unmarshall(item));
  const kindOf = (pk: unknown) => `ledger: ${String(pk).split('|')[1]}`;
  expect(unique(all.flatMap((item) => undocumented(kindOf(item.pk), item)))).toEqual([]);
  // Else the story would prove little.
  expect(unique(all.map(({ pk }) => kindOf(pk)))).toEqual(
    expect.arrayContaining(
      ['action', 'count', 'customer', 'delivery', 'erased', 'shared-state', 'task'].map(
        (kind) => `ledger: ${kind}`,
      ),
    ),
  );
  expect(
    all.some(({ packed }) => packed instanceof Uint8Array && textOf(packed).includes('Quillfeather')),
  ).toBe(true);
});

// The story runs no reconciliation, say: what it leaves out must not be left out of the document, too.
test('the document names every kind of item that the ledger has a key of', () => {
  const source = readFileSync(join(__dirname, '..', '..', 'lambda', 'ledger', 'table.ts'), 'utf8');
  const ofIndexes = new Set(['outcome', 'email', 'email-told', 'attention', 'actions', 'tasks']);
  const kinds = unique([...source.matchAll(/ key\('([a-z-]+)'/g)].map(([, kind = '']) => kind));
  expect(kinds.length).toBeGreaterThan(10);
  const items = kinds.filter((kind) => !ofIndexes.has(kind));
  expect(items.filter((kind) => !documented.has(`ledger: ${kind}`))).toEqual([]);
});

test('the document names each part of a message, on the queue and in the DLQ', async () => {
  const letters = await bridge.deadLetters();
  expect(letters.length).toBeGreaterThan(0);
  const found = letters.flatMap(({ envelope, reason, text }) =>
    undocumented('queue and DLQ', {
      ...envelope,
      body: Buffer.from(envelope.body, 'base64').toString(),
      reason,
      text,
    }),
  );
  expect(unique(found)).toEqual([]);
});

test('the document names each field of a log line, and none holds a shopper’s data', () => {
  expect(bridge.logLines.length).toBeGreaterThan(20);
  const found = bridge.logLines.flatMap((line) => {
    const read: unknown = JSON.parse(line);
    if (!isObject(read)) return ['a line that is no object'];
    const figures = figuresOf(read);
    return undocumented(
      'log lines',
      Object.fromEntries(Object.entries(read).filter(([field]) => !figures.has(field))),
    );
  });
  expect(unique(found)).toEqual([]);
});

/** The names of a line's figures, which are numbers. */
function figuresOf(line: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const names = JSON.stringify(line._aws ?? {}).matchAll(/"Name":"(\w+)"/g);
  return new Set([...names].flatMap(([, name = '']) => (typeof line[name] === 'number' ? [name] : [])));
}

test('the document names each file of the local run', () => {
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  const found = files.flatMap(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const [file = ''] = path.slice(folder.path.length + 1).split('/');
    return undocumented('files of DATA_DIR', { [file]: readFileSync(path).toString('latin1') });
  });
  expect(unique(found)).toEqual([]);
});
