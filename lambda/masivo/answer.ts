import * as v from 'valibot';
import type { Reason } from '../reasons/reason';
import { Purposes } from './consent';

/** How a call to Masivo ended. Expected failures are values: the delivery decides what follows from them. */
export type Answer<T> = { readonly kind: 'ok'; readonly value: T } | Failure;

export type Failure =
  /** Masivo answered, with another status than success. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterMs?: number;
      /** Of a 404: its body is no JSON, so it says nothing of customers. */
      readonly notJson?: true;
    }
  /** It answered success in a form that cannot be read. */
  | { readonly kind: 'unreadable'; readonly status: number }
  /** The request surely did nothing: no connection, no time left, or no token to send it with. */
  | { readonly kind: 'unsent'; readonly why: Reason; readonly retryAfterMs?: number }
  /** No answer came: the request may have done its work, may do it later, or never. */
  | { readonly kind: 'lost'; readonly why: Reason };

const Wallet = v.object({ id: v.string() });

const ShownCustomer = v.object({
  id: v.string(),
  name: v.nullish(v.string(), null),
  email: v.nullish(v.string(), null),
  gender: v.nullish(v.string(), null),
  dob: v.nullish(v.string(), null),
  metadata: v.exactOptional(v.fallback(v.nullish(v.record(v.string(), v.unknown()), {}), {})),
  tags: v.exactOptional(v.fallback(v.nullable(v.record(v.string(), v.unknown())), null)),
});
/** A customer as Masivo shows it. Only what the bridge reads; Masivo may hold more. */
export type HeldCustomer = Required<Pick<v.InferOutput<typeof ShownCustomer>, 'metadata'>> &
  Omit<v.InferOutput<typeof ShownCustomer>, 'metadata'>;

/** Masivo may show further purposes. One of ours that is missing is no consent that was recorded. */
const ShownConsent = v.object({ purposes: v.object(Purposes.entries) });

/** `201` of `POST /customers`: a customer always comes with the wallet that was opened for it. */
export const CreatedAnswer = v.object({
  data: v.object({
    customer: v.object({ ...ShownCustomer.entries, consent: v.fallback(v.nullish(ShownConsent), null) }),
    wallet: Wallet,
  }),
});

/**
 * Whoever made the record may have left purposes out. Where none was recorded, `GET …/consent` invents one that allows
 * everything (page "consent"): one without the version and the time that every record has is taken for none.
 */
const HeldConsent = v.object({
  version: v.pipe(v.string(), v.minLength(1)),
  consent_timestamp: v.pipe(v.string(), v.minLength(1)),
  purposes: v.record(v.string(), v.unknown()),
});

/** `200` of GET and PATCH. The wallet is shown to operators where it is there; nothing rests on it. */
export const HeldAnswer = v.object({
  data: v.object({
    customer: v.object({ ...ShownCustomer.entries, consent: v.fallback(v.nullish(HeldConsent), null) }),
    wallet: v.fallback(v.nullish(Wallet), null),
  }),
});

export interface MasivoCustomer {
  readonly customer: HeldCustomer;
  readonly walletId: string | null;
  /** The answer left its metadata out: whether there is any, it does not say. */
  readonly hidesMetadata?: true;
  /** Of the consent record, where the answer shows one. */
  readonly purposes?: Purposes;
}

/** The customer of an answer, without the consent record that came with it. */
export const shownCustomer = ({
  metadata,
  ...others
}: v.InferOutput<typeof ShownCustomer>): Pick<MasivoCustomer, 'customer' | 'hidesMetadata'> => ({
  customer: { ...others, metadata: metadata ?? {} },
  ...(metadata === undefined ? { hidesMetadata: true } : {}),
});
