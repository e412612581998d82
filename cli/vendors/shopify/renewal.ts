import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { named } from '../../../lambda/sources/shopify/app';
import { type ExpiringTokens, expiringTokens, isDue, tokensOf } from '../../../lambda/sources/shopify/tokens';
import type { CommandError } from '../../exit';
import type { ChangeKept } from '../admin-credential';
import { told } from './access';
import { claimed } from './renewal-claim';
import { askForToken, type TokenAnswer } from './token-endpoint';

export interface RenewalDeps {
  readonly origin: string;
  readonly shop: string;
  /** Where the tokens are kept. */
  readonly changeKept: ChangeKept;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

/** The access token as it is valid now, on each call. */
export function renewedWhenDue(tokens: ExpiringTokens, deps: RenewalDeps): () => Promise<string> {
  let latest = tokens;
  return async () => {
    if (isDue(latest, deps.now())) latest = await renewed(latest, deps);
    return latest.token;
  };
}

/** For tokens that nobody keeps. */
export function inMemory(tokens: ExpiringTokens): ChangeKept {
  let held: Awaited<ReturnType<ChangeKept>> = tokens;
  return async (change) => {
    for (;;) {
      const wanted = change(held) ?? held;
      if (isDeepStrictEqual(wanted, held)) return held;
      held = wanted;
    }
  };
}

const lookMs = 1000;

/**
 * One process at a time renews: a refresh token is used once, so what a second one got would shut out the first. The
 * claim is kept where the new tokens will be, so none are asked for that could not be kept. @throws CommandError
 */
async function renewed(due: ExpiringTokens, deps: RenewalDeps): Promise<ExpiringTokens> {
  const renewer = randomUUID();
  let used = due;
  for (;;) {
    const claim = await claimed(used, renewer, deps);
    switch (claim.kind) {
      case 'mine':
        return renewedBy(claim.tokens, deps);
      case 'renewed':
        if (!isDue(claim.tokens, deps.now())) return claim.tokens;
        used = claim.tokens;
        break;
      case 'taken':
        await deps.sleep(lookMs);
        break;
      case 'gone':
        throw told(
          `The stored credentials of ${deps.shop} were replaced meanwhile.`,
          'Run the command again.',
        );
      default:
        return claim satisfies never;
    }
  }
}

async function renewedBy(tokens: ExpiringTokens, deps: RenewalDeps): Promise<ExpiringTokens> {
  const isStill = (kept: unknown) => expiringTokens(kept)?.refreshToken === tokens.refreshToken;
  const { renewer, renewerUntil, ...unclaimed } = tokens;
  const answer = await refreshed(tokens, deps);
  if (answer.kind !== 'granted') {
    // So that nobody waits; otherwise the claim ends by itself.
    await deps.changeKept((kept) => (isStill(kept) ? unclaimed : undefined)).catch(() => undefined);
    throw notRenewed(answer, tokens, deps);
  }
  const next = tokensOf(tokens, answer.granted, deps.now(), tokens) ?? unclaimed;
  // Kept before it is used: Shopify goes on accepting the old refresh token until then.
  const kept = await deps.changeKept((now) => (isStill(now) ? next : undefined));
  return expiringTokens(kept) ?? next;
}

const mostTries = 3;

/**
 * Asks again where the answer was lost: the same refresh token is accepted for 30 days, until its successor is used.
 * https://shopify.dev/changelog/more-resilient-refreshes-for-expiring-offline-access-tokens
 */
async function refreshed(tokens: ExpiringTokens, { origin, sleep }: RenewalDeps): Promise<TokenAnswer> {
  const form = { ...named(tokens), grant_type: 'refresh_token', refresh_token: tokens.refreshToken };
  for (let tries = 1; ; tries += 1) {
    const answer = await askForToken(origin, form);
    const isLost = answer.kind === 'lost' || answer.kind === 'unreadable';
    if (!isLost || tries === mostTries) return answer;
    await sleep(tries * 2000);
  }
}

function notRenewed(
  answer: Exclude<TokenAnswer, { kind: 'granted' }>,
  { refreshExpires }: ExpiringTokens,
  { shop, now }: RenewalDeps,
): CommandError {
  const again = `Have the owner of ${shop} approve the app again: \`subscribe shopify --access browser\`.`;
  if (answer.kind !== 'refused') {
    const how = answer.kind === 'lost' && answer.status > 0 ? ` (HTTP ${answer.status})` : '';
    return told(
      `Shopify's answer to the renewal of the access token of ${shop} was lost${how}.`,
      `Run the command again: Shopify goes on accepting the refresh token that is kept. If it is refused then: ${again}`,
    );
  }
  const { status, text } = answer;
  if (text.includes('invalid_client')) {
    return told(
      `Shopify does not accept the client id and secret that are kept for ${shop} (HTTP ${status}).`,
      `${again} It asks for the app's new client secret.`,
    );
  }
  const why =
    Date.parse(refreshExpires) <= now().getTime()
      ? `expired on ${refreshExpires.slice(0, 10)}: it is valid for 90 days, and was not used for so long`
      : 'is no longer valid: another approval of the app replaced it, or the app was uninstalled';
  return told(`The refresh token that is kept for ${shop} ${why} (HTTP ${status}).`, again);
}
