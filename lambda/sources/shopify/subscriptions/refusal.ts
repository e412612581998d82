import { codeOf, errorsIn, untilFilledMs } from '../changes-errors';

type Refusal =
  | { readonly kind: 'throttled'; readonly afterMs: number }
  | { readonly kind: 'failing' }
  | { readonly kind: 'denied' };

/** Why Shopify does not do what it was asked for, with HTTP 200. Undefined where its errors say none of this. */
export function refusalIn(answer: unknown): Refusal | undefined {
  const codes = errorsIn(answer).map(codeOf);
  if (codes.includes('THROTTLED')) return { kind: 'throttled', afterMs: untilFilledMs(answer) };
  if (codes.includes('INTERNAL_SERVER_ERROR') || codes.includes('TIMEOUT')) return { kind: 'failing' };
  return codes.includes('ACCESS_DENIED') || codes.includes('SHOP_INACTIVE') ? { kind: 'denied' } : undefined;
}
