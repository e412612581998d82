import type { ChangesAccess } from '../sources/changes';
import { type AskDeps, type Asked, ask } from './ask';

/** Conditional, so that nothing that somebody put in meanwhile is lost. */
export interface KeptKeys {
  /** The store's entry in the secret; undefined where there is none. Rejects where the secret cannot be read. */
  read(): Promise<unknown>;
  /**
   * Puts this in place of the store's entry where `isStill` says that it is the one that was renewed.
   * @returns false where it is another one by now, or the secret keeps changing. Rejects where it may not be kept.
   */
  replace(isStill: (entry: unknown) => boolean, entry: unknown): Promise<boolean>;
}

export interface SignInDeps extends AskDeps {
  readonly keys: KeptKeys;
  readonly onError: (error: unknown) => void;
}

/** A token for the store's API. */
export async function signIn(deps: SignInDeps): Promise<Asked<string>> {
  const { keys, onError, changes, store, now } = deps;
  const entry = await keys.read().catch((error: unknown) => {
    onError(error);
    return unread;
  });
  const access = entry === unread ? undefined : changes.access(entry, store);
  if (!access) return failed(entry === undefined ? 'key-missing' : 'key-unreadable');
  switch (access.kind) {
    case 'token':
      return { kind: 'answer', value: access.token, askedAt: now() };
    case 'sign-in':
      return ask(
        access.request,
        {},
        (json) => {
          const token = access.tokenIn(json);
          return token === undefined ? 'unreadable' : { value: token };
        },
        deps,
      );
    case 'renewed':
      return access.isDue(now())
        ? renewed(access, deps)
        : { kind: 'answer', value: access.token, askedAt: now() };
    default:
      return access satisfies never;
  }
}

const unread = Symbol('unread');
const renewalTries = 3;

/**
 * Asks again where the answer was lost: what renews a token is accepted until what came of it is used. So that is kept
 * before it is used: a run that dies before leaves what the next one renews by, and one that dies later a key that works.
 */
async function renewed(
  access: Extract<ChangesAccess, { kind: 'renewed' }>,
  deps: SignInDeps,
): Promise<Asked<string>> {
  const { keys, onError, now } = deps;
  const asked = await ask(
    access.request,
    {},
    (json) => {
      const next = access.renewedIn(json, now());
      return next ? { value: next } : 'failing';
    },
    { ...deps, tries: renewalTries },
  );
  if (asked.kind === 'failed') {
    const { code, status } = asked.failure;
    return code === 'refused' && status !== undefined ? failed('renewal-refused', status) : asked;
  }
  const { token, entry } = asked.value;
  const isKept = await keys.replace(access.isStill, entry).catch((error: unknown) => {
    onError(error);
    return false;
  });
  return isKept ? { ...asked, value: token } : failed('key-not-kept');
}

const failed = (
  code: 'key-missing' | 'key-unreadable' | 'key-not-kept' | 'renewal-refused',
  status?: number,
) =>
  ({
    kind: 'failed',
    failure: { code, ...(status === undefined ? {} : { status }) },
    ofAnswer: false,
  }) as const;
