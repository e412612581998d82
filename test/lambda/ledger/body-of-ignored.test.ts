import { bodyOfIgnored } from '../../../lambda/ledger/body-of-ignored';
import { catalogue } from '../../../operator/core/explanations/catalogue';

const reasonsOfIgnored = Object.entries(catalogue).flatMap(([code, { outcomes }]) =>
  outcomes.some((outcome) => outcome === 'ignored') ? [code] : [],
);

test('of every reason that an event may be ignored for it is decided whether its body is kept', () => {
  expect(Object.keys(bodyOfIgnored).sort()).toEqual([...reasonsOfIgnored].sort());
});

test('where a replay may help, there is something to replay', () => {
  const helped = reasonsOfIgnored.filter((code) =>
    Object.entries(catalogue).some(([each, { replayHelps }]) => each === code && replayHelps),
  );
  expect(helped.length).toBeGreaterThan(0);
  for (const code of helped) expect(bodyOfIgnored).toHaveProperty([code, 'keeps'], true);
});

test('each rule says why in a sentence', () => {
  for (const { why } of Object.values(bodyOfIgnored)) expect(why).toMatch(/^[A-Z].*\.$/);
});
