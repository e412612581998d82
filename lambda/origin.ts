/** What an envelope has in `signedWith` where no webhook brought it: `reconcile` found it at the vendor. */
export const foundByReconciliation = 'reconciliation';
