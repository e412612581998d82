import * as v from 'valibot';

/** Why a run did not come to its end. Its store's next run goes on where it stopped. */
export const failures = [
  'key-missing',
  'key-unreadable',
  'renewal-refused',
  'key-not-kept',
  'account-unknown',
  'other-account',
  'account-unshown',
  'refused',
  'throttled',
  'no-answer',
  'unreadable',
  'too-many-unreadable',
  'some-unreadable',
  'no-time',
  'lease-lost',
  'broke-off',
] as const;
export type FailureCode = (typeof failures)[number];

export const Failure = v.object({
  code: v.picklist(failures),
  /** Of the vendor's answer. */
  status: v.exactOptional(v.number()),
});
export type Failure = v.InferOutput<typeof Failure>;

/** What one run came to. `known` is `found` without `fed`. */
export const Report = v.object({
  /** When it began, epoch ms. */
  at: v.number(),
  ms: v.number(),
  /** Changes that the vendor told. */
  found: v.number(),
  /** Of these, what the ledger did not know: it is on the queue. */
  fed: v.number(),
  known: v.number(),
  /** Customers and events that could not be read, by their ids at the vendor: each run asks for them again. */
  unreadable: v.array(v.string()),
  /** Null where it came to its end. */
  failure: v.nullable(Failure),
});
export type Report = v.InferOutput<typeof Report>;

const texts: Readonly<Record<FailureCode, string>> = {
  'key-missing': 'the secret reconcile-keys has no key of the store',
  'key-unreadable': 'the secret reconcile-keys cannot be read, or has no usable key of the store',
  'renewal-refused': 'the vendor no longer renews the token: the app has to be approved again',
  'key-not-kept': 'the renewed token could not be kept, or somebody put in another key meanwhile',
  'account-unknown': 'the settings do not say which account the store is',
  'other-account': 'the key is of another account or mode than the store',
  'account-unshown': 'the vendor does not show which account the key is of',
  refused: 'the vendor refuses the key, or what it asks for',
  throttled: 'the vendor asks to wait for longer than a run lasts',
  'no-answer': 'the vendor does not answer',
  unreadable: "the vendor's answer cannot be read",
  'too-many-unreadable': 'more than ten customers or events cannot be read, so that they are no exceptions',
  'some-unreadable': 'the vendor fails to give some customers, or to name them; all others were read',
  'no-time': 'there was no time for all; the next run goes on',
  'lease-lost': 'another run has taken over',
  'broke-off': 'the queue or the ledger did not answer, or the run has an error',
};

export const failureText = ({ code, status }: Failure): string =>
  status === undefined ? texts[code] : `${texts[code]} (HTTP ${status})`;
