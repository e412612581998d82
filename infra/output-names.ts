/** How outputs of a store end: `WebhookAcmeEuNorth` for the store `eu-north` of a source `acme`. */
export const outputEnding = (source: string, store: string) =>
  `${source}-${store}`.split('-').map(capitalised).join('');

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** The ledger's id in the template, which CloudFormation makes part of the table's name. */
export const ledgerId = 'Ledger';
