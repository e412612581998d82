import type { LocalFunction } from './local-function';

/** Several processes of one function, invoked one after the other. */
export function inTurn(processes: readonly LocalFunction[]): Pick<LocalFunction, 'invoke'> {
  let next = 0;
  return {
    async invoke(event) {
      const invoked = processes[next++ % processes.length];
      return invoked ? invoked.invoke(event) : { kind: 'crashed' };
    },
  };
}
