import * as v from 'valibot';

const longest = 200;
/** An e-mail, or the digits of a phone number, however they are grouped. */
const personal = /@|(\d[^a-z\d]{0,3}){7}/i;

export const noteRule = `A note has at most ${longest} characters, and no personal data: no e-mail and no phone number.`;

/** Why something was discarded: shown to whoever may see the delivery, so it names nobody. */
export const Note = v.pipe(
  v.string(),
  v.regex(new RegExp(`^\\P{C}{1,${longest}}$`, 'u'), noteRule),
  v.check((text) => !personal.test(text), noteRule),
);
