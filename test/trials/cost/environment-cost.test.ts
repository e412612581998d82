import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsFromConfig } from '../../../infra/config/settings-from-config';
import { workedOut } from '../../../trials/cost/document';
import { type EnvironmentCost, environmentCost } from '../../../trials/cost/environment-cost';
import { deploymentOf } from '../../../trials/cost/from-template';
import { dollarsPerIdleMonth } from '../../../trials/cost/idle-month';
import { measurable } from '../../../trials/cost/measurable';
import { prices, pricesAsOf } from '../../../trials/cost/prices';
import { partOf, withPart } from '../../../trials/marked-parts';
import { environment, example, root } from '../../infra/environments';
import { synthesise } from '../../infra/support';

const paceRow = 'rate limit and flood guard';
const groupsRow = 'message groups';

/** The example `prod`, as it is synthesised and as its code runs. */
let cost: EnvironmentCost;
beforeAll(async () => {
  const prod = example('prod');
  cost = await environmentCost(synthesise(prod).template, settingsFromConfig(prod));
});

test('the template says what costs something', () => {
  expect(cost.deployment).toMatchObject({
    reconcile: { stores: 2, runsPerMonth: 2 * 6 * 730 },
    // `operate` for dead letters of erased people, `deliver` for the oldest task.
    rules: [
      { memoryMb: 512, runsPerMonth: 730 / 12 },
      { memoryMb: 256, runsPerMonth: 730 / 12 },
    ],
    lambdaOwnLines: false,
    batchSize: 10,
    batchWindowSeconds: 20,
    logDays: 90,
    secrets: 5,
    alarmMetrics: 36,
    dashboards: 0,
    eventSources: 1,
    pointInTimeRecovery: true,
    companyKey: false,
  });
});

test("a company's key is seen, and a template of something else refused", () => {
  const kmsKeyArn = 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000';
  expect(deploymentOf(synthesise(environment({ platform: { kmsKeyArn } })).template).companyKey).toBe(true);
  expect(() => deploymentOf({ Resources: {} })).toThrow('AWS::Lambda::Function Receive');
});

describe('what a webhook writes, by the code as it is', () => {
  test.each([
    // Who has an item: the item, and half a unit for the log. Who has none: another half for each of two tombstones.
    // The claim, the record, and the index entries: outcome, customer, and for a new customer its e-mail.
    ['created', { customerWrites: 2, deliveryWrites: 1, indexWrites: 3, reads: 2.5 }],
    ['unchanged', { customerWrites: 1, deliveryWrites: 1, indexWrites: 2, reads: 1.5 }],
    ['updated', { customerWrites: 2, deliveryWrites: 1, indexWrites: 2, reads: 1.5 }],
  ] as const)('%s', (kind, units) => {
    expect(cost.measured.byKind[kind].ledger).toMatchObject(units);
  });

  test.each(['created', 'unchanged', 'updated'] as const)('%s: with room below the started KB', (kind) => {
    // 100 bytes are DynamoDB's own; a longer name, address or reason must not start another KB.
    expect(cost.measured.byKind[kind].stored.delivery.item - 100).toBeLessThan(1024 - 50);
    expect(cost.measured.byKind[kind].stored.customer.item - 100).toBeLessThan(512);
  });

  // One write for the slots of the whole batch, and one of the flood guard for ten creations.
  test.each([1, 2, 3, 5])('a batch of %d signups takes one write for its slots', (signups) => {
    const batch = cost.measured.byKind.created.inBatches.find(({ webhooks }) => webhooks === signups);
    expect(batch?.countWrites).toBeCloseTo(1 + signups / 10, 6);
  });

  test('it is measured by the configured limits', () => {
    const { stores } = measurable(settingsFromConfig(example('prod')));
    expect(stores[0]?.maxCreationsPerHour).toBe(500);
  });
});

describe('an idle month', () => {
  test('of a live environment with two stores costs 6 dollars at most', () => {
    expect(cost.perIdleMonth('eu-west-1').total).toBeLessThanOrEqual(6);
  });

  test.each(['dev', 'staging'])('of the test environment %s costs 2 dollars at most', (name) => {
    const deployment = deploymentOf(synthesise(example(name)).template);
    expect(dollarsPerIdleMonth(deployment, prices['eu-west-1']).total).toBeLessThanOrEqual(2);
  });

  test('bills no metric: the functions log one only when they have something to do', () => {
    expect(cost.perIdleMonth('eu-west-1').lines.map(({ what }) => what)).toEqual([
      'secrets',
      'metrics that alarms look at',
      'dashboard',
      '`reconcile`: runs',
      'what is invoked twice a day',
      'empty looks into the queue',
    ]);
    expect(cost.measured.figures).toEqual([
      'Attempts environment=prod outcome=created',
      'Attempts environment=prod outcome=unchanged',
      'Attempts environment=prod outcome=updated',
      'Webhooks environment=prod source=shopify store=default',
    ]);
  });
});

test('a million webhooks cost no more than they did', () => {
  expect(cost.perMillion('us-east-1').total).toBeLessThanOrEqual(7.6);
  // What was added since is held by the figure above.
  const asBefore = (region: 'us-east-1' | 'eu-west-1') => {
    const { total, lines } = cost.perMillion(region);
    const added = lines.filter(({ what }) => what.includes(paceRow) || what.includes(groupsRow));
    expect(added).toHaveLength(2);
    return added.reduce((rest, { dollars }) => rest - dollars, total);
  };
  expect(asBefore('us-east-1')).toBeLessThan(7.2);
  expect(asBefore('eu-west-1')).toBeLessThan(7.9);
});

describe('docs/cost.md', () => {
  const document = readFileSync(join(root, 'docs', 'cost.md'), 'utf8');
  const number = /-?\d+(\.\d+)?/g;

  // zlib packs a little differently in each release of Node, and sign-ins fall as they may: figures may differ a bit.
  test.each(['million', 'levers', 'units', 'idle'])(
    'its table %s is true: else `npm run cost -- --write`',
    (name) => {
      const written = partOf(document, name);
      const now = workedOut(cost)[name] ?? '';
      expect(written.replace(number, '#')).toBe(now.replace(number, '#'));
      const steady = (text: string) => text.split('\n').filter((line) => !line.includes(paceRow));
      const figures = (text: string) => (steady(text).join('\n').match(number) ?? []).map(Number);
      const before = figures(written);
      for (const [index, figure] of figures(now).entries()) {
        expect(Math.abs(figure - (before[index] ?? Number.NaN))).toBeLessThanOrEqual(
          0.02 * Math.abs(figure) + 0.2,
        );
      }
    },
  );

  test('says when the prices were written down', () => {
    expect(document).toContain(`written down on ${pricesAsOf} `);
  });

  test('a part is replaced between its marks alone', () => {
    const text = 'a\n<!-- x: npm run cost -->\nold\n<!-- /x -->\nb';
    expect(withPart(text, 'x', 'new')).toBe('a\n<!-- x: npm run cost -->\nnew\n<!-- /x -->\nb');
    expect(partOf(text, 'x')).toBe('old');
    expect(() => partOf(text, 'y')).toThrow('no mark y');
  });
});
