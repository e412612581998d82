import { createHash } from 'node:crypto';
import type { Balance, JsonObject, Wallet, WalletLine } from './model';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const WELCOME_POINTS = 100;

/** A UUID that is the same on every run, so that two runs can be compared. */
function stableUuid(label: string): string {
  const hex = createHash('sha256').update(label).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

const BRAND = stableUuid('brand');
const POINTS = stableUuid('reward/points');
const WELCOME_CAMPAIGN = stableUuid('campaign/welcome');
const MIGRATION_CAMPAIGN = stableUuid('campaign/migration');

// "grater than" is how Masivo's own page spells the operator.
const CONDITIONS = [[{ type: 'Order Value', operator: 'grater than', primitive: 'number', value: 9.95 }]];

/** The account's tiers. A new customer enters the first; Gold carries the id Masivo's page uses as example. */
export const TIERS = [
  { id: stableUuid('tier/bronze'), name: 'Bronze', level: 1 },
  { id: stableUuid('tier/silver'), name: 'Silver', level: 2 },
  { id: '3c90c3cc-0d44-4b50-8888-8dd25736052a', name: 'Gold', level: 3 },
].map((tier) => ({
  ...tier,
  description: `${tier.name} of the sandbox`,
  status: 'ACTIVE',
  entry_conditions: CONDITIONS,
  exit_conditions: CONDITIONS,
}));

/** The tier Masivo assigns on registration when the caller names none. */
export const ENTRY_TIER = stableUuid('tier/bronze');

function reward(id: string, brandId: string): JsonObject {
  return {
    id,
    brand_id: brandId,
    name: id === POINTS ? 'Points' : 'Reward from elsewhere',
    description: 'A reward of the sandbox',
    type: 'POINTS',
    conditions: CONDITIONS,
    attributes: { conversion_factor: 0.1 },
  };
}

function wallet(customerId: string, lines: WalletLine[]): Wallet {
  return {
    id: stableUuid(`wallet/${customerId}`),
    owner_id: stableUuid(`owner/${customerId}`),
    lines,
    totals: totalsOf(lines),
  };
}

function totalsOf(lines: readonly WalletLine[]): Wallet['totals'] {
  const totals = new Map<string, Wallet['totals'][number]>();
  for (const line of lines) {
    const before = totals.get(line.reward_id);
    // Instants of different offsets do not sort as text.
    const lapsesFirst = before && Date.parse(before.expiration_date) < Date.parse(line.expiration_date);
    totals.set(line.reward_id, {
      total: (before?.total ?? 0) + line.amount,
      reward_id: line.reward_id,
      expiration_date: lapsesFirst ? before.expiration_date : line.expiration_date,
      reward: reward(line.reward_id, line.brand_id),
    });
  }
  return [...totals.values()];
}

function line(balance: Balance, campaignId: string, now: number): WalletLine {
  const issuedAt = balance.issued_at ?? new Date(now).toISOString();
  return {
    amount: balance.amount,
    reward_id: balance.reward_id,
    campaign_id: campaignId,
    brand_id: balance.brand_id ?? BRAND,
    issued_at: issuedAt,
    expiration_date: balance.expiration_date ?? new Date(now + YEAR_MS).toISOString(),
    // Nothing is reserved; Masivo's page knows no null here, so the reservation has already lapsed.
    reservation_expires_at: issuedAt,
  };
}

/** The wallet of a registration: it holds the welcome points (page "data-architecture/registration"). */
export function welcomeWallet(customerId: string, now: number): Wallet {
  return wallet(customerId, [welcomePoints(now)]);
}

/** A wallet that the welcome points were paid into once more. */
export function rewardedAgain(before: Wallet, now: number): Wallet {
  const lines = [...before.lines, welcomePoints(now)];
  return { ...before, lines, totals: totalsOf(lines) };
}

const welcomePoints = (now: number) =>
  line({ reward_id: POINTS, amount: WELCOME_POINTS }, WELCOME_CAMPAIGN, now);

/** The wallet of a migrated customer: the balance brought along and no welcome points. */
export function migratedWallet(customerId: string, balance: readonly Balance[], now: number): Wallet {
  return wallet(
    customerId,
    balance.map((item) => line(item, MIGRATION_CAMPAIGN, now)),
  );
}
