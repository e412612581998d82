import { type Channel, channels, type Stated, type StatedConsent } from '../../masivo/consent';
import type { Customer } from './customer';

/** A channel that is null: what the sender told before is taken back, and nothing that was stated elsewhere. */
const lacking: Stated = { granted: false, implied: true, unasked: true };

/** What the body states on each channel. One that is absent says nothing, and so does a body without any consent. */
export function statedIn({ consent }: Customer): StatedConsent {
  if (consent === undefined) return {};
  return Object.fromEntries(
    channels.flatMap((channel) => {
      const stated = statedOn(channel, consent);
      return stated ? [[channel, stated]] : [];
    }),
  );
}

function statedOn(channel: Channel, consent: NonNullable<Customer['consent']> | null): Stated | undefined {
  const granted = consent === null ? null : consent[channel];
  if (granted === undefined) return undefined;
  return granted === null ? lacking : { granted };
}
