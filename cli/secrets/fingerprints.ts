import type { Frame } from '../frame';
import { table } from '../print';
import type { AcceptedSecret } from '../webhook-secrets';

/** Fingerprints only: no secret is ever shown. */
export function showFingerprints(
  frame: Frame,
  store: string,
  accepted: readonly AcceptedSecret[],
  words: readonly string[] = [],
): void {
  const shown = fingerprints(accepted);
  frame.answer({ store, secrets: shown }, () => [
    ...(shown.length === 0
      ? [`${store} has no secret: its webhooks are turned away.`]
      : table(
          frame.paint,
          ['store', 'fingerprint'],
          shown.map(({ fingerprint }) => [store, fingerprint]),
        )),
    ...words,
  ]);
}

/** Those of all stores, in one table. */
export function showAllFingerprints(
  frame: Frame,
  stores: readonly (readonly [store: string, accepted: readonly AcceptedSecret[]])[],
): void {
  const shown = stores.map(([store, accepted]) => ({ store, secrets: fingerprints(accepted) }));
  frame.answer(shown, () =>
    table(
      frame.paint,
      ['store', 'fingerprint'],
      shown.flatMap(({ store, secrets }) =>
        secrets.length === 0
          ? [[store, 'none: its webhooks are rejected']]
          : secrets.map(({ fingerprint }) => [store, fingerprint]),
      ),
    ),
  );
}

const fingerprints = (accepted: readonly AcceptedSecret[]) =>
  accepted.map(({ fingerprint }) => ({ fingerprint }));
