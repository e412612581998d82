/** The floor: what Node costs before any code of ours. */
export async function handler() {
  return { statusCode: 200, body: '' };
}
