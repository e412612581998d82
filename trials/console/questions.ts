import { spreadOf } from '../bench/statistics';
import type { DatabaseCalls } from './environment';

/** What the page asks its server. */
export interface Question {
  readonly name: string;
  readonly path: string;
  /** How many deliveries the answer has; undefined where it is no list. */
  readonly expected?: number;
  /** Asked on along the `Link` header, as the page does where a search stops early: this is how many there are in all. */
  readonly inAll?: number;
  /** What it is to take at most, where that is promised. */
  readonly goalMs?: number;
}

export interface Timed extends Question {
  readonly medianMs: number;
  readonly slowestMs: number;
  /** Until the first answer, where it was asked on. */
  readonly firstMs: number;
  /** How many answers each asking took. */
  readonly answers: number;
  /** Of this process, the console's server and whoever asks: what a busy machine changes least. */
  readonly cpuMs: number;
  /** Of the stand-in of DynamoDB, which is no part of the product; undefined where this system does not tell. */
  readonly standInCpuMs: number | undefined;
  readonly database: DatabaseCalls;
}

interface Server {
  readonly origin: string;
  readonly token: string;
}

interface Answer {
  readonly found: number | undefined;
  /** Set where a search stopped early. */
  readonly next: string | undefined;
}

/** Asks with the console's token. @throws Error where the answer is none, or another one than expected */
async function ask(
  { origin, token }: Server,
  { name, path, expected }: Pick<Question, 'name' | 'path' | 'expected'>,
): Promise<Answer> {
  const answer = await fetch(origin + path, { headers: { authorization: `Bearer ${token}` } });
  const value: unknown = await answer.json();
  const found = Array.isArray(value) ? value.length : undefined;
  if (!answer.ok || (expected !== undefined && found !== expected)) {
    throw new Error(`${name}: HTTP ${answer.status} with ${found} deliveries`);
  }
  const [, link] = /<([^>]*)>/.exec(answer.headers.get('link') ?? '') ?? [];
  return { found, next: answer.headers.has('searched-back-to') ? link : undefined };
}

/** How a question was answered to its end. */
interface Asked {
  readonly ms: number;
  readonly firstMs: number;
  readonly answers: number;
}

async function asked(server: Server, question: Question): Promise<Asked> {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  let { found = 0, next } = await ask(server, question);
  const firstMs = elapsed();
  let answers = 1;
  if (question.inAll === undefined) return { ms: firstMs, firstMs, answers };
  for (let failed = 0; next !== undefined; answers += 1) {
    const path: string = next;
    const more = await ask(server, { name: question.name, path }).catch((error: unknown) => {
      // As the page does: it goes on from where a search failed.
      failed += 1;
      if (failed > 3) throw error;
      return { found: 0, next: path };
    });
    found += more.found ?? 0;
    next = more.next;
  }
  if (found !== question.inAll) throw new Error(`${question.name}: ${found} deliveries in all`);
  return { ms: elapsed(), firstMs, answers };
}

/** What is measured beside the time. */
interface Meters {
  readonly database: () => DatabaseCalls;
  readonly standInCpuMs: () => number | undefined;
}

/** Each question so many times, the first one included: nothing is warmed up but what the ones before left. */
export async function timed(
  server: Server,
  questions: readonly Question[],
  rounds: number,
  { database, standInCpuMs }: Meters,
): Promise<readonly Timed[]> {
  const results: Timed[] = [];
  for (const question of questions) {
    // Whoever asks on asks for minutes.
    const count = question.inAll === undefined ? rounds : Math.min(rounds, 3);
    const all: Asked[] = [];
    const before = process.cpuUsage();
    const [calls, standIn] = [database(), standInCpuMs()];
    for (let round = 0; round < count; round += 1) all.push(await asked(server, question));
    const { user, system } = process.cpuUsage(before);
    const [callsAfter, standInAfter] = [database(), standInCpuMs()];
    const { median, max } = spreadOf(all.map(({ ms }) => ms));
    results.push({
      ...question,
      medianMs: median,
      slowestMs: max,
      firstMs: spreadOf(all.map(({ firstMs }) => firstMs)).median,
      answers: all[0]?.answers ?? 0,
      cpuMs: (user + system) / 1000 / count,
      standInCpuMs:
        standIn === undefined || standInAfter === undefined ? undefined : (standInAfter - standIn) / count,
      database: {
        requests: (callsAfter.requests - calls.requests) / count,
        items: (callsAfter.items - calls.items) / count,
      },
    });
  }
  return results;
}

/**
 * The heap of this process in MB, the console's server in it, before and after so many rounds of what the page asks. No
 * browser is driven from here meanwhile: its driver keeps every request.
 */
export async function heapOver(
  server: Server,
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
