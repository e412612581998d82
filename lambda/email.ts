// The only two characters that are no ASCII and become ASCII in lower case (the second with a mark behind it): the
// Kelvin sign and the I with a dot. Lower-cased, they would turn one person's address into another's.
const lowered = /[^\u212A\u0130]+/g;

/** An e-mail as it is compared, kept and sent: whatever compares two of them asks this first. */
export const normalizedEmail = (email: string): string =>
  email.trim().replace(lowered, (part) => part.toLowerCase());
