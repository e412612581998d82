/** A text or a number of JSON. Texts are matched whole, so that no digits inside one are taken for a number. */
export const jsonToken = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * `JSON.parse`, but for whole numbers that it would round, beyond 2^53: each is the text that stands there. Ids are
 * such numbers, and a rounded one is somebody else's.
 * @throws SyntaxError
 */
export function exactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return /[\d.]{16}/.test(text) ? JSON.parse(text.replace(jsonToken, exact)) : value;
}

function exact(found: string): string {
  if (found.startsWith('"')) return found;
  const digits = found.replace(/[eE].*/, '').replace(/\D/g, '').length;
  const number = Number(found);
  return digits > 15 && Number.isInteger(number) && String(number) !== found ? `"${found}"` : found;
}
