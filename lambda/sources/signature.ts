import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** As text at once: a digest that comes as bytes first costs half as much again. */
export function hmacSha256(
  secret: string | Buffer,
  parts: readonly (string | Buffer)[],
  encoding: 'hex' | 'base64' | 'base64url',
): string {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest(encoding);
}

/** In one call: for a few KB, making a hash object costs more than hashing. */
export function sha256(data: string | Buffer, encoding: 'hex' | 'base64url'): string {
  return hash('sha256', data, encoding);
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

/** Identifies a secret in envelopes ("what was signed with the leaked one?") without revealing it. */
export function fingerprintOf(secret: string): string {
  return sha256(`masivo-bridge secret fingerprint:${secret}`, 'hex').slice(0, 12);
}
