import { spreadOf } from '../bench/statistics';

/** What the page asks its server. */
export interface Question {
  readonly name: string;
  readonly path: string;
  /** How many deliveries the answer has; undefined where it is no list. */
  readonly expected?: number;
  /** What it is to take at most, where that is promised. */
  readonly goalMs?: number;
}

export interface Timed extends Question {
  readonly medianMs: number;
  readonly slowestMs: number;
  /** Of this process, the console's server and whoever asks: what a busy machine changes least. */
  readonly cpuMs: number;
}

/** Asks with the console's token. @throws Error where the answer is none, or another one than expected */
export async function ask(
  { origin, token }: { origin: string; token: string },
  { name, path, expected }: Pick<Question, 'name' | 'path' | 'expected'>,
): Promise<Headers> {
  const answer = await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } });
  const value: unknown = await answer.json();
  const found = Array.isArray(value) ? value.length : undefined;
  if (!answer.ok || (expected !== undefined && found !== expected)) {
    throw new Error(`${name}: HTTP ${answer.status} with ${found} deliveries`);
  }
  return answer.headers;
}

/** Each question so many times, the first one included: nothing is warmed up but what the ones before left. */
export async function timed(
  server: { origin: string; token: string },
  questions: readonly Question[],
  rounds: number,
): Promise<readonly Timed[]> {
  const results: Timed[] = [];
  for (const question of questions) {
    const times: number[] = [];
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round += 1) {
      const started = performance.now();
      await ask(server, question);
      times.push(performance.now() - started);
    }
    const { user, system } = process.cpuUsage(before);
    const cpuMs = (user + system) / 1000 / rounds;
    const { median, max } = spreadOf(times);
    results.push({ ...question, medianMs: median, slowestMs: max, cpuMs });
  }
  return results;
}

/**
 * The heap of this process in MB, the console's server in it, before and after so many rounds of what the page asks. No
 * browser is driven from here meanwhile: its driver keeps every request.
 */
export async function heapOver(
  server: { origin: string; token: string },
  questions: readonly Question[],
  rounds: number,
): Promise<readonly [beforeMb: number, afterMb: number]> {
  const heap = () => {
    global.gc?.();
    return process.memoryUsage().heapUsed / 1024 ** 2;
  };
  const before = heap();
  for (let round = 0; round < rounds; round += 1) {
    for (const question of questions) await ask(server, question);
  }
  return [before, heap()];
}

export const misses = ({ goalMs, medianMs }: Timed): boolean => goalMs !== undefined && medianMs > goalMs;
