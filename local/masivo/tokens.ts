import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { checker, readJson } from './openapi-checks';

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

const checkClaims = checker<{ exp: number }>({
  type: 'object',
  required: ['exp'],
  properties: { exp: { type: 'number' } },
});

/** Issues and recognises the sandbox's short-lived tokens. */
export class Tokens {
  // Random per start: a token of another run, or of the real Masivo, is never accepted.
  #secret = randomBytes(32);
  readonly #lifetimeSeconds: number;
  readonly #now: () => number;

  constructor(lifetimeSeconds: number, now: () => number) {
    this.#lifetimeSeconds = lifetimeSeconds;
    this.#now = now;
  }

  /** A fresh JWT with an `exp` claim (guide "integrate-with-masivo": one hour). */
  issue(): string {
    const issuedAt = Math.floor(this.#now() / 1000);
    const claims = { iat: issuedAt, exp: issuedAt + this.#lifetimeSeconds, jti: randomUUID() };
    const signed = `${HEADER}.${encode(claims)}`;
    return `${signed}.${this.#sign(signed).toString('base64url')}`;
  }

  /** Whether an Authorization header carries a token issued here that has not expired. */
  accepts(authorization: string | undefined): boolean {
    const [, header, claims, signature] =
      /^Bearer ([^.]+)\.([^.]+)\.([^.]+)$/i.exec(authorization ?? '') ?? [];
    if (claims === undefined || signature === undefined) return false;
    // Always HS256 with our secret: the header's "alg", such as "none", is ignored.
    const expected = this.#sign(`${header}.${claims}`);
    const given = Buffer.from(signature, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false;
    const json = readJson(Buffer.from(claims, 'base64url').toString('utf8'));
    const read = json.ok ? checkClaims(json.value, 'claims') : json;
    return read.ok && this.#now() < read.value.exp * 1000;
  }

  /** Makes every token issued so far invalid. */
  expireAll(): void {
    this.#secret = randomBytes(32);
  }

  #sign(text: string): Buffer {
    return createHmac('sha256', this.#secret).update(text).digest();
  }
}
