/** What a run may wait for. */
export interface Pending {
  cancel(): void;
}

interface Event {
  readonly at: number;
  readonly tie: number;
  readonly number: number;
  act: () => void;
  cancelled: boolean;
}

function isBefore(a: Event, b: Event): boolean {
  if (a.at !== b.at) return a.at < b.at;
  return a.tie === b.tie ? a.number < b.number : a.tie < b.tie;
}

/** A binary heap of what is to happen, the earliest first. */
export function eventHeap() {
  const heap: Event[] = [];
  let added = 0;

  function swap(a: number, b: number): void {
    const [left, right] = [heap[a], heap[b]];
    if (left && right) [heap[a], heap[b]] = [right, left];
  }

  function rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      const [child, above] = [heap[at], heap[parent]];
      if (!child || !above || !isBefore(child, above)) return;
      swap(at, parent);
      at = parent;
    }
  }

  function sink(): void {
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        const [candidate, best] = [heap[child], heap[least]];
        if (candidate && best && isBefore(candidate, best)) least = child;
      }
      if (least === at) return;
      swap(at, least);
      at = least;
    }
  }

  function take(): Event | undefined {
    const [first] = heap;
    const last = heap.pop();
    if (last && heap.length > 0) {
      heap[0] = last;
      sink();
    }
    return first;
  }

  return {
    add(at: number, tie: number, act: () => void): Pending {
      added += 1;
      const event: Event = { at, tie, number: added, act, cancelled: false };
      heap.push(event);
      rise(heap.length - 1);
      return {
        cancel() {
          event.cancelled = true;
          // What it refers to may be a whole machine.
          event.act = () => {};
        },
      };
    },
    isEmpty(): boolean {
      while (heap[0]?.cancelled) take();
      return heap.length === 0;
    },
    /** The earliest that is due by then, and not cancelled. */
    takeUntil(until: number): Event | undefined {
      while (heap[0] && heap[0].at <= until) {
        const event = take();
        if (event && !event.cancelled) return event;
      }
      return undefined;
    },
  };
}
