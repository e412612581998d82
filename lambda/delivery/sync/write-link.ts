import type { CustomerEntry } from '../../ledger/ledger';
import type { CustomerName } from '../../ledger/table';
import { storeOf } from '../../settings';
import { customerKey } from '../../store-name';
import { type CustomerState, nothingUncertain } from '../customer-state';
import { stateOf } from '../intent';
import { everTold, lastTold } from '../told-drafts';
import { type LinkDeps, type LinkRequest, ownerBusy, type ShownOwner } from './link-request';
import { type LinkResult, nothingDone } from './situation';
import type { AttemptResult } from './step';
import { sync } from './sync';
import type { SyncDeps } from './sync-deps';

/** Writes the link under the owner's own claim, on condition that nobody wrote the owner since before it was shown. */
export async function writeLink(
  owner: CustomerEntry,
  { shown, askedAt }: ShownOwner,
  request: LinkRequest,
  deps: LinkDeps,
): Promise<LinkResult> {
  const { settings, ledger } = deps;
  const before = stateOf(owner, settings.masivo.lateLandingMs);
  const store = storeOf(settings, owner.name.source, owner.name.store);
  if (!store || !before.newest) return { kind: 'no-owner' };
  const links = before.links ?? [];
  const handedOn = [customerKey(request.self), ...request.links].filter(
    (id) => id !== customerKey(owner.name),
  );
  const state: CustomerState = {
    ...before,
    links: [...new Set([...links, ...handedOn])],
    uncertain: before.uncertain ?? nothingUncertain,
  };
  const end = await sync(
    {
      ...ownersInput,
      state,
      target: before.newest,
      mine: before.newest,
      lastTold: lastTold(before),
      told: everTold(before),
      store,
      startedAt: askedAt,
      lateLandingMs: settings.masivo.lateLandingMs,
      by: request.delivery,
      series: 0,
    },
    owner,
    { ...deps, ...nothingElse },
    { ...nothingDone, shown, askedAt },
  );
  if (end.kind === 'busy') return ownerBusy;
  const { state: after } = end.result;
  const isWritten = end.claim
    ? await ledger.confirm(end.claim, after, owner.last)
    : await ledger.keep(end.entry, after, owner.last);
  return isWritten ? linkResult(end.result, owner.name) : ownerBusy;
}

/** Nothing but the link is new, and nobody is created. */
const ownersInput = {
  relation: 'same',
  newOn: [],
  begin: 'shown',
  consentAtCreation: false,
  release: undefined,
  firstContact: false,
} as const;
/** What the sync of a customer who carries another one never does. */
export const nothingElse: Pick<
  SyncDeps,
  | 'countCreation'
  | 'seeMissing'
  | 'emailErasedAt'
  | 'linkToOwner'
  | 'lookForCarrier'
  | 'carryMerged'
  | 'emailKey'
> = {
  countCreation: async () => false,
  seeMissing: async () => ({ kind: 'many' }),
  emailErasedAt: async () => null,
  linkToOwner: async () => ({ kind: 'no-owner' }),
  lookForCarrier: async () => ({ kind: 'no-owner' }),
  carryMerged: async () => ({ kind: 'carried', wallet: null }),
  emailKey: async () => null,
};

function linkResult({ outcome, reason, retryAfterMs }: AttemptResult, owner: CustomerName): LinkResult {
  if (outcome === 'retry') {
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { kind: 'retry', reason: reason ?? { code: 'outcome-unclear' }, ...wait };
  }
  return outcome === 'refused'
    ? { kind: 'refused', reason: reason ?? { code: 'outcome-unclear' } }
    : { kind: 'linked', owner };
}
