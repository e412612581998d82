import type { Failure } from '../masivo/answer';
import type { Reason } from '../reasons/reason';
import { meaningOf } from './status-meaning';

/** What is done with a vendor's answer, where an event has to be completed by reading there. */
export type VendorStep = 'read' | 'missing' | 'renew-key' | 'fail';

/** Reading changes nothing, so whatever is no answer is simply asked again. */
export function vendorStepFor(status: number): VendorStep {
  const meaning = meaningOf(status);
  if (meaning === 'success') return 'read';
  if (meaning === 'denied') return 'renew-key';
  return meaning === 'missing' ? 'missing' : 'fail';
}

/** What people are told of a vendor's answer that is none. */
export function vendorReasonOf(
  vendor: string,
  { status, retryAfterMs }: Omit<Failure & { kind: 'status' }, 'kind'>,
): Reason {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  switch (meaningOf(status)) {
    case 'denied':
      return { code: 'vendor-denied', params: { vendor, status } };
    case 'throttled':
      return { code: 'vendor-throttled', params: { vendor, ...wait } };
    default:
      return { code: 'vendor-error', params: { vendor, status, ...wait } };
  }
}

/** What is done with a vendor's answer to a request for its list of changes. */
export type ListStep = 'read' | 'ask-again-when-told' | 'ask-again' | 'fail';

/** A list is only read, so asking again harms nothing; what the vendor refuses it refuses again. */
export function listStepFor(status: number): ListStep {
  switch (meaningOf(status)) {
    case 'success':
      return 'read';
    case 'throttled':
      return 'ask-again-when-told';
    case 'server-error':
    case 'timed-out':
      return 'ask-again';
    default:
      return 'fail';
  }
}

/** What a vendor's error says that comes with status 200, and its own status in the body. */
export function listErrorOf(status: number): 'denied' | 'throttled' | 'failing' | 'unreadable' {
  switch (meaningOf(status)) {
    case 'denied':
      return 'denied';
    case 'throttled':
      return 'throttled';
    case 'server-error':
      return 'failing';
    default:
      return 'unreadable';
  }
}

/** The vendor refuses what was asked for, and not who asked: another place of its list may be read. */
export const isOfThePlace = (status: number) =>
  meaningOf(status) === 'invalid' || meaningOf(status) === 'missing';
