import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnsIn } from '../../../cli/backfill/columns-option';
import { examine } from '../../../cli/backfill/engine/examine';
import { type CsvColumns, missingFields } from '../../../cli/backfill/engine/readers/csv/columns';
import { csvCustomers } from '../../../cli/backfill/engine/readers/csv/reader';
import { rowsOf } from '../../../cli/backfill/engine/readers/csv/rows';
import { vendors } from '../../../cli/vendors/registry';
import { stripeFile } from '../../../cli/vendors/stripe/files';
import { sources } from '../../../lambda/sources/registry';
import { storeWith } from '../../support/settings';
import { temporaryFolder } from '../../support/test-bridge';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const file = (content: string | Buffer) => {
  const path = join(folder.path, 'customers.csv');
  writeFileSync(path, content);
  return path;
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('rows', () => {
  test.each<[string, string, readonly (readonly string[])[], readonly number[]]>([
    [
      'with commas',
      'id,email\n1,a\n',
      [
        ['id', 'email'],
        ['1', 'a'],
      ],
      [1, 2],
    ],
    [
      'with semicolons',
      'id;email\n1;a,b\n',
      [
        ['id', 'email'],
        ['1', 'a,b'],
      ],
      [1, 2],
    ],
    [
      'with tabs',
      'id\temail\n1\ta',
      [
        ['id', 'email'],
        ['1', 'a'],
      ],
      [1, 2],
    ],
    [
      'behind a byte order mark',
      '\ufeffid,email\r\n1,a\r\n',
      [
        ['id', 'email'],
        ['1', 'a'],
      ],
      [1, 2],
    ],
    [
      'of several lines',
      'id,note\r\n1,"a\r\nb"\r\n2,c\r\n',
      [
        ['id', 'note'],
        ['1', 'a\r\nb'],
        ['2', 'c'],
      ],
      [1, 2, 4],
    ],
    [
      'with empty lines between',
      'id,email\n\n1,a\n\n\n2,b\n',
      [
        ['id', 'email'],
        ['1', 'a'],
        ['2', 'b'],
      ],
      [1, 3, 6],
    ],
    ['of other lengths', 'id,email\n1\n2,b,c\n', [['id', 'email'], ['1'], ['2', 'b', 'c']], [1, 2, 3]],
    ['none', '', [], []],
  ])('%s', async (_, content, values, lines) => {
    const rows = await all(rowsOf(file(content)));
    expect(rows.map((row) => row.values)).toEqual(values);
    expect(rows.map(({ line }) => line)).toEqual(lines);
  });

  test('reading may stop early, and what the file cannot give is thrown', async () => {
    for await (const { line } of rowsOf(file('id\n1\n'))) {
      expect(line).toBe(1);
      break;
    }
    await expect(all(rowsOf(join(folder.path, 'nowhere.csv')))).rejects.toThrow('ENOENT');
    await expect(all(rowsOf(folder.path))).rejects.toThrow('EISDIR');
  });

  test('a quote without its end is told by line, and not by what it holds', async () => {
    const path = file('id,note\n1,ok\n2,"Ada Example\n3,c\n');
    const reading = all(rowsOf(path));
    await expect(reading).rejects.toThrow(`Line 3 of ${path}, or one after it, is no CSV`);
    await expect(reading).rejects.not.toThrow('Ada');
  });
});

describe('--columns', () => {
  test.each([
    [
      'id=Customer ID, email = E-Mail',
      [
        ['id', 'Customer ID'],
        ['email', 'E-Mail'],
      ],
    ],
    ['createdAt=Created (UTC)', [['createdAt', 'Created (UTC)']]],
  ])('%s', (text, columns) => {
    expect([...columnsIn(text)]).toEqual(columns);
  });

  test.each([
    ['id', '`id` is not like email=Email.'],
    ['emial=Email', 'Did you mean email?'],
    ['birthday=Born', 'There is no field birthday: there are id, email,'],
  ])('%s is refused', (text, why) => {
    expect(() => columnsIn(text)).toThrow(why);
  });

  test('adds up, and lacks what nobody can do without', () => {
    const columns = columnsIn('email=Email', columnsIn('id=ID'));
    expect([...columns.keys()]).toEqual(['id', 'email']);
    expect(missingFields(columns)).toEqual(['createdAt']);
  });
});

const columns: CsvColumns = columnsIn(
  'id=ID,email=Email,createdAt=Created,firstName=First,lastName=Last,phone=Phone,country=Country',
);
const header = 'ID,Email,Created,First,Last,Phone,Country\n';

/** As the backfill looks at it: by the source's own parsing and mapping. */
const examinedOf = async (sourceName: string, content: string, after: string | null = null) => {
  const source = sources.get(sourceName);
  const vendor = vendors.get(sourceName);
  if (!source || !vendor) throw new Error(`There is no ${sourceName}`);
  const vendorAccount = sourceName === 'woocommerce' ? 'shop.example.com' : 'any';
  const store = storeWith(sourceName, { vendorAccount, mapping: { extras: ['phone', 'country'] } });
  const reader = csvCustomers(file(content), columns, vendor.customers.fromCsv);
  const range = { since: null, until: new Date('2026-11-01T00:00:00Z') };
  return (await all(reader.read({ store, since: null, after }))).map((listed) =>
    examine(listed, 'backfill-test', { source, store, range }),
  );
};

const ids = { shopify: '5100000000001', stripe: 'cus_Fake1', woocommerce: '51' };

describe.each(Object.entries(ids))('a row for %s', (source, id) => {
  test('is the customer that its list would have', async () => {
    const [examined] = await examinedOf(
      source,
      `${header}${id},ada@example.com,2025-03-01 09:30,Ada,Example,+15555550101,US\n`,
    );
    expect(examined).toMatchObject({
      customer: id,
      email: 'ada@example.com',
      line: 2,
      snapshot: {
        customer: {
          id,
          name: 'Ada Example',
          registration_date: '2025-03-01T09:30:00.000Z',
          metadata: { phone: '+15555550101', country: 'US' },
        },
      },
    });
  });

  test('has no apostrophe that only keeps a spreadsheet from counting', async () => {
    const written = id.replace(/^(?=\d)/, "'");
    const [examined] = await examinedOf(
      source,
      `${header}${written},ada@example.com,'2025-03-01,Ada,'t Example,'+15555550101,US\n`,
    );
    expect(examined).toMatchObject({
      customer: id,
      snapshot: { customer: { name: "Ada 't Example", metadata: { phone: '+15555550101' } } },
    });
  });

  test('that is no customer is left out with its line', async () => {
    const rows = [
      `${id},ada@example.com,2025-03-01,Ada,Example,,`,
      ',ben@example.com,2025-03-01,Ben,Example,,',
      `${id},cleo@example.com,yesterday,Cleo,Example,,`,
      `${id},dora@example.com,,Dora,Example,,`,
      `${id},eve@example.com,2025-03-01,Eve,Example, Jr.,,`,
      `${id},,2025-03-01,Fay,Example,,`,
      `${id},gus@example.com,2026-11-02,Gus,Example,,`,
    ];
    const [good, ...left] = await examinedOf(source, header + rows.join('\n'));
    expect(good).toHaveProperty('email', 'ada@example.com');
    expect(left).toEqual([
      { customer: null, why: 'unmappable', reason: { code: 'row-without-id' }, line: 3 },
      { customer: null, why: 'unmappable', reason: { code: 'row-time-unknown' }, line: 4 },
      { customer: null, why: 'unmappable', reason: { code: 'row-time-unknown' }, line: 5 },
      { customer: null, why: 'unmappable', reason: { code: 'row-out-of-form' }, line: 6 },
      { customer: id, why: 'unmappable', reason: { code: 'store-has-no-email' }, line: 7 },
      { customer: id, why: 'signup', reason: { code: 'signed-up-since-go-live' }, line: 8 },
    ]);
  });

  test('goes on behind the row it stopped at', async () => {
    const rows = [1, 2, 3].map((n) => `${id},f${n}@example.com,2025-03-01,A,"B\nC",,`);
    const found = await examinedOf(source, header + rows.join('\n'), '4');
    expect(found).toEqual([expect.objectContaining({ email: 'f3@example.com', line: 6 })]);
  });
});

test('text in another encoding than UTF-8 is refused as a whole, before a row is sent', async () => {
  const path = file(Buffer.from('ID,Email\n1,ada@example.com\n2,peña@example.com\n', 'latin1'));
  const reader = csvCustomers(path, columnsIn('id=ID,email=Email'), () => {
    throw new Error('No row is read');
  });
  const counting = reader.count();
  await expect(counting).rejects.toThrow(`Line 3 of ${path} is not UTF-8: save the file as "CSV UTF-8".`);
  await expect(counting).rejects.not.toThrow('example.com');
});

test('a column that the file does not have is named, and how many it has', async () => {
  const path = file('ID,Mail,Created,First\n');
  const reader = csvCustomers(path, columnsIn('id=ID,email=Email'), () => {
    throw new Error('No row is read');
  });
  await expect(reader.count()).rejects.toThrow(`The first line of ${path} has no Email. It has 4 columns.`);
});

test.each([
  ['the column that was probably meant', 'ID,E-Mail,Created\n', 'It has 3 columns. Did you mean E-Mail?'],
  ['nothing of a first line that is no header', '1,ada@example.com,Emaila\n', 'It has 3 columns.'],
])('a column that the file does not have: names %s', async (_, content, end) => {
  const path = file(content);
  const reader = csvCustomers(path, columnsIn('email=Email'), () => {
    throw new Error('No row is read');
  });
  await expect(reader.count()).rejects.toThrow(
    new RegExp(`has no Email\\. ${end.replaceAll(/[.?]/g, '\\$&')}$`),
  );
});

describe('a file of Stripe’s customers, one a line', () => {
  const customer = {
    id: 'cus_Fake1',
    object: 'customer',
    created: 1740821400,
    email: 'ada@example.com',
    name: 'Ada Example',
    livemode: false,
    metadata: {},
  };
  const store = storeWith('stripe');
  const source = sources.get('stripe');
  const read = async (content: string) => {
    if (!source) throw new Error('There is no stripe');
    const listed = await all(stripeFile(file(content)).read({ store, since: null, after: null }));
    return listed.map((each) =>
      examine(each, 'backfill-test', { source, store, range: { since: null, until: new Date() } }),
    );
  };

  test('is read as its list is', async () => {
    expect(await read(`${JSON.stringify(customer)}\n`)).toEqual([
      expect.objectContaining({ customer: 'cus_Fake1', email: 'ada@example.com' }),
    ]);
  });

  test.each([
    ['no JSON', 'id,email'],
    ['something else', JSON.stringify({ ...customer, object: 'charge' })],
    ['a whole page of the list', JSON.stringify({ object: 'list', data: [customer] })],
  ])('leaves out %s', async (_, line) => {
    expect(await read(line)).toEqual([expect.objectContaining({ why: 'unmappable' })]);
  });
});
