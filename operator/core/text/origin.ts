import { foundByReconciliation } from '../../../lambda/origin';

/** Where a delivery came from: the secret that signed its webhook, or the run that found it. */
export const originText = (signedWith: string): string =>
  signedWith === foundByReconciliation ? 'found by reconciliation' : `signed with ${signedWith}`;
