import { endedLines, endTasks } from '../../cli/end-tasks';
import type { InMasivo } from '../../operator/core/answers/in-masivo';
import type { OpenTask } from '../../operator/core/answers/tasks';

const times = { since: '2026-11-01T00:00:00.000Z', due: '2026-12-01T00:00:00.000Z' };
const place = { source: 'shopify', store: 'main' };
const erasure: OpenTask = { ...place, ...times, id: 'aa', kind: 'masivo-erasure', customer: 'CARD-78' };
const request: OpenTask = { ...place, ...times, id: 'bb', kind: 'data-request', customer: '1001' };

const there: InMasivo = {
  ...{ kind: 'there', id: 'CARD-78', status: 'ACTIVE', tier: null, walletId: null },
  ...{ points: [], differences: [] },
};
const missing: InMasivo = { kind: 'missing', id: 'CARD-78', differences: [] };
const unknown: InMasivo = {
  kind: 'unknown',
  why: { code: 'masivo-unreadable', text: 'Masivo did not answer' },
  fix: null,
};

async function end(
  ids: readonly string[],
  options: { shown?: InMasivo; masivo?: false; yes?: true; more?: true },
) {
  const open = new Map([erasure, request].map((task) => [task.id, task]));
  const asked: string[] = [];
  const ended = await endTasks(ids, {
    asksMasivo: options.masivo ?? true,
    yes: options.yes ?? false,
    operator: {
      tasks: async () => ({ tasks: [...open.values()], more: options.more ?? false }),
      endTask: async (id) => (open.delete(id) ? 'ended' : 'unknown'),
      async inMasivoById({ customer }) {
        asked.push(customer);
        return options.shown ?? missing;
      },
    },
  });
  return { ended, lines: endedLines(ended), left: [...open.keys()], asked };
}

test.each<[string, Parameters<typeof end>, readonly string[], RegExp]>([
  [
    'only tells what, unless it is told to',
    [['aa'], {}],
    ['aa', 'bb'],
    /no customer with this ID any more[\s\S]*Nothing was done\. --yes ends 1 task/,
  ],
  ['ends it', [['aa'], { yes: true }], ['bb'], /^aa is done\.$/m],
  ['ends a task once, named twice', [['aa', 'aa'], { yes: true }], ['bb'], /^aa is done\.$/m],
  [
    'tells that Masivo still has the customer',
    [['aa'], { shown: there }],
    ['aa', 'bb'],
    /still has a customer with this ID[\s\S]*aa stays open/,
  ],
  [
    'leaves open what Masivo still has',
    [['aa', 'bb'], { shown: there, yes: true }],
    ['aa'],
    /^bb is done\.\naa stays open: Masivo still has/m,
  ],
  [
    'ends it where nobody is to ask Masivo',
    [['aa'], { shown: there, masivo: false, yes: true }],
    ['bb'],
    /^aa is done\.$/m,
  ],
  [
    'tells where Masivo cannot tell, and ends it',
    [['aa'], { shown: unknown, yes: true }],
    ['bb'],
    /not known: Masivo did not answer[\s\S]*aa is done/,
  ],
  [
    'tells of what is no task',
    [['cc', 'bb'], {}],
    ['aa', 'bb'],
    /^cc is no open task: `held` lists those\.\nNothing was done/m,
  ],
])('%s', async (_, [ids, options], left, said) => {
  const told = await end(ids, options);
  expect(told.left).toEqual(left);
  expect(told.lines.join('\n')).toMatch(said);
});

test('asks Masivo by the ID in Masivo, and only of what is to be deleted there', async () => {
  expect((await end(['aa', 'bb'], {})).asked).toEqual(['CARD-78']);
  expect((await end(['aa', 'bb'], { masivo: false })).asked).toEqual([]);
});

test('names an ID in Masivo in no form that a command takes for one in the store', async () => {
  const { lines } = await end(['aa', 'bb'], {});
  expect(lines[0]).toBe('aa  masivo-erasure  ID CARD-78 in Masivo (shopify/main)');
  expect(lines).toContain('bb  data-request  shopify/main/1001');
});

test('tries an ID beyond the list, and calls none unknown that may be there', async () => {
  expect((await end(['cc'], { more: true })).ended.unknown).toEqual([]);
  expect((await end(['cc'], { more: true, yes: true })).ended.unknown).toEqual(['cc']);
});
