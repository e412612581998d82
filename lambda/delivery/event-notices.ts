import type { Reason, VersionNotice } from '../reasons/reason';

/** What people are to know of an event, though it is used. */
export interface EventNotices {
  /** The vendor's names of members that could not be read, where the rest was used. */
  readonly unread?: readonly string[];
  /** What its source says of its body. */
  readonly notice?: Reason | undefined;
  /** It would have Masivo know its customer by another ID than the one that is fixed. */
  readonly masivoId?: Reason | undefined;
  /** It is of an API version that nobody has looked at. */
  readonly version?: VersionNotice | undefined;
}
