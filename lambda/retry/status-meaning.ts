type Meaning =
  | 'success'
  | 'invalid'
  | 'denied'
  | 'missing'
  | 'wrong-address'
  | 'timed-out'
  | 'conflict'
  | 'too-large'
  | 'throttled'
  | 'server-error'
  | 'other';

/** What an HTTP status says, of Masivo's and of vendors' answers alike: no other file compares them. */
export function meaningOf(status: number): Meaning {
  if (status >= 200 && status < 300) return 'success';
  if (status >= 500) return 'server-error';
  switch (status) {
    // Masivo documents no error answers. These two and 409 may say "invalid" as well as "exists already".
    case 400:
    case 422:
      return 'invalid';
    case 401:
    case 403:
      return 'denied';
    case 404:
      return 'missing';
    case 405:
      return 'wrong-address';
    case 408:
      return 'timed-out';
    case 409:
      return 'conflict';
    case 413:
      return 'too-large';
    case 429:
      return 'throttled';
    default:
      return 'other';
  }
}

/** Masivo's guide "integrate-with-masivo" answers a sign-in with 200 and nothing else. */
export const isSignedIn = (status: number) => status === 200;
