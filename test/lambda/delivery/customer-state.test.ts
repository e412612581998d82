import {
  type CustomerState,
  everTold,
  type KeptSnapshot,
  nothingUncertain,
  withNewest,
} from '../../../lambda/delivery/customer-state';
import { draft } from './drafts';

const snapshot = (name: string): KeptSnapshot => ({
  delivery: name,
  order: { at: 0, tie: null, kind: 'updated' },
  customer: draft(name),
  statements: {},
  dated: true,
});
const begun: CustomerState = {
  confirmed: { masivo: 'unknown' },
  newest: null,
  uncertain: { ...nothingUncertain, overwrites: true },
};

// Any of them may be what Masivo shows once the last lost request has landed.
test('each draft that may have been told is kept, while requests are lost again and again', () => {
  const names = ['First', 'Second', 'Third', 'Fourth'];
  const state = names.map(snapshot).reduce(withNewest, begun);
  expect(
    everTold(state)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...names].sort());
});
