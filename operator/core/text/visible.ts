/**
 * Control and format characters: what a terminal obeys (ESC, C1), what turns the direction of a text, and what nobody
 * sees. Two joiners stay, which Persian and emoji need and which change nothing else; so do tab and line feed, of which
 * texts of ours are made.
 */
const hidden = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A text that a terminal and a page show as it is: each such character as its escape, `\u202e`. What is JSON stays the
 * same JSON. Pure.
 */
export const visible = (text: string): string => text.replace(hidden, escaped);

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
