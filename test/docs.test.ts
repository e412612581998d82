import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { outcomes } from '../lambda/delivery/outcome';
import { catalogue } from '../operator/core/explanations/catalogue';
import { withBackfillTable } from '../operator/docs/backfill-table';
import { withOutcomeTables } from '../operator/docs/outcome-tables';

/** What the documents say of each other and of the code: links, anchors, names. */
const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const filesIn = (directory: string) =>
  readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' }).map((file) =>
    join(directory, file),
  );

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...filesIn('docs').filter((file) => file.endsWith('.md')),
  'local/masivo/README.md',
  'infra/samples/README.md',
];

const withoutFences = (markdown: string) => markdown.replace(/^ *(```+)[^\n]*\n[\s\S]*?^ *\1 *$/gm, '');

/** GitHub's anchors: lower case, no punctuation, dashes for spaces, a number for what comes again. */
function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return [...withoutFences(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = '']) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

function linksOf(markdown: string): string[] {
  const text = withoutFences(markdown).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

/** Undefined where a link leads somewhere. */
function mistakeIn(document: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : relative(root, join(root, dirname(document), path));
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined) return undefined;
  return anchorsOf(read(target)).includes(anchor) ? undefined : `${link}: ${target} has no such heading`;
}

test.each(documents)('every link in %s leads somewhere', (document) => {
  const links = linksOf(read(document));
  expect(links.flatMap((link) => mistakeIn(document, link) ?? [])).toEqual([]);
});

/** Words of an earlier vocabulary, for which the field has standard terms. */
const formerWords = /\b(doors?|fates?|loners?|timetables?|brakes?|patiently|mend(s|ed|ing)?)\b/gi;

test.each(documents)('%s uses the standard terms', (document) => {
  expect(read(document).match(formerWords) ?? []).toEqual([]);
  expect('The door, mended'.match(formerWords)).toEqual(['door', 'mended']);
});

const codeFiles = ['lambda', 'infra', 'operator', 'cli', 'local', 'trials', 'test'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|tsx|mjs|css)$/.test(file))
    .map((file) => join(room, file)),
);

test('the code uses the standard terms, too', () => {
  const former = /\b(fates?|loners?|timetables?|brakes?|patiently|buried)\b/i;
  // The two tests that list them.
  const listed = new Set(['test/docs.test.ts', 'test/lambda/reasons/reasons.test.ts']);
  expect(codeFiles.filter((file) => !listed.has(file) && former.test(read(file)))).toEqual([]);
});

test.each(documents)('every file that %s names is there', (document) => {
  const names = [...read(document).matchAll(/`([\w./-]+\.tsx?)`/g)].map(([, name]) => name ?? '');
  // The reader is to write these.
  const isExample = (name: string) => name.includes('NAME') || name === '_consent.ts';
  const isThere = (name: string) =>
    isExample(name) || codeFiles.some((file) => file === name || file.endsWith(`/${name}`));
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

test('links are read at all, and mistakes found', () => {
  expect(linksOf(read('README.md'))).toEqual(
    expect.arrayContaining(['docs/semantics.md', 'CONTRIBUTING.md']),
  );
  expect(linksOf('see `[no](x.md)` and [yes](y.md#a)')).toEqual(['y.md#a']);
  expect(mistakeIn('docs/operate/README.md', 'nowhere.md')).toMatch(/there is no docs\/operate\/nowhere\.md/);
  expect(mistakeIn('docs/operate/README.md', '../deploy.md#nowhere')).toMatch(/no such heading/);
  expect(anchorsOf("# It's `A`: b/c\n## x\n```sh\n# no\n```\n## x\n")).toEqual(['its-a-bc', 'x', 'x-1']);
});

describe('docs/operate', () => {
  const outcomesPage = read('docs/operate/outcomes.md');
  const pages = filesIn('docs/operate').map(read).join('\n');
  const code = filesIn('lambda')
    .filter((file) => file.endsWith('.ts'))
    .map(read);
  const isIn = (texts: readonly string[]) => (quote: string) =>
    texts.some((text) => quote.split('…').every((part) => text.includes(part)));

  const [, union = ''] = /export type RunbookSection =([^;]+);/.exec(read('infra/alarms/runbook.ts')) ?? [];
  const sections = [...union.matchAll(/'([^']+)'/g)].map(([, section = '']) => section);

  test('has the section that each alarm links', () => {
    expect(sections).toContain('webhooks-fail');
    const anchors = anchorsOf(read('docs/operate/alarms.md'));
    expect(sections.filter((section) => !anchors.includes(section))).toEqual([]);
  });

  test('names each alarm on the night card, and begins each section with doctor', () => {
    const card = read('docs/operate/README.md');
    const onCard = [...card.matchAll(/^\| \[([\w-]+)\]\(alarms\.md#\1\) \|/gm)].map(([, name = '']) => name);
    expect(onCard.toSorted()).toEqual(sections.toSorted());
    const looks = read('docs/operate/alarms.md').split(/^## /m).slice(1);
    const first = '**Look:** `npm run bridge -- doctor --env prod`';
    expect(looks.filter((section) => !section.includes(first)).map((text) => text.split('\n')[0])).toEqual(
      [],
    );
  });

  test('has a section for each outcome', () => {
    const anchors = anchorsOf(outcomesPage);
    expect(outcomes.filter((outcome) => !anchors.includes(outcome))).toEqual([]);
  });

  test('has the tables that the code’s reasons make: npm run docs:outcomes writes them', () => {
    expect(outcomesPage).toContain('| `masivo-error`<br>Masivo returned HTTP 503');
    expect(withOutcomeTables(outcomesPage)).toBe(outcomesPage);
  });

  test('has the table that the backfill’s reasons make: npm run docs:outcomes writes it, too', () => {
    const page = read('docs/operate/backfill.md');
    expect(page).toContain('| `in-masivo`<br>Masivo already has this customer | `known` |');
    expect(withBackfillTable(page)).toBe(page);
  });

  test('quotes reasons that there are', () => {
    const quotes = [...pages.matchAll(/reason (?:=|in) (?:\[([^\]]+)\]|("[^"]+"))/g)].flatMap(
      ([, list, one]) => [...(list ?? one ?? '').matchAll(/"([^"]+)"/g)].map(([, code = '']) => code),
    );
    expect(quotes).toContain('masivo-denied');
    expect(quotes.filter((code) => !(code in catalogue))).toEqual([]);
  });

  test('asks the logs for events, and the stack for outputs, that there are', () => {
    const events = [...pages.matchAll(/event = "([\w-]+)"/g)].map(([, event = '']) => `event: '${event}'`);
    expect(events).toContain("event: 'attempt'");
    expect(events.filter((event) => !isIn(code)(event))).toEqual([]);

    const outputs = read('infra/outputs.ts');
    const asked = [...pages.matchAll(/\$\(out (\w+)\)/g)].map(([, name = '']) => name);
    expect(asked).toContain('LedgerTable');
    // Those of stores are made of the stores' names.
    const fixed = asked.filter((name) => !/^(Secret|Webhook)(Shopify|Stripe)/.test(name));
    expect(fixed.filter((name) => !outputs.includes(`add('${name}',`))).toEqual([]);
  });
});

describe('the pages that promise', () => {
  const promising = [
    'docs/semantics.md',
    'docs/erasure.md',
    'docs/operate/checks.md',
    'docs/operate/backfill.md',
  ];
  const testFiles = filesIn('test').filter((file) => file.endsWith('.test.ts'));

  interface Quote {
    readonly file: string;
    readonly name: string;
  }

  /** `file: *name*, *another*; other-file: *name*`. A table whose head is `test (file)` says the file once. */
  function quotesIn(markdown: string): Quote[] {
    let ofTable: string | undefined;
    return markdown.split('\n').flatMap((line) => {
      if (!line.startsWith('|')) ofTable = undefined;
      ofTable = /\| test \(([\w-]+)\) \|$/.exec(line)?.[1] ?? ofTable;
      let file = ofTable;
      return [
        ...line.matchAll(/(?<![\w`/])([a-z]+(?:-[a-z]+)*): (?=\*[^*])|(?<!\*)\*([^*]+)\*(?!\*)/g),
      ].flatMap(([, named, name]) => {
        if (named !== undefined) file = named;
        return name === undefined || file === undefined ? [] : [{ file, name }];
      });
    });
  }

  /** `…` stands for what a table of cases puts there, and for the rest of a long name. */
  function isThere({ file, name }: Quote): boolean {
    // Some names of files are there twice, in two folders.
    const texts = testFiles.filter((path) => basename(path, '.test.ts') === file).map(read);
    return texts.some((text) => name.split('…').every((part) => text.includes(part.trim())));
  }

  test('quotes tests that there are', () => {
    const quotes = promising.flatMap((page) => quotesIn(read(page)));
    expect(quotes).toContainEqual({ file: 'crash-points', name: 'dies before the claim' });
    expect(quotes).toContainEqual({ file: 'newest-wins', name: 'ten copies at once create once' });
    expect(quotes).toContainEqual({ file: 'selftest', name: 'ends before the creation' });
    expect(quotes.length).toBeGreaterThan(80);
    const wrong = quotes.filter((quote) => !isThere(quote));
    expect(wrong.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  test('a wrong name or file would be found', () => {
    const [wrong, nowhere] = quotesIn('creations: *a shopper flies*; no-such: *a shopper waits*');
    expect([wrong, nowhere].map((quote) => quote && isThere(quote))).toEqual([false, false]);
  });
});
