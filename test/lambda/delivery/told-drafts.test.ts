import {
  type CustomerState,
  type KeptSnapshot,
  nothingUncertain,
} from '../../../lambda/delivery/customer-state';
import { draftToShow, everTold, withNewest } from '../../../lambda/delivery/told-drafts';
import { draft, snapshot } from './drafts';

const named = (name: string) => snapshot({ delivery: name, customer: draft(name) });
const begun: CustomerState = {
  confirmed: { masivo: 'unknown' },
  newest: null,
  uncertain: { ...nothingUncertain, overwrites: true },
};

// Any of them may be what Masivo shows once the last lost request has landed.
test('each draft that may have been told is kept, while requests are lost again and again', () => {
  const names = ['First', 'Second', 'Third', 'Fourth'];
  const state = names.map(named).reduce(withNewest, begun);
  expect(
    everTold(state)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...names].sort());
});

test('a name that the store never gave is for the creation alone: nobody in Masivo is to show it', () => {
  const fallback: KeptSnapshot = { ...named('first.shopper'), fallbackName: true };
  expect(draftToShow(fallback).name).toBeNull();
  expect(draftToShow(named('First')).name).toBe('First');
  const state: CustomerState = {
    confirmed: { masivo: 'holds', email: null, consent: null },
    newest: fallback,
    uncertain: null,
  };
  // So a store that gives that very name later has it told.
  expect(everTold(state).map(({ name }) => name)).toEqual([null]);
});
