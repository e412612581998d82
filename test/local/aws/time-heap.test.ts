import fc from 'fast-check';
import { type Timed, TimeHeap } from '../../../local/aws/queues/time-heap';

const Step = fc.record({
  what: fc.constantFrom('add', 'add', 'add', 'remove', 'reschedule'),
  at: fc.nat(1000),
  which: fc.nat(),
});

test('gives the items by time and order, whatever was added, moved and taken out before', () => {
  fc.assert(
    fc.property(fc.array(Step, { minLength: 50, maxLength: 120 }), (steps) => {
      const heap = new TimeHeap<Timed>();
      const expected: Timed[] = [];
      steps.forEach(({ what, at, which }, order) => {
        const existing = expected[which % Math.max(expected.length, 1)];
        if (what === 'add' || existing === undefined) {
          const item = { at, order, slot: -1 };
          heap.add(item);
          expected.push(item);
        } else if (what === 'remove') {
          heap.remove(existing);
          heap.remove(existing);
          expected.splice(expected.indexOf(existing), 1);
        } else heap.reschedule(existing, at);
      });
      expected.sort((a, b) => a.at - b.at || a.order - b.order);
      const taken: Timed[] = [];
      for (let item = heap.first(); item !== undefined; item = heap.first()) {
        taken.push(item);
        heap.remove(item);
      }
      expect(taken).toEqual(expected);
    }),
    { seed: 1, numRuns: 200 },
  );
});
