import { systemClock } from '../../lambda/clock';
import { withDeadline } from '../../lambda/deadline';

const waitsMs = 6000;
const pauseMs = 200;
const mostTries = 100;

/** As a person does where AWS fails now and then: once more. */
export async function stubbornly<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await withDeadline(waitsMs, act(), noAnswer, systemClock);
    } catch (error) {
      if (tries === mostTries) throw error;
      await systemClock.sleep(pauseMs);
    }
  }
}

function noAnswer(): never {
  throw new Error('AWS did not answer');
}
