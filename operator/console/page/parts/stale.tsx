import type { ComponentChildren } from 'preact';
import type { Polled } from '../state/polled';
import { useReach } from '../state/reach';
import { timeOf, zoneName } from '../state/zone';

/** Whether the latest question failed, or the server does not answer: what is shown may no longer be so. */
export function useIsStale({ value, problem }: Polled<unknown>): boolean {
  const isReached = useReach();
  return value !== undefined && (problem !== undefined || !isReached);
}

/** How old it is, where it is stale. */
export function AsOf({ of }: { of: Polled<unknown> }) {
  const isStale = useIsStale(of);
  if (!isStale || of.answeredAt === undefined) return null;
  return (
    <p class="note warn as-of">
      As of {timeOf(new Date(of.answeredAt).toISOString())} {zoneName()}: it may have changed since.
    </p>
  );
}

/** What is stale loses its colours: nothing in it is green. */
export function Stale({ of, children }: { of: Polled<unknown>; children: ComponentChildren }) {
  const isStale = useIsStale(of);
  return (
    <>
      <AsOf of={of} />
      <div class={isStale ? 'polled outdated' : 'polled'}>{children}</div>
    </>
  );
}
