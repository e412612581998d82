/** A vendor did not do what was asked of it, or could not be reached; the message says what to do next. */
export class VendorError extends Error {}
