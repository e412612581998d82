import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf } from '../../../trials/chaos/files';
import { remainsOf } from '../../../trials/chaos/remains';
import type { Shopper } from '../../../trials/chaos/shopper';

/** Whoever was erased is in no file of a run but those that docs/privacy.md names. */
const erased: Shopper = {
  source: 'shopify',
  store: 'default',
  id: '7000000000012',
  versions: [
    {
      second: 1,
      name: 'Shopper 12 Version 0',
      email: 'shopper.12@example.com',
      word: undefined,
      phone: '+15550000120',
      birthDate: null,
    },
  ],
  choices: [],
  twin: undefined,
  hasTie: false,
};
const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-files-'));
mkdirSync(join(folder, 'ledger'));
mkdirSync(join(folder, 'more', 'still'), { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

const found = () => remainsOf([erased], filesOf(folder));

test('what is left in a file is found, wherever it is', () => {
  writeFileSync(join(folder, 'settings.json'), '{"stores":[]}');
  writeFileSync(join(folder, 'ledger', 'LOG'), 'Shopper 12 Version 0');
  writeFileSync(join(folder, 'masivo-sandbox.jsonl'), 'shopper.12@example.com');
  expect(found()).toEqual([]);
  writeFileSync(join(folder, 'more', 'still', 'x.log'), 'Shopper 12 Version 0, shopper.12@example.com');
  writeFileSync(join(folder, 'run.json'), '"+15550000120" 7000000000012 shopper.13@example.com');
  expect(found().toSorted()).toEqual([
    '7000000000012: e-mail in the file more/still/x.log',
    '7000000000012: id in the file run.json',
    '7000000000012: name in the file more/still/x.log',
    '7000000000012: phone in the file run.json',
  ]);
});
