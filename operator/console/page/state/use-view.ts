import { useCallback, useLayoutEffect, useState } from 'preact/hooks';
import { hashOf, isEmail, type View, viewOf } from './view';

const emailOf = (state: unknown): string =>
  typeof state === 'object' && state && 'email' in state ? String(state.email) : '';
const now = () => viewOf(location.hash, emailOf(history.state));

/** The view, and navigation: each change is an entry in the browser's history. */
export function useView(): readonly [View, (next: Partial<View>) => void] {
  const [view, setView] = useState(now);
  // Before anything else can happen: an address that changes between the first drawing and a later effect would be missed.
  useLayoutEffect(() => {
    const follow = () => setView(now());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const go = useCallback((next: Partial<View>) => {
    const whole = { ...now(), ...next };
    const { search } = whole.filter;
    const state = isEmail(search) ? { email: search } : null;
    const hash = hashOf(whole);
    history.pushState(state, '', hash);
    // As a reload would have it: of a customer and a delivery only one is open.
    setView(viewOf(hash, emailOf(state)));
  }, []);
  return [view, go];
}
