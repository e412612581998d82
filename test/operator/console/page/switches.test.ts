import { readPlan as readBySandbox } from '../../../../local/masivo/misbehaviour';
import { planOf, readPlan, switches } from '../../../../operator/console/page/local/switches';

const labels = switches.map(({ label }) => label);

describe('the switches of the sandbox', () => {
  test.each([1, 0.5, 0.05])(
    'each of several is drawn as often as the others, together in %d of requests',
    (probability) => {
      let left = 1;
      for (const rule of planOf(labels, probability).rules ?? []) {
        const drawn = left * (rule.probability ?? 1);
        expect(drawn).toBeCloseTo(probability / labels.length);
        left -= drawn;
      }
      expect(1 - left).toBeCloseTo(probability);
    },
  );

  test.each([
    [labels, 1],
    [labels.slice(0, 1), 0.2],
    [labels.slice(2, 5), 0.05],
  ])('%j at %d is a plan that the sandbox takes, and reads back', (chosen, probability) => {
    const plan = planOf(chosen, probability);
    expect(readBySandbox(plan).ok).toBe(true);
    expect(readPlan(plan)).toEqual({ labels: chosen, foreign: 0, probability });
  });

  test('rules set elsewhere are not taken for switches', () => {
    expect(readPlan({ rules: [{ do: 'status', status: 500 }] })).toMatchObject({ labels: [], foreign: 1 });
    expect(readPlan({})).toEqual({ labels: [], foreign: 0, probability: 1 });
  });
});
