import { changesTo } from '../../../lambda/delivery/changes';
import { type CustomerState, recordedConsent } from '../../../lambda/delivery/customer-state';
import { masivoIdOf, mayBeInMasivo } from '../../../lambda/delivery/masivo-id';
import { wantedOf } from '../../../lambda/delivery/sync/situation';
import { everTold, isSilent } from '../../../lambda/delivery/told-drafts';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import type { CustomerName } from '../../../lambda/ledger/table';
import { asMasivoId, type MasivoId } from '../../../lambda/masivo/masivo-id';
import { writtenByBridge } from '../../../lambda/masivo/metadata-of-bridge';
import { withOwnFields } from '../../../lambda/masivo/own-fields';
import type { Reason } from '../../../lambda/reasons/reason';
import { type Settings, type StoreSettings, storeOf } from '../../../lambda/settings';
import type { InMasivo, MasivoDifference } from '../answers/in-masivo';
import { customerFields } from '../customer-fields';
import { maskedText } from '../masking';
import { toldReason } from '../told-reason';
import type { Asked, AskMasivo } from './ask';

type There = Extract<Asked, { kind: 'there' }>;

/** What the environment knows besides. */
interface Known {
  readonly settings: Pick<Settings, 'stores'>;
  /** Another customer, as the ledger has it. */
  readonly entryOf: (name: CustomerName) => Promise<CustomerEntry | undefined>;
}

/** The customer's ID in Masivo: whoever is linked has no customer there, but its owner. */
async function idInMasivo({ name, state }: CustomerEntry, { entryOf }: Known): Promise<MasivoId> {
  if (state.confirmed.masivo !== 'linked') return masivoIdOf(name, state);
  const { owner } = state.confirmed;
  const known = await entryOf(owner);
  return known ? masivoIdOf(owner, known.state) : asMasivoId(owner.customer);
}

/** At a store with IDs of its own another person may have the ID of somebody whom nobody has brought. */
const hasNoId = ({ state }: CustomerEntry, store: StoreSettings | undefined): boolean =>
  store?.mapping.ownIds === true && state.masivoId === undefined && !mayBeInMasivo(state);

const hasItem = ({ version }: CustomerEntry): boolean => version > 0;

/** Whose customer it is, by the metadata that the bridge writes: who is known by a number alone is found by it. */
function shopperOf({ customer: { id, metadata } }: There['found'], { settings }: Known): CustomerName | null {
  const { source, store, [writtenByBridge.storeCustomer]: customer = id } = metadata;
  const isText = typeof source === 'string' && typeof store === 'string' && typeof customer === 'string';
  return isText && storeOf(settings, source, store) ? { source, store, customer } : null;
}

/** What Masivo shows now, and how that differs from what the bridge knows. */
export async function inMasivo(entry: CustomerEntry, known: Known, ask: AskMasivo): Promise<InMasivo> {
  const { name } = entry;
  const store = storeOf(known.settings, name.source, name.store);
  const id = await idInMasivo(entry, known);
  const isUnnamed = hasNoId(entry, store);
  if (isUnnamed && hasItem(entry)) return { kind: 'missing', id, differences: [], unasked: true };
  const asked = await ask(id);
  if (isUnnamed && asked.kind === 'there')
    return { kind: 'other', id, shopper: shopperOf(asked.found, known), differences: [] };
  return shown(id, asked, (there) =>
    there
      ? [...existence(entry, true), ...(store ? differencesOf(entry.state, there, store) : [])]
      : existence(entry, false),
  );
}

/** What Masivo shows under an ID now, where the bridge keeps nothing to compare it with. */
export const shownById = async (id: MasivoId, ask: AskMasivo): Promise<InMasivo> =>
  shown(id, await ask(id), () => []);

function shown(
  id: MasivoId,
  asked: Asked,
  differences: (there: There | undefined) => readonly MasivoDifference[],
): InMasivo {
  switch (asked.kind) {
    case 'unknown':
      return { kind: 'unknown', why: toldReason(asked.why), fix: fixOf(asked.why) };
    case 'missing':
      return { kind: 'missing', id, differences: differences(undefined) };
    case 'there': {
      const { more, found, tier } = asked;
      const totals = more.wallet?.totals ?? [];
      return {
        kind: 'there',
        id,
        status: more.customer.status,
        tier,
        walletId: found.walletId,
        points: totals.map(({ total, reward }) => ({ reward: reward.name, total })),
        differences: differences(asked).map(masked),
      };
    }
    default:
      return asked satisfies never;
  }
}

function fixOf(why: Reason): string | null {
  const cause = why.code === 'sign-in-failed' && why.params.cause ? why.params.cause : why;
  if (cause.code === 'masivo-secret-unreadable')
    return 'Masivo is asked with the environment’s own credential: an administrator looks whether the secret can be read (AdminPolicy).';
  return 'The command doctor checks the sign-in, and says what to do.';
}

function existence(
  { state: { confirmed, uncertain } }: CustomerEntry,
  isThere: boolean,
): readonly MasivoDifference[] {
  // It may come at any moment, or be there already.
  if (confirmed.masivo === 'migrating' || uncertain?.created) return [];
  const expected = confirmed.masivo === 'holds' || confirmed.masivo === 'linked';
  const text = (there: boolean) => (there ? 'is there' : 'is not there');
  return expected === isThere ? [] : [{ field: 'customer', bridge: text(expected), masivo: text(isThere) }];
}

/** What an attempt of now would find to change, and what the API cannot change. */
function differencesOf(
  state: CustomerState,
  { found, more }: There,
  store: StoreSettings,
): readonly MasivoDifference[] {
  const { confirmed, newest } = state;
  if (confirmed.masivo !== 'holds') return [];
  const drafts = newest && !isSilent(newest) ? [wantedOf({ target: newest, state, store })] : [];
  return [
    ...drafts.flatMap((wanted) => [
      ...fieldsThatDiffer(
        wanted,
        found.customer,
        everTold(state).map((draft) => withOwnFields(draft, store)),
      ),
      ...unchangeable('email', wanted.email, found.customer.email),
      ...unchangeable('phone', wanted.phone, more.customer.phone),
      ...unchangeable('country', wanted.country, more.customer.country),
    ]),
    ...consentThatDiffers(state, found.purposes),
  ];
}

function fieldsThatDiffer(
  wanted: Parameters<typeof changesTo>[0],
  shown: There['found']['customer'],
  told: Parameters<typeof changesTo>[2],
): readonly MasivoDifference[] {
  const changes = changesTo(wanted, shown, told);
  if (!changes) return [];
  const { metadata, tags, ...plain } = changes;
  const target = customerFields({ ...plain, metadata: { ...metadata } });
  const now = customerFields({
    ...Object.fromEntries(Object.keys(plain).map((field) => [field, Reflect.get(shown, field)])),
    metadata: metadata ? shown.metadata : {},
  });
  const names = [...new Set([...target.keys(), ...now.keys()])];
  return [
    ...names
      .filter((field) => target.get(field) !== now.get(field))
      .map((field) => ({ field, bridge: target.get(field), masivo: now.get(field) })),
    ...(tags ? [{ field: 'tags', bridge: listOf(tags), masivo: listOf(shown.tags ?? {}) }] : []),
  ];
}

const listOf = (tags: Readonly<Record<string, unknown>>) => Object.keys(tags).join(', ');

/** A value of ours that Masivo's PATCH does not take. */
const unchangeable = (
  field: string,
  wanted: string | null | undefined,
  shown: string | null,
): readonly MasivoDifference[] =>
  wanted === undefined || wanted === null || wanted === shown
    ? []
    : [{ field, bridge: wanted, masivo: shown ?? undefined, unchangeable: true }];

function consentThatDiffers(
  state: CustomerState,
  shown: There['found']['purposes'],
): readonly MasivoDifference[] {
  const ours = recordedConsent(state);
  // Some accounts do not show the record.
  if (!ours || !shown) return [];
  const now = new Map<string, boolean>(Object.entries(shown));
  return Object.entries(ours)
    .filter(([purpose, granted]) => now.get(purpose) !== granted)
    .map(([purpose, granted]) => ({
      field: `consent.${purpose}`,
      bridge: granted,
      masivo: now.get(purpose),
    }));
}

/** The bridge's own values name nobody. */
const own = /^(customer|consent\..*|metadata\.(source|store|store_customer|deleted_in_store))$/;

function masked({ bridge, masivo, ...difference }: MasivoDifference): MasivoDifference {
  if (own.test(difference.field)) return { ...difference, bridge, masivo };
  const hidden = (value: unknown) =>
    value === undefined || value === null
      ? value
      : maskedText(typeof value === 'string' ? value : JSON.stringify(value));
  return { ...difference, bridge: hidden(bridge), masivo: hidden(masivo) };
}
