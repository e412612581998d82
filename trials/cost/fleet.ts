import { table } from '../marked-parts';
import { money } from './document';
import type { EnvironmentCost } from './environment-cost';
import type { Priced } from './selection';

export interface EnvironmentRow {
  readonly name: string;
  readonly mode: 'live' | 'test';
  readonly region: string;
  /** US dollars, to the cent. */
  readonly idleMonth: number;
  /** More, where webhooks come in every hour of the month. */
  readonly busyMonth: number;
  readonly perMillion: number;
}

export function rowOf({ environment, region }: Priced, cost: EnvironmentCost): EnvironmentRow {
  const { name, mode } = environment;
  return {
    name,
    mode,
    region,
    idleMonth: cents(cost.perIdleMonth(region).total),
    busyMonth: cents(cost.perBusyMonth(region)),
    perMillion: cents(cost.perMillion(region).total),
  };
}

export const forMachines = (rows: readonly EnvironmentRow[]) => JSON.stringify({ environments: rows });

/** A line for each environment, and what they cost together while nothing comes. */
export function fleetTable(rows: readonly EnvironmentRow[]): string {
  const idle = rows.reduce((sum, { idleMonth }) => sum + idleMonth, 0);
  return table(
    ['environment', 'mode', 'region', 'an idle month (USD)', 'a million webhooks (USD)'],
    [
      ...rows.map(({ name, mode, region, idleMonth, perMillion }) => [
        name,
        mode,
        region,
        money(idleMonth),
        money(perMillion),
      ]),
      [`**${rows.length} together**`, '', '', `**${money(idle)}**`, ''],
    ],
  );
}

const cents = (dollars: number) => Math.round(dollars * 100) / 100;
