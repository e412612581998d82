/** Where a caller stands in a window, as the X-RateLimit headers say it. */
export interface Allowance {
  allowed: boolean;
  limit: number;
  remaining: number;
  resetSeconds: number;
}

/** So many requests per window; the window opens with the first request. */
export class RateWindow {
  readonly #limit: number;
  readonly #milliseconds: number;
  readonly #now: () => number;
  #used = 0;
  #closesAt = Number.NEGATIVE_INFINITY;

  constructor(limit: number, seconds: number, now: () => number) {
    this.#limit = limit;
    this.#milliseconds = seconds * 1000;
    this.#now = now;
  }

  /** Counts one request. A refused request does not lengthen the wait. */
  take(): Allowance {
    const now = this.#now();
    if (now >= this.#closesAt) {
      this.#used = 0;
      this.#closesAt = now + this.#milliseconds;
    }
    const allowed = this.#used < this.#limit;
    if (allowed) this.#used += 1;
    return {
      allowed,
      limit: this.#limit,
      remaining: this.#limit - this.#used,
      resetSeconds: Math.ceil((this.#closesAt - now) / 1000),
    };
  }

  /** What `take` would say, counting nothing. */
  look(): Allowance {
    const now = this.#now();
    const used = now >= this.#closesAt ? 0 : this.#used;
    return {
      allowed: used < this.#limit,
      limit: this.#limit,
      remaining: this.#limit - used,
      resetSeconds: Math.max(0, Math.ceil((this.#closesAt - now) / 1000)),
    };
  }

  /** Forgets what was counted. */
  reset(): void {
    this.#closesAt = Number.NEGATIVE_INFINITY;
  }
}

/** The headers of page "resource-limits", on every answer; Retry-After only where the caller must wait. */
export function rateHeaders(allowance: Allowance): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(allowance.limit),
    'X-RateLimit-Remaining': String(allowance.remaining),
    'X-RateLimit-Reset': String(allowance.resetSeconds),
    ...(allowance.allowed ? {} : { 'Retry-After': String(allowance.resetSeconds) }),
  };
}
