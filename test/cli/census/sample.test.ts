import { createColors } from 'picocolors';
import { type CensusAnswer, censusLines } from '../../../cli/census/lines';
import { askAboutSample } from '../../../cli/census/sample';
import type { Frame } from '../../../cli/frame';
import type { CensusEntry } from '../../../operator/core/answers/census';

const now = new Date('2026-11-24T12:00:00Z');
const store = { source: 'shopify', store: 'us' };
const entry = (kind: CensusEntry['kind']): CensusEntry => ({
  ...{ customer: '7', kind, reason: null, fields: [], at: null, signedUpAt: null },
});

/** Masivo shows one customer, which differs in these fields. */
const sampled = (kind: CensusEntry['kind'], fields: readonly string[] | 'missing') =>
  askAboutSample([entry(kind)], {
    store,
    inMasivo: async () =>
      fields === 'missing'
        ? { kind: 'missing', id: '7', differences: [] }
        : {
            ...{ kind: 'there', id: '7', status: 'ACTIVE', tier: null, walletId: null, points: [] },
            differences: fields.map((field) => ({ field, bridge: 'a', masivo: undefined })),
          },
    onAsked: () => {},
    now: () => now,
    sleep: async () => {},
  });

const lines = async (...given: Parameters<typeof sampled>) => {
  const answer: CensusAnswer = {
    store: 'shopify/us',
    read: 1,
    ms: 1,
    counts: [{ kind: given[0], code: null, text: '', count: 1 }],
    remainder: [],
    sample: await sampled(...given),
    waysHome: [],
    provisional: [],
    leftOut: { rows: 0, lines: [] },
    report: 'report.jsonl',
  };
  const frame: Pick<Frame, 'paint'> = { paint: createColors(false) };
  return censusLines(frame, answer).join('\n');
};

test('whose metadata a migration could not carry does not differ, and is told apart', async () => {
  expect(await sampled('given', ['metadata.source', 'metadata.store', 'tags'])).toMatchObject({
    ...{ asked: 1, differences: [], awaiting: 1 },
  });
  expect(await lines('given', ['metadata.source'])).toContain(
    '1 customer asked of Masivo: 0 not as the ledger has them. 1 more who were migrated, without metadata: their next event brings it.',
  );
});

test('whose metadata an event has brought differs without it', async () => {
  expect(await sampled('in-masivo', ['metadata.source'])).toMatchObject({
    ...{ differences: [{ customer: '7', kind: 'differs', fields: ['metadata.source'] }], awaiting: 0 },
  });
});

test('who was migrated differs by all that a migration carries, and by not being there', async () => {
  expect(await sampled('given', ['name', 'metadata.source'])).toMatchObject({
    ...{ differences: [{ kind: 'differs', fields: ['name'] }], awaiting: 1 },
  });
  expect(await sampled('given', 'missing')).toMatchObject({ differences: [{ kind: 'missing' }] });
});

test('a difference is told with the command that corrects it: of the store, and with what is settled', async () => {
  expect(await lines('in-masivo', ['name'])).toContain(
    '`replay --store shopify/us --customer ID --outcome created,exists,updated,unchanged --yes` has Masivo asked',
  );
  const migrated = await lines('given', ['name']);
  expect(migrated).not.toContain('`replay ');
  expect(migrated).toContain('save the shopper in the store');
});
