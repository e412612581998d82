import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../cli/commands';
import { exitCodes } from '../../cli/exit';
import { bridge } from '../support/command-line';

/** The commands that the documents show are there, with the options they are shown with. */
const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Each line of a shell block that runs the command line: words and options, without values. */
function commandsIn(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/^ *```(?:sh|console)\n([\s\S]*?)^ *```$/gm)].map(
    ([, block = '']) => block,
  );
  const lines = blocks.flatMap((block) => block.split('\n'));
  const given = lines.map(
    (line) =>
      /^\s*(?:\$ )?(?:[A-Z_]+=\S+ )*(?:npm run (?:--silent )?bridge -- |bridge )(.*)$/.exec(line)?.[1],
  );
  const quoted = [...markdown.matchAll(/`(?:npm run (?:--silent )?bridge -- |bridge )([a-z][^`]*)`/g)].map(
    ([, text]) => text,
  );
  return (
    [...given, ...quoted]
      .flatMap((text) => text?.replace(/^--env \S+ /, '').replace(/ *[#|].*$/, '') ?? [])
      // The shell function that the documents themselves call `bridge`.
      .filter((text) => text !== '"$@"')
  );
}

const documents = [
  'README.md',
  'docs/deploy.md',
  ...readdirSync(join(root, 'docs/operate')).map((page) => `docs/operate/${page}`),
];
const documented = [...new Set(documents.flatMap((document) => commandsIn(read(document))))];

test.each(documented.filter((line) => !/^help\b/.test(line)))(
  '%s is a command with these options',
  async (line) => {
    const words = line.split(' ');
    const [name = '', word = ''] = words;
    const path = ['secrets', 'fleet'].includes(name) ? [name, word] : [name];
    const { out } = await bridge([...path, '--help']);
    expect(out).toMatch(new RegExp(`^Usage: npm run bridge -- ${path.join(' ')} `));
    const options = words.filter((each) => each.startsWith('--'));
    expect(options.filter((option) => !out.includes(`${option} `) && !out.includes(`${option}\n`))).toEqual(
      [],
    );
  },
);

test('they are found at all, and wrong ones would be', async () => {
  expect(documented).toEqual(
    expect.arrayContaining([
      'help',
      'redrive',
      'pause --store shopify/default',
      'deliveries --outcome refused',
      'deliveries --outcome refused --json',
    ]),
  );
  expect(commandsIn('```sh\nbridge fly --high # up\n```')).toEqual(['fly --high']);
  expect((await bridge(['fly', '--help'])).out).toMatch(/^Usage: npm run bridge -- \[/);
});

describe('docs/operate/command-line.md', () => {
  const page = read('docs/operate/command-line.md');

  test('names each command and each exit code', async () => {
    const { out } = await bridge(['help']);
    const names = [...out.matchAll(/^ {2}([a-z]+) /gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help');
    expect(names).toHaveLength(commands.length);
    const [, table = ''] = /^\| command \| does \|.*\n([\s\S]*?)\n\n/m.exec(page) ?? [];
    expect(names.filter((name) => !table.includes(`\`${name}`))).toEqual([]);
    const [, codes = ''] = /^\| exit code \| means \|\n([\s\S]*?)\n\n/m.exec(page) ?? [];
    for (const code of Object.values(exitCodes)) expect(codes).toContain(`| ${code} |`);
  });

  test('never has anybody run the package from the registry', () => {
    for (const document of [...documents, 'CONTRIBUTING.md']) {
      expect(read(document)).not.toMatch(/npx (-y )?masivo-bridge(?!-)/);
    }
  });
});
