import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assembledCode } from '../../infra/bridge-function';
import { functionNames } from '../../infra/build/bundles';
import { readConfigFolder } from '../../infra/config/config-folder';
import { mappingIn } from '../../infra/config/mapping-file';
import { compiledMapping } from '../../lambda/mapping/compiled-mapping';
import { temporaryFolder } from '../support/test-bridge';
import { environment } from './environments';

/** `mapping.ts` of a config folder: bundled, without what a pure function has no use for, and beside the functions. */
const temporary = temporaryFolder();
afterAll(() => temporary.remove());

let folders = 0;
function folderWith(mapping: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = join(temporary.path, `clients-${++folders}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries({ ...files, 'mapping.ts': mapping })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function compiled(mapping: string, files?: Readonly<Record<string, string>>) {
  const stored = mappingIn(folderWith(mapping, files));
  if (!stored) throw new Error('no mapping');
  return compiledMapping(stored);
}

const pieces = join(__dirname, '..', '..', 'lambda', 'mapping', 'pieces');
const identity = 'export default (_: unknown, customer: object) => customer;';

test('a folder without one has none', () => {
  expect(mappingIn(temporary.path)).toBeUndefined();
});

test('it is one piece with what it imports, and is no environment', () => {
  const folder = folderWith(
    `import { chain, skipEmails } from ${JSON.stringify(pieces)};
     import { why } from './_why';
     export default chain(skipEmails(['*@staff.example.com'], why));`,
    { '_why.ts': "export const why = 'staff';" },
  );
  const stored = mappingIn(folder);
  const mapping = stored && compiledMapping(stored);
  expect(mapping?.call({}, { email: 'ada@staff.example.com' })).toEqual({
    kind: 'returned',
    value: { skip: 'staff' },
  });
  expect(() => readConfigFolder(folder)).toThrow('holds no environment');
});

describe('where another checkout of the bridge is at hand', () => {
  const other = 'bridge/v0/lambda/mapping/pieces/index.ts';
  const itsPieces = "export const skipEmails = () => () => ({ skip: 'of another version' });";
  const skipsStaff = (from: string) =>
    `import { skipEmails } from ${JSON.stringify(from)};\nexport default skipEmails(['*@staff.example.com'], 'staff');`;

  test('masivo-bridge/mapping names the pieces of the one that runs, whatever an editor is told', () => {
    const tsconfig = { compilerOptions: { paths: { 'masivo-bridge/mapping': [`./${other}`] } } };
    const mapping = compiled(skipsStaff('masivo-bridge/mapping'), {
      [other]: itsPieces,
      'tsconfig.json': JSON.stringify(tsconfig),
    });
    expect(mapping.call({}, { email: 'ada@staff.example.com' })).toEqual({
      kind: 'returned',
      value: { skip: 'staff' },
    });
  });

  test('a path into it is refused', () => {
    expect(() => compiled(skipsStaff('./bridge/v0/lambda/mapping/pieces'), { [other]: itsPieces })).toThrow(
      /mapping\.ts: imports code of another checkout of the bridge, \S+\/bridge\/v0\. Import masivo-bridge\/mapping/,
    );
  });

  test('a folder that stands in it is not', () => {
    const folder = folderWith(skipsStaff('masivo-bridge/mapping'), {
      'lambda/mapping/pieces/index.ts': itsPieces,
    });
    expect(mappingIn(folder)).toBeDefined();
  });

  test.each(['masivo-bridge/mappings', '../masivo-bridge/lambda/mapping/pieces'])(
    '%s is not found',
    (from) => {
      expect(() => compiled(skipsStaff(from))).toThrow(
        /Could not resolve .* Did you mean masivo-bridge\/mapping\?/,
      );
    },
  );
});

test('of the same text it is the same in any folder: no deployment for nothing', () => {
  const [one, other] = [mappingIn(folderWith(identity)), mappingIn(folderWith(identity))];
  expect(one).toEqual(other);
  expect(JSON.stringify(one)).not.toContain('clients-');
});

test('its hash tells what it does, not where it stands', () => {
  const [one, same, other] = [
    identity,
    `// A comment.\n${identity}`,
    identity.replace('customer;', '({ ...customer });'),
  ];
  expect(compiled(one).hash).toBe(compiled(same).hash);
  expect(compiled(one).hash).not.toBe(compiled(other).hash);
});

test.each([
  [
    "import { readFileSync } from 'node:fs';\nexport default () => readFileSync('x');",
    /mapping\.ts:1:30: .*node:fs": a mapping is pure, and has no module of Node/,
  ],
  ['export default (', /mapping\.ts:1:17: /],
  ["import './other';\nexport default () => 1;", /mapping\.ts:1:8: .*other/],
  ['export const map = 1;', /no function as its default export/],
  ["export default 'text';", /no function as its default export/],
  ['export default () => 1;\nthrow new Error("on load");', /mapping\.ts:2: on load/],
  ['export default () => 1;\nsetTimeout(() => 1, 1);', /setTimeout is not/],
  [
    "const last = (a: string, b: string) => a.localeCompare(b);\nexport default (_: unknown, c: { dob: Date }) =>\n  last(c.dob?.toLocaleDateString(), 'x');",
    /mapping\.ts:1:\d+: localeCompare depends on the language[\s\S]+mapping\.ts:3:\d+: toLocaleDateString depends/,
  ],
])('%j is refused before a deployment', (mapping, why) => {
  expect(() => compiled(mapping)).toThrow(why);
});

describe('what it throws is told by name and place', () => {
  const failing = (statement: string) =>
    compiled(
      `interface Customer { readonly name: string }\n\nexport default (_: unknown, customer: Customer) => {\n  ${statement}\n  return customer;\n};`,
    );

  test.each([
    ['customer.name.nothing.at;', 'TypeError'],
    ['throw new RangeError(customer.name);', 'RangeError'],
    ["throw Object.assign(new Error(), { name: 'ada@example.com' });", 'Error'],
    ['Date.now();', 'ImpureMapping'],
    ['if (Number(new Date()) === 0) return null;', 'ImpureMapping'],
    ['Math.random();', 'ImpureMapping'],
    ["fetch('https://example.com');", 'TypeError'],
    ['process.exit(1);', 'TypeError'],
    ['console.log(customer.name);', 'TypeError'],
    ['Intl.DateTimeFormat().format();', 'TypeError'],
    ['throw Object.assign(new Error(), { name: customer.name });', 'Error'],
    ['throw new (class Own extends RangeError { override name = customer.name })();', 'RangeError'],
    // Only once what it returned is read.
    ['if (customer) return { get name() { throw new RangeError(customer.name); } };', 'RangeError'],
    ['if (customer) return { metadata: { get tier() { return customer.name.nothing.at; } } };', 'TypeError'],
    ["if (customer) return { metadata: { note: { get then() { throw new Error(''); } } } };", 'Error'],
    ["if (customer) return new Proxy({}, { get() { throw new Error(''); } });", 'Error'],
    ['if (customer) return new Proxy({}, { ownKeys() { throw new SyntaxError(); } });', 'SyntaxError'],
  ])('%s', (statement, error) => {
    expect(failing(statement).call({}, { name: 'Ada' })).toEqual({
      kind: 'threw',
      error,
      at: 'mapping.ts:4',
    });
  });

  test.each([
    // Nothing of it is left that could throw, or say another thing the next time.
    ['{ id: 1, get name() { return ++reads; } }', { id: 1, name: 1 }],
    ['{ metadata: { list: [() => 1], deep: { er: { est: 1 } } } }', { metadata: { list: [], deep: {} } }],
    ['Object.assign(Object.create({ name: 1 }), { id: 1 })', { id: 1 }],
  ])('%s is read once, as deep as a customer is', (expression, value) => {
    const mapping = compiled(`let reads = 0;\nexport default () => (${expression});`);
    expect(mapping.call({}, {})).toEqual({ kind: 'returned', value });
  });

  test.each([
    ['throw customer.name;', 'string'],
    ['throw customer;', 'object'],
  ])('%s: where it threw no error, without a place', (statement, error) => {
    expect(failing(statement).call({}, { name: 'Ada' })).toEqual({ kind: 'threw', error, at: null });
  });

  test('of a file of its own by the line of mapping.ts that called it', () => {
    const mapping = compiled(
      "import { lower } from './_lower';\nexport default (_: unknown, customer: { name: string }) =>\n  lower(customer.name);",
      {
        '_lower.ts':
          'export const lower = (text: string) => {\n  if (text.length > 0) return text.toLowerCase();\n  throw new Error(text);\n};',
      },
    );
    expect(mapping.call({}, { name: null })).toEqual({
      kind: 'threw',
      error: 'TypeError',
      at: 'mapping.ts:3',
    });
  });
});

test.each([
  ['let count = 0;', '++count'],
  ['const staff = /@staff/g;', 'staff.test(customer.email)'],
])('what one event leaves behind, no other one sees: %s', (state, use) => {
  const mapping = compiled(`${state}\nexport default (_: unknown, customer: { email: string }) => ${use};`);
  const answer = () => mapping.call({}, { email: 'ada@staff.example.com' });
  const first = answer();
  expect(first.kind).toBe('returned');
  expect(answer()).toEqual(first);
});

test('it knows which texts are its own', () => {
  const mapping = compiled(`
    const at = 'staff';
    const why = (name: string) => \`\${at}: \${name}\`;
    export default ({ kind }: { kind: string }, { name }: { name: string }) =>
      kind === 'a'
        ? { skip: why(name), metadata: { loyalty_number: name, 'own key': name } }
        : { skip: kind === 'b' ? \`\${at} of ours\` : kind === 'c' ? 'Zoë’s \u006dates' : "the shop's own" };`);
  const own = ['Zoë’s mates', 'loyalty_number', 'own key', 'a', "the shop's own"];
  const others = ['staff: Ada', 'staff of ours', 'Ada', 'loyalty', 'number', 'own', '15550000000', 'return'];
  expect(own.filter((text) => !mapping.writes(text))).toEqual([]);
  expect(others.filter(mapping.writes)).toEqual([]);
});

test('dates that the event has can be read', () => {
  const mapping = compiled(
    'export default (_: unknown, { at }: { at: string }) => new Date(at).getUTCFullYear() + Math.max(0, 1);',
  );
  expect(mapping.call({}, { at: '1990-05-17T00:00:00Z' })).toEqual({ kind: 'returned', value: 1991 });
});

test('it stands beside all functions that map, and not beside the one that takes webhooks in', () => {
  const folder = folderWith(identity);
  const [bundles, assets] = [join(folder, 'bundles'), join(folder, 'assets')];
  const mapping = mappingIn(folder);
  const beside = functionNames.filter((name) => {
    mkdirSync(join(bundles, name), { recursive: true });
    writeFileSync(join(bundles, name, 'index.js'), '');
    const code = assembledCode({
      folders: { bundles, assets, mapping },
      name,
      environment: environment(),
    });
    if (!readdirSync(code).includes('mapping.json')) return false;
    expect(JSON.parse(readFileSync(join(code, 'mapping.json'), 'utf8'))).toEqual(mapping);
    return true;
  });
  expect(beside.sort()).toEqual(['deliver', 'operate', 'reconcile']);
});
