import { foundByReconciliation } from '../../../lambda/origin';

/**
 * Where a delivery came from: the secret that signed its webhook, the run that found it, or an act, which nothing signs.
 */
export function originText(signedWith: string): string {
  if (signedWith === '') return 'ordered by an operator';
  return signedWith === foundByReconciliation ? 'found by reconciliation' : `signed with ${signedWith}`;
}
