/** What the heap orders by. `slot` is the heap's own note of where the item sits, -1 while it is outside. */
export type Timed = { at: number; readonly order: number; slot: number };

/**
 * Items by time, earliest first; equal times in the given order. Any item can be taken out or moved in
 * O(log n), so a queue of tens of thousands of messages needs no scan and keeps no stale entries.
 */
export class TimeHeap<T extends Timed> {
  readonly #items: T[] = [];

  /** The earliest item. */
  first(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    this.#place(item, this.#items.length);
    this.#rise(item);
  }

  remove(item: T): void {
    if (this.#items[item.slot] !== item) return;
    const slot = item.slot;
    const last = this.#items.pop();
    item.slot = -1;
    if (last === undefined || last === item) return;
    this.#place(last, slot);
    this.#rise(last);
    this.#sink(last);
  }

  /** Gives the item a new time. */
  reschedule(item: T, at: number): void {
    this.remove(item);
    item.at = at;
    this.add(item);
  }

  #rise(item: T): void {
    while (item.slot > 0) {
      const parent = this.#items[(item.slot - 1) >> 1];
      if (parent === undefined || !isEarlier(item, parent)) return;
      this.#swap(item, parent);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const left = this.#items[2 * item.slot + 1];
      const right = this.#items[2 * item.slot + 2];
      const child = left !== undefined && right !== undefined && isEarlier(right, left) ? right : left;
      if (child === undefined || !isEarlier(child, item)) return;
      this.#swap(item, child);
    }
  }

  #swap(a: T, b: T): void {
    const slot = a.slot;
    this.#place(a, b.slot);
    this.#place(b, slot);
  }

  #place(item: T, slot: number): void {
    this.#items[slot] = item;
    item.slot = slot;
  }
}

function isEarlier(a: Timed, b: Timed): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
