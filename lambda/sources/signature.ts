import { createHmac, timingSafeEqual } from 'node:crypto';

export function hmacSha256(secret: string, ...parts: readonly (string | Buffer)[]): Buffer {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

/** Compares without telling by its duration where two texts differ. Lengths are no secret: digests have one. */
export function equalInConstantTime(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** An empty or blank secret would make every signature forgeable: it counts as no secret. */
export function usableSecrets(secrets: readonly string[]): string[] {
  return secrets.filter((secret) => secret.trim() !== '');
}

/** Tells secrets apart in envelopes ("what was signed with the leaked one?") without giving them away. */
export function fingerprintOf(secret: string): string {
  return hmacSha256(secret, 'masivo-bridge secret fingerprint').toString('hex').slice(0, 12);
}
