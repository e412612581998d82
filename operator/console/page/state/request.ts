import { tellReach } from './reach';
import { token } from './token';

/** Why a request failed, and what a person can do about it. */
export class RequestFailed extends Error {
  constructor(
    message: string,
    readonly fix: string,
    readonly status: number,
  ) {
    super(message);
  }
}

interface Answered<T> {
  readonly value: T;
  readonly headers: Headers;
}

/** @throws RequestFailed */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<Answered<T>> {
  return answer(path, signal ? { signal } : {});
}

/** The next page's `before`, as the `Link` header has it; null on the last one. */
export function nextPage(headers: Headers): string | null {
  const [, link] = /<[^>]*\?([^>]*)>/.exec(headers.get('Link') ?? '') ?? [];
  return link === undefined ? null : new URLSearchParams(link).get('before');
}

/** Requests an action. @throws RequestFailed */
export async function tell<T>(method: 'POST' | 'PUT', path: string, body: unknown = {}): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return (await answer<T>(path, { method, headers, body: JSON.stringify(body) })).value;
}

interface Sent extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

async function answer<T>(path: string, request: Sent): Promise<Answered<T>> {
  const headers = { ...request.headers, Authorization: `Bearer ${token()}` };
  const response = await fetch(path, { ...request, headers }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    tellReach(false);
    throw new RequestFailed(
      'The console’s server does not answer.',
      'Look at the terminal where it was started. If it stopped, start the console again and open the address that it prints.',
      0,
    );
  });
  tellReach(true);
  if (!response.ok) throw await failure(response);
  // The API's types are in operator/console/api; both are of one version.
  return { value: (await response.json()) as T, headers: response.headers };
}

async function failure(response: Response): Promise<RequestFailed> {
  if (response.status === 401) {
    const fix = 'Open the whole link that the terminal printed. A restarted console has a new one.';
    return new RequestFailed('This tab has no token of the console that runs.', fix, 401);
  }
  const text = await response.text();
  const { message, fix } = errorIn(text);
  return new RequestFailed(
    message ?? `The console answered HTTP ${response.status}.`,
    fix ?? (response.status >= 500 ? 'Try again; the terminal of the console says more.' : ''),
    response.status,
  );
}

function errorIn(text: string): { message?: string; fix?: string } {
  try {
    return JSON.parse(text).error ?? {};
  } catch {
    return {};
  }
}

export const failed = (error: unknown): RequestFailed =>
  error instanceof RequestFailed
    ? error
    : new RequestFailed('Something in this page went wrong.', 'Reload it. If it persists, it is a bug.', 0);
