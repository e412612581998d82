import { useEffect, useState } from 'preact/hooks';

/** Whether the console's server answered when it was asked last. */
let reached = true;
const listeners = new Set<(reached: boolean) => void>();

export function tellReach(next: boolean): void {
  if (next === reached) return;
  reached = next;
  for (const listener of listeners) listener(next);
}

/** Follows whether the server answers. */
export function useReach(): boolean {
  const [shown, setShown] = useState(reached);
  useEffect(() => {
    setShown(reached);
    listeners.add(setShown);
    return () => void listeners.delete(setShown);
  }, []);
  return shown;
}
