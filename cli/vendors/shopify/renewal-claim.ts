import { type ExpiringTokens, expiringTokens } from '../../../lambda/sources/shopify/tokens';
import type { ChangeKept } from '../admin-credential';

export type Claim =
  | { readonly kind: 'mine'; readonly tokens: ExpiringTokens }
  /** Somebody else has renewed them. */
  | { readonly kind: 'renewed'; readonly tokens: ExpiringTokens }
  /** Somebody else is renewing them. */
  | { readonly kind: 'taken' }
  /** Somebody keeps credentials of another form now, or none. */
  | { readonly kind: 'gone' };

// Longer than a renewal takes with all of its tries: somebody who has not ended by then has died.
const claimMs = 120_000;

/**
 * Claims the renewal of the tokens that are kept for the process `renewer`, where nobody else has.
 * @param used the tokens that it knows
 */
export async function claimed(
  used: ExpiringTokens,
  renewer: string,
  deps: { readonly changeKept: ChangeKept; readonly now: () => Date },
): Promise<Claim> {
  let claim: Claim = { kind: 'gone' };
  await deps.changeKept((kept) => {
    const [tokens, now] = [expiringTokens(kept), deps.now()];
    claim = { kind: 'gone' };
    if (!tokens) return undefined;
    claim = { kind: 'renewed', tokens };
    if (tokens.refreshToken !== used.refreshToken) return undefined;
    claim = tokens.renewer === renewer ? { kind: 'mine', tokens } : { kind: 'taken' };
    if (isClaimed(tokens, now)) return undefined;
    return { ...tokens, renewer, renewerUntil: new Date(now.getTime() + claimMs).toISOString() };
  });
  return claim;
}

const isClaimed = ({ renewerUntil }: ExpiringTokens, now: Date): boolean =>
  renewerUntil !== undefined && Date.parse(renewerUntil) > now.getTime();
