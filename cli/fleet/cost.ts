import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import type { Environment } from '../../infra/config/config';
import { parsedJson } from '../../lambda/json';
import { version } from '../../package.json';
import { environmentsOf } from '../connection/config';
import type { Client } from './fleet-file';
import type { Standing } from './standing';

const Rate = v.object({ idleMonth: v.number(), busyMonth: v.number(), perMillion: v.number() });
/** What an environment costs by the model of docs/cost.md, in US dollars. */
export type Rate = v.InferOutput<typeof Rate>;

/** An environment of a config folder. */
export interface Priceable {
  readonly config: string;
  readonly environment: string;
}

const WorkedOut = v.object({ config: v.string(), environment: v.string(), rate: v.nullable(Rate) });

/** Tells each rate as it is worked out: null for one that cannot be. */
type Model = (
  asked: readonly Priceable[],
  onRate: (of: Priceable, rate: Rate | null) => void,
  signal: AbortSignal | undefined,
) => Promise<void>;

const root = join(__dirname, '..', '..');
/** `npm ci`, as an upgrade runs it, removes it with the rest of `node_modules`. */
const cacheFolder = join(root, 'node_modules', '.cache', 'fleet');

/**
 * The model synthesises and measures, for which the command line has no code of its own: it is a program beside
 * `npm run cost`. It takes some seconds of a processor, and one or two for each environment.
 */
const askModel: Model = async (asked, onRate, signal) => {
  const given = ['--import', 'tsx', join(root, 'trials/cost/rates.ts'), JSON.stringify(asked)];
  const child = spawn(process.execPath, given, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(signal ? { signal } : {}),
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const read = v.safeParse(WorkedOut, parsedJson(line));
    if (!read.success) continue;
    const { rate, ...of } = read.output;
    onRate(of, rate);
  }
  await ended;
};

const nameOf = ({ config, environment }: Priceable) => `${config}|${environment}`;

/**
 * What environments cost. It depends on the code and the config alone, so a rate is kept until one of them changes: what
 * is kept is there at once, and the rest as it is worked out.
 */
export class Rates {
  readonly #known = new Map<string, Rate>();
  readonly #missing = new Map<string, Priceable & { readonly file: string }>();
  readonly #cache: string;

  constructor(clients: readonly Client[], cache = cacheFolder) {
    this.#cache = cache;
    for (const { config, environments } of clients) {
      for (const environment of environmentsIn(config)) {
        if (environments && !environments.includes(environment.name)) continue;
        const of = { config, environment: environment.name };
        const file = join(cache, `${hashOf(environment)}.json`);
        const rate = keptIn(file);
        if (rate) this.#known.set(nameOf(of), rate);
        else this.#missing.set(nameOf(of), { ...of, file });
      }
    }
  }

  /** Undefined while it is not known. */
  rateOf(of: Priceable): Rate | undefined {
    return this.#known.get(nameOf(of));
  }

  get missing(): readonly Priceable[] {
    return [...this.#missing.values()].map(({ config, environment }) => ({ config, environment }));
  }

  /**
   * Works out what is missing.
   * @param onRate told of each as it is known; null where it cannot be worked out.
   * @param signal aborted where nobody needs them: then nothing more is told.
   */
  async workOut(
    onRate: (of: Priceable, rate: Rate | null) => void = () => {},
    signal?: AbortSignal,
    model: Model = askModel,
  ): Promise<void> {
    if (this.#missing.size === 0) return;
    await model(
      this.missing,
      (of, rate) => {
        const asked = this.#missing.get(nameOf(of));
        if (!asked) return;
        this.#missing.delete(nameOf(of));
        if (rate) {
          this.#keep(asked.file, rate);
          this.#known.set(nameOf(of), rate);
        }
        onRate(of, rate);
      },
      signal,
    );
    if (signal?.aborted) return;
    const unknown = this.missing;
    this.#missing.clear();
    for (const of of unknown) onRate(of, null);
  }

  #keep(file: string, rate: Rate): void {
    // Moved into its place, so that nobody reads half of it.
    const own = `${file}.${process.pid}`;
    try {
      mkdirSync(this.#cache, { recursive: true });
      writeFileSync(own, JSON.stringify(rate));
      renameSync(own, file);
    } catch {
      // Where nothing can be kept it is worked out again.
    }
  }
}

/** None of a folder that cannot be read: its line in the table says why. */
function environmentsIn(config: string): readonly Environment[] {
  try {
    return environmentsOf(config);
  } catch {
    return [];
  }
}

const hashOf = (environment: Environment) =>
  createHash('sha256')
    .update(JSON.stringify([version, environment]))
    .digest('hex');

function keptIn(file: string): Rate | undefined {
  if (!existsSync(file)) return undefined;
  const read = v.safeParse(Rate, parsedJson(readFileSync(file, 'utf8')));
  return read.success ? read.output : undefined;
}

const daysPerMonth = 365 / 12;

/** A month whose days are all like the last one. */
export function dollarsOfMonth(
  { idleMonth, busyMonth, perMillion }: Rate,
  { deliveries, busyHours }: Pick<Standing, 'deliveries' | 'busyHours'>,
): number {
  const dollars =
    idleMonth + (busyMonth * Math.min(busyHours, 24)) / 24 + (perMillion * deliveries * daysPerMonth) / 1e6;
  return Math.round(dollars * 100) / 100;
}
