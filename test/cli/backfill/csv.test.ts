import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnsIn, textsIn } from '../../../cli/backfill/columns-option';
import { examine } from '../../../cli/backfill/engine/examine';
import { type CsvColumns, missingFields } from '../../../cli/backfill/engine/readers/csv/columns';
import { consentCounts } from '../../../cli/backfill/engine/readers/csv/consent';
import { headOf } from '../../../cli/backfill/engine/readers/csv/head';
import { idTable } from '../../../cli/backfill/engine/readers/csv/ids';
import { checkedCsv } from '../../../cli/backfill/engine/readers/csv/reader';
import { rowsOf } from '../../../cli/backfill/engine/readers/csv/rows';
import { unknownColumn } from '../../../cli/backfill/unknown-column';
import * as csvForms from '../../../cli/vendors/registered-csv';
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

const commas = { encoding: 'utf8', separator: ',' } as const;

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
    const path = file(content);
    const form = content === '' ? commas : await headOf(path, new Map([['id', 'id']]));
    const rows = await all(rowsOf(path, form));
    expect(rows.map((row) => row.values)).toEqual(values);
    expect(rows.map(({ line }) => line)).toEqual(lines);
  });

  test('reading may stop early, and what the file cannot give is thrown', async () => {
    for await (const { line } of rowsOf(file('id\n1\n'), commas)) {
      expect(line).toBe(1);
      break;
    }
    await expect(all(rowsOf(join(folder.path, 'nowhere.csv'), commas))).rejects.toThrow('ENOENT');
    await expect(all(rowsOf(folder.path, commas))).rejects.toThrow('EISDIR');
  });

  test('a quote without its end is told by line, and not by what it holds', async () => {
    const path = file('id,note\n1,ok\n2,"Ada Example\n3,c\n');
    const reading = all(rowsOf(path, commas));
    await expect(reading).rejects.toThrow(`A quote in line 3 of ${path}, or in one after it, is not closed.`);
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
    ['=Email', '`=Email` is not like email=Email.'],
  ])('%s is refused', (text, why) => {
    expect(() => columnsIn(text)).toThrow(why);
  });

  const values = ['custom.loyalty_number'];
  test.each([
    ['shopify', 'emial=Email', 'Did you mean email?'],
    ['stripe', 'emial=Email', 'Did you mean email?'],
    ['shopify', 'birthday=Born', 'There is no field birthday: there are id, email,'],
    ['shopify', 'custom.card=Card', "The store's settings do not name custom.card"],
    ['shopify', 'custom.loyalty_numbr=Card', 'Did you mean custom.loyalty_number?'],
  ])('of %s, %s is refused', (source, text, why) => {
    expect(unknownColumn(columnsIn(text), storeWith(source, { mapping: { values } }))).toContain(why);
  });

  test.each([
    ['shopify', 'custom.loyalty_number=Card'],
    // By default the birthday is in this metafield.
    ['shopify', 'facts.birth_date=Born'],
    ['stripe', 'loyalty_number=Card'],
    ['standard', 'birth_date=Born'],
  ])('of %s, %s is a value that the mapping may read', (source, text) => {
    expect(unknownColumn(columnsIn(text), storeWith(source, { mapping: { values } }))).toBeNull();
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
const deps = { now: new Date('2026-11-10T12:00:00Z'), onChecked: () => {} };

interface Given {
  readonly after?: string | null;
  readonly columns?: CsvColumns;
  readonly granted?: readonly string[];
}

const forms = new Map(Object.entries(csvForms));

/** As the backfill looks at it: by the source's own parsing and mapping. */
const examinedOf = async (
  sourceName: string,
  content: string | Buffer,
  { after = null, columns: named = columns, granted = [] }: Given = {},
) => {
  const source = sources.get(sourceName);
  const form = forms.get(sourceName);
  if (!source || !form) throw new Error(`There is no ${sourceName}`);
  const vendorAccount = sourceName === 'woocommerce' ? 'shop.example.com' : 'any';
  const store = storeWith(sourceName, { vendorAccount, mapping: { extras: ['phone', 'country'] } });
  const { reader } = await checkedCsv({ file: file(content), columns: named, granted }, form, deps);
  const range = { since: null, until: new Date('2026-11-01T00:00:00Z') };
  return (await all(reader.read({ store, since: null, after }))).map((listed) =>
    examine(listed, 'backfill-test', { source, store, range }),
  );
};

test('each of the bridge’s own sources takes a CSV file', () => {
  expect([...forms.keys()]).toEqual(['shopify', 'standard', 'stripe', 'woocommerce']);
});

describe.each([
  ['shopify', '5100000000001'],
  ['standard', 'member-1'],
  ['stripe', 'cus_Fake1'],
  ['woocommerce', '51'],
] as const)('a row for %s', (source, id) => {
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
      `${id}3,cleo@example.com,yesterday,Cleo,Example,,`,
      `${id}4,dora@example.com,,Dora,Example,,`,
      `${id}5,eve@example.com,2025-03-01,Eve,Example, Jr.,,`,
      `${id}6,,2025-03-01,Fay,Example,,`,
      `${id}7,gus@example.com,2026-11-02,Gus,Example,,`,
    ];
    const [good, ...left] = await examinedOf(source, header + rows.join('\n'));
    expect(good).toHaveProperty('email', 'ada@example.com');
    expect(left).toEqual([
      { customer: null, why: 'unmappable', reason: { code: 'row-without-id' }, line: 3 },
      { customer: null, why: 'unmappable', reason: { code: 'row-time-unknown' }, line: 4 },
      { customer: null, why: 'unmappable', reason: { code: 'row-time-unknown' }, line: 5 },
      { customer: null, why: 'unmappable', reason: { code: 'row-out-of-form' }, line: 6 },
      { customer: `${id}6`, why: 'unmappable', reason: { code: 'store-has-no-email' }, line: 7 },
      { customer: `${id}7`, why: 'signup', reason: { code: 'signed-up-since-go-live' }, line: 8 },
    ]);
  });

  test('goes on behind the row it stopped at', async () => {
    const rows = [1, 2, 3].map((n) => `${id}${n},f${n}@example.com,2025-03-01,A,"B\nC",,`);
    const found = await examinedOf(source, header + rows.join('\n'), { after: '4' });
    expect(found).toEqual([expect.objectContaining({ email: 'f3@example.com', line: 6 })]);
  });

  test('says nothing of what the file has no column for, and takes back what is empty', async () => {
    const fewer = columnsIn('id=ID,email=Email,createdAt=Created,country=Country');
    const [examined] = await examinedOf(
      source,
      `ID,Email,Created,Country\n${id},ada@example.com,2025-03-01,\n`,
      {
        columns: fewer,
      },
    );
    const asOf = examined && 'snapshot' in examined ? examined.snapshot.asOf : {};
    expect(asOf).toHaveProperty('phone', null);
    expect(asOf).not.toHaveProperty('country');
  });

  /** A row with this text under its consent, and this one under the consent's date. */
  const stating = async (text: string, at: string) => {
    const [examined] = await examinedOf(
      source,
      `ID,Email,Created,Accepts,Since\n${id},ada@example.com,2025-03-01,${text},${at}\n`,
      {
        columns: columnsIn(
          'id=ID,email=Email,createdAt=Created,emailMarketing=Accepts,emailMarketingAt=Since',
        ),
        granted: ['yes'],
      },
    );
    return examined;
  };

  test.each([
    ['yes', '', { granted: true }],
    [' YES ', '2024-05-01 10:00', { granted: true, order: { at: Date.UTC(2024, 4, 1, 10) } }],
    // What a store has of everybody whom it never asked is nobody's statement, unless it has a date.
    ['no', '', { granted: false, unasked: true }],
    ['FALSE', '', { granted: false, unasked: true }],
    ['FAUX', '', { granted: false, unasked: true }],
    ['no', '2024-05-01', { granted: false, unasked: undefined, order: { at: Date.UTC(2024, 4, 1) } }],
    // Whatever was not named as a yes is a no.
    ['true', '', { granted: false, unasked: undefined }],
    ['unsubscribed', '', { granted: false, unasked: undefined }],
    ['y', '', { granted: false }],
    ['yes!', '', { granted: false }],
  ])('consent %j of %j is %j', async (text, at, expected) => {
    const examined = await stating(text, at);
    const statements = examined && 'snapshot' in examined ? examined.snapshot.statements : undefined;
    expect(statements).toEqual({ email_marketing: expect.anything() });
    expect(statements?.email_marketing).toMatchObject(
      Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)),
    );
    expect(statements?.email_marketing?.unasked).toBe('unasked' in expected ? expected.unasked : undefined);
    // Without a date of its own it is as old as the row, and any later statement is newer.
    if (at === '') expect(statements?.email_marketing?.order.at).toBe(Date.UTC(2025, 2, 1));
  });

  test.each([
    ['', ''],
    ['', '2024-05-01'],
    ['', 'long ago'],
  ])('consent %j of %j states nothing', async (text, at) => {
    const examined = await stating(text, at);
    expect(examined).toMatchObject({ snapshot: { statements: {} } });
    expect(examined && 'snapshot' in examined && Object.keys(examined.snapshot.statements)).toEqual([]);
  });
});

describe.each([
  ['shopify', '5100000000001', 'custom.loyalty_number', 'custom.birthday'],
  ['standard', 'member-1', 'loyalty_number', 'birthday'],
  ['stripe', 'cus_Fake1', 'loyalty_number', 'birthday'],
  ['woocommerce', '51', 'loyalty_number', 'birthday'],
] as const)('the values of %s’s own', (sourceName, id, loyalty, birthday) => {
  const read = async (row: string, named = `${loyalty}=Loyalty,${birthday}=Born`) => {
    const source = sources.get(sourceName);
    const form = forms.get(sourceName);
    if (!source?.details || !form) throw new Error(`There is no ${sourceName}`);
    const vendorAccount = sourceName === 'woocommerce' ? 'shop.example.com' : 'any';
    const mapping = { birthDate: birthday, values: [loyalty, 'custom.other'] };
    const store = storeWith(sourceName, { vendorAccount, mapping });
    const columns = columnsIn(`id=ID,email=Email,createdAt=Created,${named}`);
    const content = `ID,Email,Created,Loyalty,Born,Company\n${id},ada@example.com,2025-03-01,${row}\n`;
    const { reader } = await checkedCsv({ file: file(content), columns, granted: [] }, form, deps);
    const [listed] = await all(reader.read({ store, since: null, after: null }));
    if (!listed || listed.unusable) return listed?.unusable;
    const parsed = source.parse(listed.event, store);
    if (parsed.kind !== 'snapshot') throw new Error(parsed.kind);
    const mapped = source.map(parsed.snapshot, store);
    return { details: source.details(parsed.snapshot), mapped };
  };
  const told = async (...given: Parameters<typeof read>) => {
    const found = await read(...given);
    if (!found || 'code' in found) throw new Error('It is left out');
    const { details, mapped } = found;
    return { value: details.value, company: details.company, mapped };
  };

  test('are those that a mapping is told of a webhook, the birthday too', async () => {
    const { value, mapped } = await told("'00042,1990-05-17,");
    expect([value(loyalty), value(birthday), value('custom.other')]).toEqual([
      '00042',
      '1990-05-17',
      undefined,
    ]);
    expect(mapped).toMatchObject({ customer: { dob: '1990-05-17T00:00:00.000Z' } });
  });

  test('are none where the cell is empty, and unsaid where the file has no column', async () => {
    const { value, mapped } = await told(',,', `${loyalty}=Loyalty`);
    expect([value(loyalty), value(birthday)]).toEqual([null, undefined]);
    expect(mapped).toMatchObject({ silent: expect.arrayContaining(['dob']) });
  });

  test('that a spreadsheet has shortened are left out', async () => {
    expect(await read('5.1E+12,,')).toEqual({ code: 'row-value-rounded' });
  });

  if (sourceName !== 'standard') {
    test('the company is told, too', async () => {
      expect(await told('1,,Example Ltd', 'company=Company')).toMatchObject({ company: 'Example Ltd' });
    });
  }
});

test('tags are those that a mapping is told of a webhook', async () => {
  const tagged = async (name: string, id: string) => {
    const source = sources.get(name);
    const form = forms.get(name);
    if (!source?.details || !form) throw new Error(`There is no ${name}`);
    const columns = columnsIn('id=ID,email=Email,createdAt=Created,tags=Tags');
    const content = `ID,Email,Created,Tags\n${id},ada@example.com,2025-03-01,"vip, b2b"\n`;
    const { reader } = await checkedCsv({ file: file(content), columns, granted: [] }, form, deps);
    const store = storeWith(name);
    const [listed] = await all(reader.read({ store, since: null, after: null }));
    const parsed = listed && source.parse(listed.event, store);
    return parsed?.kind === 'snapshot' ? source.details(parsed.snapshot).tags : undefined;
  };
  expect(await tagged('shopify', '5100000000001')).toEqual(['vip', 'b2b']);
  expect(await tagged('standard', 'member-1')).toEqual(['vip', 'b2b']);
});

test('each channel has a column of its own', async () => {
  const [examined] = await examinedOf(
    'standard',
    'ID,Email,Created,E,S,P,L\nmember-1,ada@example.com,2025-03-01,yes,no,yes,\n',
    {
      columns: columnsIn(
        'id=ID,email=Email,createdAt=Created,emailMarketing=E,sms=S,pushNotifications=P,linkTracking=L',
      ),
      granted: textsIn('yes, true'),
    },
  );
  expect(examined).toMatchObject({
    snapshot: {
      statements: {
        email_marketing: { granted: true },
        sms: { granted: false },
        push_notifications: { granted: true },
      },
    },
  });
});

describe('what rows say of consent is counted', () => {
  test('with the first line of a no that may be meant as a yes', async () => {
    const texts = ['yes', 'no', '', 'oui', 'oui', 'yes'];
    const rows = texts.map((text, place) => `${place + 1},a${place}@example.com,2025-03-01,${text}\n`);
    const { reader } = await checkedCsv(
      {
        file: file(`ID,Email,Created,E\n,nobody@example.com,2025-03-01,yes\n${rows.join('')}`),
        columns: columnsIn('id=ID,email=Email,createdAt=Created,emailMarketing=E'),
        granted: ['yes'],
      },
      csvForms.standard,
      deps,
    );
    const consent = consentCounts();
    const listed = await all(reader.read({ store: storeWith('standard'), since: null, after: null }));
    for (const { says, line } of listed.reverse()) if (says && line) consent.add(says, line);
    expect([...consent.result()]).toEqual([
      ['emailMarketing', { yes: 2, no: 3, empty: 1, unusual: 2, unusualAt: 6 }],
    ]);
  });
});

describe('a row that is left out', () => {
  const left = async (rows: string, more: Given = {}) =>
    (
      await examinedOf('standard', `ID,Email,Created,Changed,Note\n${rows}`, {
        columns: columnsIn('id=ID,email=Email,createdAt=Created,updatedAt=Changed'),
        ...more,
      })
    ).map((each) => ('why' in each ? { ...each, reason: each.reason.code } : each.line));

  test.each([
    ['an ID that a spreadsheet has shortened', '5.1E+12,a@example.com,2025-03-01,,', 'row-id-rounded'],
    ['the same in Europe', '"5,1E+12",a@example.com,2025-03-01,,', 'row-id-rounded'],
    ['a day before a month, or behind', '1,a@example.com,03/04/2025,,', 'row-time-unknown'],
    ['with points', '1,a@example.com,3.4.2025,,', 'row-time-unknown'],
    ['a spreadsheet’s number of days', '1,a@example.com,45231.39,,', 'row-time-unknown'],
    ['a day that is none', '1,a@example.com,2025-02-30,,', 'row-time-unknown'],
    ['a zero for no time', '1,a@example.com,1970-01-01 00:00,,', 'row-time-unknown'],
    ['another one', '1,a@example.com,0001-01-01,,', 'row-time-unknown'],
    ['a change that cannot be read', '1,a@example.com,2025-03-01,March,', 'row-time-unknown'],
    // It would be newer than all that the store tells.
    ['a change in the future', '1,a@example.com,2025-03-01,2062-03-01,', 'row-time-ahead'],
    ['a signup in the future', '1,a@example.com,2062-03-01,,', 'row-time-ahead'],
    ['too few values', '1,a@example.com,2025-03-01,', 'row-out-of-form'],
  ])('%s', async (_, row, reason) => {
    expect(await left(`${row}\n`)).toEqual([{ customer: null, why: 'unmappable', reason, line: 2 }]);
  });

  test.each([
    '2025-03-01 09:30:00 UTC',
    '2025-03-01 10:30:00 +0100',
    '2025-03-01T09:30Z',
    '2025-03-01 09:30',
  ])('%s is a time', async (time) => {
    const [examined] = await examinedOf('standard', `ID,Email,Created\n1,a@example.com,${time}\n`, {
      columns: columnsIn('id=ID,email=Email,createdAt=Created'),
    });
    expect(examined).toMatchObject({
      snapshot: { customer: { registration_date: '2025-03-01T09:30:00.000Z' } },
    });
  });

  test.each<[string, readonly string[]]>([
    ['in the last column', ['1,a@example.com,2025-03-01,,"x', '2,b@example.com,2025-03-01,,"y"']],
    ['whose end is in the row below', ['1,a@example.com,2025-03-01,,"x', '2,b@example.com,2025-03-01,,5"']],
    // The first customer with the e-mail of the second one.
    ['in a column before', ['"1,a@example.com,2025-03-01,,', '2",b@example.com,2025-03-01,,']],
    ['in a row without an e-mail', ['"1,,2025-03-01,,', '"2",b@example.com,2025-03-01,,']],
  ])('a quote that is not closed takes no other row with it unseen, %s', async (_, rows) => {
    expect(await left([...rows, '3,c@example.com,2025-03-01,,z'].join('\n'))).toEqual([
      { customer: null, why: 'unmappable', reason: 'row-out-of-form', line: 2, lastLine: 3 },
      4,
    ]);
  });

  test('a value may have line breaks', async () => {
    expect(
      await left('1,a@example.com,2025-03-01,,"12, Some Road\nSome City, Some State, US\na@example.com"\n'),
    ).toEqual([2]);
  });

  test('a quote inside a value is none', async () => {
    expect(await left('1,a@example.com,2025-03-01,,The "best" one\n')).toEqual([2]);
  });

  test('rows of one ID count once where they say the same, and none of them where they differ', async () => {
    const rows = [
      '1,a@example.com,2025-03-01,,one',
      '2,b@example.com,2025-03-01,,',
      '1,a@example.com,2025-03-01,,another',
      '2,other@example.com,2025-03-01,,',
      '3,c@example.com,2025-03-01,,',
      '2,b@example.com,2025-03-01,,',
    ];
    const twice = { customer: null, why: 'unmappable', reason: 'row-id-twice' };
    const again = { customer: null, why: 'known', reason: 'listed-twice' };
    const expected = [
      2,
      { ...twice, line: 3 },
      { ...again, line: 4 },
      { ...twice, line: 5 },
      6,
      { ...twice, line: 7 },
    ];
    expect(await left(rows.join('\n'))).toEqual(expected);
    // Also where a run goes on behind the first of them.
    expect(await left(rows.join('\n'), { after: '3' })).toEqual(expected.slice(2));
  });

  test('a row is not sent whose other row of the same ID cannot be read', async () => {
    expect(await left('1,a@example.com,2025-03-01,,\n1,a@example.com,2025-03-01,April,\n')).toEqual([
      { customer: null, why: 'unmappable', reason: 'row-id-twice', line: 2 },
      { customer: null, why: 'unmappable', reason: 'row-time-unknown', line: 3 },
    ]);
  });

  test('rows that hold separators alone are none', async () => {
    expect(await left('1,a@example.com,2025-03-01,,\n,,,,\n , ,,,\n')).toEqual([2]);
  });

  test('a time of consent that cannot be read is not guessed', async () => {
    const named = columnsIn(
      'id=ID,email=Email,createdAt=Created,emailMarketing=Changed,emailMarketingAt=Note',
    );
    const given = { columns: named, granted: ['yes'] };
    expect(
      await left(
        '1,a@example.com,2025-03-01,yes,3/4/2025\n2,b@example.com,2025-03-01,no,2062-01-01\n',
        given,
      ),
    ).toEqual([
      { customer: null, why: 'unmappable', reason: 'row-consent-time-unknown', line: 2 },
      { customer: null, why: 'unmappable', reason: 'row-time-ahead', line: 3 },
    ]);
  });
});

describe('a file', () => {
  const table = 'ID;Email;Created\n1;peña@example.com;2025-03-01\n';
  const three = columnsIn('id=ID,email=Email,createdAt=Created');
  const check = (content: string | Buffer, named = three) =>
    checkedCsv({ file: file(content), columns: named, granted: [] }, csvForms.standard, deps);

  test.each<[string, string | Buffer, object]>([
    ['in UTF-8', table, { encoding: 'utf8', separator: ';' }],
    ['with a byte order mark', `\ufeff${table}`, { encoding: 'utf8', separator: ';' }],
    ['in UTF-16', Buffer.from(`\ufeff${table}`, 'utf16le'), { encoding: 'utf16le', separator: ';' }],
    ['that names its separator', `sep=;\r\n${table}`, { separator: ';' }],
    [
      'whose first line has more commas',
      `ID;Email;Created;"a,b,c,d,e"\n1;e@example.com;2025-03-01;\n`,
      { separator: ';' },
    ],
    [
      'whose first line has a line break',
      `"ID";"Email";Created;"a\nb"\n1;e@example.com;2025-03-01;\n`,
      { separator: ';' },
    ],
  ])('%s is read', async (_, content, form) => {
    const checked = await check(content);
    expect(checked).toMatchObject({ rows: 1, ...form });
    const store = storeWith('standard');
    const [listed] = await all(checked.reader.read({ store, since: null, after: null }));
    expect(listed?.event.body.toString()).toMatch(/"email":"(peña|e)@example\.com"/);
  });

  test.each<[string, string | Buffer, string]>([
    ['that is empty', '', ' is empty.'],
    ['of empty lines', '\n\n', ' is empty.'],
    [
      'in the encoding of a system',
      Buffer.from(table, 'latin1'),
      'Line 2 of FILE is not UTF-8: in Excel, save the file as "CSV UTF-8"',
    ],
    ['whose first line is', Buffer.from('ID;Peña\n', 'latin1'), 'Line 1 of FILE is not UTF-8'],
    [
      'in UTF-16 without a mark',
      Buffer.from(table, 'utf16le'),
      'FILE is not in UTF-8: save it as "CSV UTF-8".',
    ],
    ['that is a workbook', Buffer.from('504b0304140006', 'hex'), 'FILE is a workbook and not CSV'],
    ['that is an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'FILE is a workbook and not CSV'],
    ['that is compressed', Buffer.from('1f8b0800', 'hex'), 'FILE is compressed: unpack it first.'],
    ['without a column', 'ID;Mail;Created;First\n', 'The first line of FILE has no Email. It has 4 columns.'],
    [
      'with other separators',
      'ID|Email|Created\n',
      'The first line of FILE has no ID, Email, Created. It has 1 column: separate columns by commas, semicolons or tabs.',
    ],
    ['with a column twice', 'ID,Email,Created,Email\n', 'The first line of FILE has Email more than once'],
    [
      'with an open quote',
      'ID,Email,Created\n1,"a@example.com,2025-03-01\n2,b',
      'A quote in line 2 of FILE, or in one after it, is not closed.',
    ],
    // The column that was probably meant, and nothing of a first line that is no header.
    ['with other hyphens', 'ID,E-Mail,Created\n', 'has no Email. It has 3 columns. Did you mean E-Mail?'],
    ['without names', '1,ada@example.com,Emaila\n', 'has no ID, Email, Created. It has 3 columns.'],
  ])('%s is refused as a whole', async (_, content, why) => {
    const checking = check(content);
    await expect(checking).rejects.toThrow(why.replace('FILE', join(folder.path, 'customers.csv')));
    await expect(checking).rejects.not.toThrow('example.com');
  });

  test('may have a column twice that is not used', async () => {
    expect(await check('ID,Email,Created,Note,Note\n1,a@example.com,2025-03-01,,\n')).toMatchObject({
      rows: 1,
    });
  });

  test('of many rows tells how far its check is', async () => {
    const told: number[] = [];
    const rows = Array.from({ length: 2500 }, (_, n) => `${n},f${n}@example.com,2025-03-01\n`);
    const given = { file: file(`ID,Email,Created\n${rows.join('')}`), columns: three, granted: [] };
    const onChecked = (count: number) => told.push(count);
    expect(await checkedCsv(given, csvForms.standard, { ...deps, onChecked })).toMatchObject({ rows: 2500 });
    expect(told).toEqual([1000, 2000]);
  });

  test('without rows has none', async () => {
    expect(await check('ID,Email,Created\n')).toMatchObject({ rows: 0 });
  });

  test('is read as a stream: a row is there long before the end', async () => {
    const rows = Array.from({ length: 5000 }, (_, n) => `${n + 1},f${n}@example.com,2025-03-01\n`);
    const path = file(
      Buffer.concat([Buffer.from(`ID,Email,Created\n${rows.join('')}`), Buffer.from([0xff])]),
    );
    for await (const { line } of rowsOf(path, commas)) if (line === 2) break;
    await expect(all(rowsOf(path, commas))).rejects.toThrow('Line 5002 of');
  });

  test('that changes after it was checked is not read on', async () => {
    const { reader } = await check('ID,Email,Created\n1,a@example.com,2025-03-01\n');
    file('ID,Email,Created\n2,a@example.com,2025-03-01\n');
    const reading = all(reader.read({ store: storeWith('standard'), since: null, after: null }));
    await expect(reading).rejects.toThrow('The file has changed since it was checked');
  });
});

test('IDs of any number take sixteen bytes each, and are told apart', () => {
  const ids = idTable(2);
  for (let n = 1; n <= 5000; n += 1) ids.add(`member-${n}`, `row ${n}`, n);
  for (let n = 10; n <= 5000; n += 10)
    ids.add(`member-${n}`, n % 20 === 0 ? `row ${n}` : 'another', 5000 + n);
  const standings = Array.from({ length: 5000 }, (_, n) => ids.standingOf(`member-${n + 1}`, n + 1));
  expect(standings.filter((each) => each === 'first')).toHaveLength(4750);
  expect(standings.filter((each) => each === 'differs')).toHaveLength(250);
  expect(ids.standingOf('member-20', 5020)).toBe('again');
  expect(ids.standingOf('member-5001', 1)).toBe('unknown');
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
