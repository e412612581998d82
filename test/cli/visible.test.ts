import { createColors } from 'picocolors';
import { table } from '../../cli/print';
import { visibleOn } from '../../cli/terminal';
import { visible } from '../../operator/core/text/visible';
import { type AtBridge, startAtBridge } from '../support/at-bridge';
import { freshId, shopify, shopifyCustomer } from '../support/webhooks';

/** A shopper chooses her name: what a terminal obeys and what turns a text round is shown, and does nothing. */
const names = [
  ['ESC, which clears the screen', '\u001b[2J', '\\u001b[2J'],
  ['the same as one character', '\u009b2J', '\\u009b2J'],
  ['ESC, which sets the title of the window', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
  ['a colour', '\u001b[8mhidden', '\\u001b[8mhidden'],
  ['a carriage return', 'a\rb', 'a\\u000db'],
  ['backspaces', 'ab\b\b', 'ab\\u0008\\u0008'],
  ['delete', '\u007f', '\\u007f'],
  ['an override of the direction', 'a\u202etxt.exe', 'a\\u202etxt.exe'],
  ['isolates', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['marks of the direction', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
  ['what nobody sees', 'a\u200bb\ufeff\u2028', 'a\\u200bb\\ufeff\\u2028'],
  ['tags', '\u{e0041}', '\\udb40\\udc41'],
  ['half a character', '\ud800', '\\ud800'],
  ['names of all scripts', 'José Đặng 山田 محمد علی‌رضا 👩‍👧', 'José Đặng 山田 محمد علی‌رضا 👩‍👧'],
] as const;

test.each(names)('%s', (_, text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(visible(shown)).toBe(shown);
  // JSON stays the same JSON.
  expect(JSON.parse(visible(JSON.stringify(text)))).toBe(text);
});

test('lines and columns of ours stay; a line break of somebody else makes no line', () => {
  expect(visible('a\n\tb')).toBe('a\n\tb');
  const rows = table(createColors(false), ['name'], [['a\n\tshopify/default  forged']]);
  expect(rows).toEqual(['name', 'a\\u000a\\u0009shopify/default  forged']);
});

test.each([
  [true, '\u001b[31mred\u001b[39m \\u001b[8mhidden'],
  [false, '\\u001b[31mred\\u001b[39m \\u001b[8mhidden'],
])('with colours %s, only our own colours reach a terminal', (colours, shown) => {
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const terminal = visibleOn({ colours, out: print, err: print });
  terminal.out('\u001b[31mred\u001b[39m \u001b[8mhidden');
  terminal.err('\u001b[31mred\u001b[39m \u001b[8mhidden');
  expect(printed).toEqual([shown, shown]);
});

describe('on the command line', () => {
  let at: AtBridge;
  beforeAll(async () => {
    at = await startAtBridge();
  });
  afterAll(() => at.stop());

  test('nothing that a shopper entered is obeyed', async () => {
    const hostile = names.map(([, text]) => text).join('');
    const { id } = await at.test.settled(
      shopify(shopifyCustomer({ id: freshId(), first_name: hostile, note: hostile, state: hostile })),
    );
    for (const args of [
      ['show', id, '--reveal'],
      ['show', id],
      ['--json', 'show', id, '--reveal'],
      ['deliveries'],
    ]) {
      const { out, err } = await at.run(args);
      expect(out + err).not.toMatch(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}]/u);
    }
    const { received } = (await at.run(['--json', 'show', id, '--reveal'])).json<{
      received: { first_name: string };
    }>();
    expect(received.first_name).toContain('\u202e');
  });
});
