import type { EnvironmentCost } from './environment-cost';
import { levers } from './levers';
import type { Cost } from './per-webhook';
import { type PricedRegion, prices } from './prices';
import type { WebhookKind } from './traffic';

const regions = Object.keys(prices) as PricedRegion[];
const kinds: readonly WebhookKind[] = ['created', 'unchanged', 'updated'];

/** The computed parts of docs/cost.md, by the names of their marks there. */
export function workedOut(cost: EnvironmentCost): Readonly<Record<string, string>> {
  return {
    million: millionTable(cost),
    levers: leverTable(cost),
    units: unitTable(cost),
    idle: idleTable(cost),
  };
}

function millionTable(cost: EnvironmentCost): string {
  const byRegion = regions.map((region) => cost.perMillion(region));
  return table(
    ['', 'line', ...regions],
    [
      ...linesOf(byRegion),
      ['', '**a million webhooks**', ...byRegion.map(({ total }) => `**${money(total)}**`)],
    ],
  );
}

function idleTable(cost: EnvironmentCost): string {
  const byRegion = regions.map((region) => cost.perIdleMonth(region));
  return table(
    ['', 'line', ...regions],
    [...linesOf(byRegion), ['', '**an idle month**', ...byRegion.map(({ total }) => `**${money(total)}**`)]],
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
      row('write units: rate limit and flood guard', (kind) => byKind[kind].ledger.countWrites),
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

const money = (dollars: number) => dollars.toFixed(2);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const marked = (name: string) =>
  new RegExp(`(<!-- ${name}: npm run cost -->\n)([\\s\\S]*?)(<!-- /${name} -->)`);

/** @throws Error where the document has no such mark. */
export function partOf(document: string, name: string): string {
  const part = marked(name).exec(document)?.[2];
  if (part === undefined) throw new Error(`There is no mark ${name}`);
  return part.trimEnd();
}

export const withPart = (document: string, name: string, text: string): string =>
  document.replace(marked(name), (_, before: string, __, after: string) => `${before}${text}\n${after}`);
