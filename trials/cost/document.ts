import { table } from '../marked-parts';
import { type EnvironmentCost, sizes } from './environment-cost';
import { levers } from './levers';
import type { Cost } from './per-webhook';
import type { PricedRegion } from './prices';
import type { WebhookKind } from './traffic';

/** The regions of the tables there. */
const regions = ['us-east-1', 'eu-west-1'] as const satisfies readonly PricedRegion[];
const kinds: readonly WebhookKind[] = ['created', 'unchanged', 'updated'];

/** The computed parts of docs/cost.md, by the names of their marks there. */
export function workedOut(cost: EnvironmentCost): Readonly<Record<string, string>> {
  return {
    million: millionTable(cost, regions),
    levers: leverTable(cost),
    units: unitTable(cost),
    idle: idleTable(cost, regions),
  };
}

export function millionTable(cost: EnvironmentCost, of: readonly PricedRegion[]): string {
  const byRegion = of.map((region) => cost.perMillion(region));
  return table(
    ['', 'line', ...of],
    [
      ...linesOf(byRegion),
      ['', '**a million webhooks**', ...byRegion.map(({ total }) => `**${money(total)}**`)],
    ],
  );
}

export function idleTable(cost: EnvironmentCost, of: readonly PricedRegion[]): string {
  const byRegion = of.map((region) => cost.perIdleMonth(region));
  return table(
    ['', 'line', ...of],
    [
      ...linesOf(byRegion),
      ['', '**an idle month**', ...byRegion.map(({ total }) => `**${money(total)}**`)],
      [
        'other',
        'besides, where webhooks come in every hour: their metrics',
        ...of.map((region) => money(cost.perBusyMonth(region))),
      ],
    ],
  );
}

function linesOf(costs: readonly Cost[]): string[][] {
  return (costs[0]?.lines ?? []).map(({ part, what }, index) => [
    part,
    what,
    ...costs.map(({ lines }) => money(lines[index]?.dollars ?? 0)),
  ]);
}

function leverTable(cost: EnvironmentCost): string {
  return table(
    ['what is otherwise', ...regions.flatMap((region) => [region, 'difference'])],
    levers(cost).map(({ what, change }) => [
      what,
      ...regions.flatMap((region) => {
        const total = cost.perMillion(region, change).total;
        const difference = total - cost.perMillion(region).total;
        return [money(total), `${difference < 0 ? '-' : '+'}${money(Math.abs(difference))}`];
      }),
    ]),
  );
}

function unitTable({ measured }: EnvironmentCost): string {
  const row = (what: string, figure: (kind: WebhookKind) => number) => [
    what,
    ...kinds.map((kind) => String(Number(figure(kind).toFixed(1)))),
  ];
  const { byKind } = measured;
  return table(
    ['', ...kinds],
    [
      row('write units: claim of the customer', (kind) => byKind[kind].ledger.customerWrites),
      row('write units: record of the delivery', (kind) => byKind[kind].ledger.deliveryWrites),
      row('write units: index entries', (kind) => byKind[kind].ledger.indexWrites),
      ...sizes.flatMap((size) => {
        const batch = (kind: WebhookKind) => byKind[kind].inBatches.find(({ webhooks }) => webhooks === size);
        return [
          row(
            `write units of a batch of ${size}: rate limit and flood guard`,
            (kind) => batch(kind)?.countWrites ?? 0,
          ),
          row(`ms that a batch of ${size} waits for slots`, (kind) => batch(kind)?.slotMs ?? 0),
        ];
      }),
      row('read units', (kind) => byKind[kind].ledger.reads),
      row('calls to Masivo', (kind) => byKind[kind].masivoCalls),
      row('bytes on the queue', (kind) => byKind[kind].messageBytes),
      row('bytes stored: the delivery', (kind) => byKind[kind].stored.delivery.item),
      row('bytes stored: its index entries', (kind) => byKind[kind].stored.delivery.indexes),
      row('bytes logged by `receive`', (kind) => byKind[kind].receiveLogBytes),
      row('bytes logged by `deliver`', (kind) => byKind[kind].deliverLogBytes),
    ],
  );
}

export const money = (dollars: number) => dollars.toFixed(2);
