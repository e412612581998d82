import type { Outcome } from '../../../../lambda/delivery/outcome';
import type { Attention } from '../../../../lambda/ledger/customer-item';
import type { OpenCircuit } from '../../../../lambda/ledger/shared-items';

/** What each outcome means, for tooltips. */
export const meaning: Readonly<Record<Outcome | Attention, string>> = {
  created: 'a new customer in Masivo',
  exists: 'Masivo had this customer already',
  updated: 'a later change reached Masivo',
  unchanged: 'a later event or a replay, with nothing new for Masivo',
  stale: 'a newer event came first',
  ignored: 'nothing to do, by configuration or decision',
  waiting: 'waits for the shopper’s e-mail',
  held: 'the flood guard holds it; release or drop it',
  gone: 'Masivo no longer has this customer',
  unlinked: 'another customer has its e-mail; link or drop it',
  merged: 'the store merged it into another customer; move its points, then drop it',
  refused: 'can never succeed as it is; in the DLQ',
  retry: 'failed for now; is tried again by itself',
};

/** Why the circuit is open: short, and as a sentence. */
export const circuitTexts: Readonly<Record<OpenCircuit['why'], readonly [word: string, sentence: string]>> = {
  down: ['failing', 'It answers with errors, or not at all.'],
  throttled: ['throttling', 'It answers HTTP 429.'],
  missing: ['losing customers', 'It no longer shows several customers it had.'],
  denied: ['refusing us', 'It does not accept our credentials.'],
};

/** What to do where it is Masivo's circuit, as `doctor` has it. */
export const masivoFixes: Readonly<Record<OpenCircuit['why'], string>> = {
  down: 'Nothing to do here: deliveries go on when it is back.',
  throttled: 'Nothing to do, or lower masivo.rateLimit in the config.',
  missing: 'Look whether the account of masivo.account is the right one, and ask Masivo.',
  denied: 'Put in the API key: secrets set masivo.',
};
