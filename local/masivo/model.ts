/** Anything JSON calls an object: Masivo leaves metadata, metrics and tags open. */
export type JsonObject = Record<string, unknown>;

/** A customer as Masivo answers it (`Customer` in openapi.json). */
export interface Customer {
  id: string;
  status: 'ACTIVE' | 'INACTIVE';
  name: string;
  email: string;
  gender: 'MALE' | 'FEMALE' | null;
  dob: string | null;
  registration_date: string;
  tier_id: string;
  metrics: JsonObject;
  metadata: JsonObject;
  phone?: string;
  country?: string;
  tags?: JsonObject;
}

type Essential = 'id' | 'name' | 'email' | 'registration_date';

/** What POST /customers takes. */
export type NewCustomer = Pick<Customer, Essential> & Partial<Omit<Customer, Essential>>;

/** What PATCH /customers/{id} takes. */
export type CustomerPatch = Partial<Pick<Customer, 'name' | 'gender' | 'dob' | 'tags' | 'metadata'>>;

/** An amount a migrated customer had earned before. */
export interface Balance {
  reward_id: string;
  amount: number;
  brand_id?: string;
  issued_at?: string;
  expiration_date?: string;
}

/** One customer of POST /customers/migrate. */
export type MigratedCustomer = Pick<Customer, Essential> &
  Partial<Pick<Customer, 'gender' | 'dob' | 'metrics'>> & { balance: Balance[] };

/** A recorded consent: once there, every purpose that is not `true` is blocked. */
export interface Consent {
  version: string;
  consent_timestamp: string;
  customer_id: string;
  purposes: Record<string, boolean>;
  vendors?: Record<string, boolean>;
  consent_string?: string;
}

/** One amount in a wallet. */
export interface WalletLine {
  amount: number;
  reward_id: string;
  campaign_id: string;
  brand_id: string;
  issued_at: string;
  expiration_date: string;
  reservation_expires_at: string;
}

/** The sum of one reward in a wallet. */
export interface WalletTotal {
  total: number;
  reward_id: string;
  expiration_date: string;
  reward: JsonObject;
}

/** What a customer has earned. */
export interface Wallet {
  id: string;
  owner_id: string;
  lines: WalletLine[];
  totals: WalletTotal[];
}

/** Everything the sandbox keeps of one customer. */
export interface Entry {
  customer: Customer;
  consent: Consent | null;
  wallet: Wallet;
  /** Registration rewards paid: each is money, so a test counts them. */
  registrations: number;
  source: 'post' | 'migrate';
}
