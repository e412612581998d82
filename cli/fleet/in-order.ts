export interface InOrder<T> {
  /** This one is known. */
  ready(index: number, row: T): void;
  /** From now on each is printed as it comes: nobody waits for one that does not answer. */
  asTheyCome(): void;
}

/** Prints rows that become known in any order, each as soon as all before it are printed. */
export function inOrder<T>(print: (row: T) => void): InOrder<T> {
  const held = new Map<number, T>();
  let next = 0;
  let isAnyOrder = false;

  function printHeld(): void {
    for (const [index, row] of [...held].sort(([one], [other]) => one - other)) {
      if (!isAnyOrder && index !== next) return;
      held.delete(index);
      next = index + 1;
      print(row);
    }
  }

  return {
    ready(index, row) {
      held.set(index, row);
      printHeld();
    },
    asTheyCome() {
      isAnyOrder = true;
      printHeld();
    },
  };
}
