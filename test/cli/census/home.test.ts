import { columnsIn, csvOptionsText } from '../../../cli/backfill/columns-option';
import { remainderSoFar, waysHome } from '../../../cli/census/home';
import { type Settings, storeOf } from '../../../lambda/settings';
import type { CensusEntry } from '../../../operator/core/answers/census';
import { settingsWith } from '../../support/settings';

/** The command that a census names for whoever is left. */
const now = new Date('2026-11-24T12:00:00Z');
const entry = (kind: CensusEntry['kind'], at: string, more: Partial<CensusEntry> = {}): CensusEntry => ({
  customer: '7',
  kind,
  reason: null,
  fields: [],
  at,
  signedUpAt: null,
  ...more,
});
const reconciled = settingsWith({ reconcile: { everyMinutes: 10, overlapMinutes: 5 } });
const lost = (at: string) => entry('missing', at, { reason: { code: 'no-event', text: '' } });
const changed = entry('changed', '2026-11-22T00:00:00.000Z', { signedUpAt: '2026-05-01T00:00:00.000Z' });
const known = entry('missing', '2026-11-01T00:00:00.000Z', { reason: { code: 'not-brought', text: '' } });

const stillListed = (customer: string) =>
  entry('still-listed', '2026-10-01T00:00:00.000Z', {
    customer,
    reason: { code: 'deleted-in-store', text: '' },
  });

function commands(entries: readonly CensusEntry[], settings: Settings, bySignup = false) {
  const store = storeOf(settings, 'shopify', 'default');
  if (!store) throw new Error('There is no shopify/default');
  const left = remainderSoFar(bySignup);
  for (const each of entries) left.add(each);
  return waysHome(left.all, { settings, store, now }).map(({ command }) => command);
}

const reconcile = (since: string) => `reconcile shopify --store default --since ${since}`;
const replay = 'replay --source shopify --store default --outcome ignored,refused,waiting';

test.each<[string, readonly CensusEntry[], Settings, boolean, readonly (string | null)[]]>([
  ['nobody', [], reconciled, false, []],
  [
    'lost signups: from the first of them on',
    [lost('2026-11-23T00:00:00.000Z'), lost('2026-11-21T00:00:00.000Z')],
    reconciled,
    false,
    [reconcile('2026-11-21T00:00:00.000Z')],
  ],
  ['a change: from then on', [changed], reconciled, false, [reconcile('2026-11-22T00:00:00.000Z')]],
  [
    'a change of a vendor who lists by signup: from the signup on',
    [changed, lost('2026-11-21T00:00:00.000Z')],
    reconciled,
    true,
    [reconcile('2026-05-01T00:00:00.000Z')],
  ],
  ['whose event came: its delivery again', [known], reconciled, false, [replay]],
  [
    'both',
    [known, lost('2026-11-21T00:00:00.000Z')],
    reconciled,
    false,
    [reconcile('2026-11-21T00:00:00.000Z'), replay],
  ],
  [
    'whom the store is said to have deleted: the story of the first of them, and no date of theirs',
    [stillListed('8'), stillListed('9'), lost('2026-11-21T00:00:00.000Z')],
    reconciled,
    false,
    [reconcile('2026-11-21T00:00:00.000Z'), 'customer shopify/default/8'],
  ],
  [
    'lost signups, without reconciliation: a backfill',
    [lost('2026-11-21T00:00:00.000Z')],
    settingsWith(),
    false,
    [
      'backfill shopify --store default --since 2026-11-21T00:00:00.000Z --until 2026-11-24T12:00:00.000Z --yes',
    ],
  ],
  ['a change, without reconciliation: no command', [changed], settingsWith(), false, [null]],
])('of %s', (_, entries, settings, bySignup, expected) => {
  expect(commands(entries, settings, bySignup)).toEqual(expected);
});

test('of a CSV file: a backfill of the same file, as a shell takes it', () => {
  const settings = settingsWith();
  const store = storeOf(settings, 'shopify', 'default');
  if (!store) throw new Error('There is no shopify/default');
  const left = remainderSoFar(false);
  left.add(lost('2026-11-21T00:00:00.000Z'));
  const columns = columnsIn("id=Customer ID,email=Buyer's E-Mail,createdAt=Created");
  const given = csvOptionsText({ csv: 'old list.csv', columns, consentYes: ['yes', 'true'] });
  const [way] = waysHome(left.all, { settings, store, now, given });
  expect(way?.command).toBe(
    "backfill shopify --store default --csv 'old list.csv' --columns 'id=Customer ID,email=Buyer'\\''s E-Mail,createdAt=Created' --consent-yes yes,true --since 2026-11-21T00:00:00.000Z --until 2026-11-24T12:00:00.000Z --yes",
  );
  expect(csvOptionsText({})).toBe('');
});
