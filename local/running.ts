import { resolve } from 'node:path';
import { type RunFile, runsIn } from './run-file';

const healthTimeoutMs = 2000;

export type Running =
  | { readonly kind: 'found'; readonly run: RunFile }
  /** `why` is a sentence for people. */
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'several'; readonly why: string };

/**
 * The bridge that runs on this machine.
 * @param given DATA_DIR. Where it is set, the bridge of that very folder is meant, if it answers; else the one that
 * runs there or in a subfolder: the local run with settings of an environment has one.
 * @param port of its webhooks, where only one on this port is meant
 */
export async function runningBridge(given: string | undefined, port?: string): Promise<Running> {
  const dataDir = resolve(given || '.bridge');
  const known = runsIn(dataDir).filter(({ run }) => !port || new URL(run.url).port === port);
  const [first] = known;
  if (!first) return { kind: 'none', why: `No local bridge runs with the data folder ${dataDir}.` };
  const answering = await Promise.all(
    known.map(async (each) => ((await answers(each.run)) ? [each] : [])),
  ).then((all) => all.flat());
  const [only, another] = answering;
  if (!only) {
    const why = `The local bridge of ${first.folder} (process ${first.run.pid}) does not answer any more.`;
    return { kind: 'none', why };
  }
  const named = given ? answering.find(({ folder }) => folder === dataDir) : undefined;
  if (named) return { kind: 'found', run: named.run };
  if (!another) return { kind: 'found', run: only.run };
  return {
    kind: 'several',
    why: `Several local bridges run: ${answering.map(({ folder }) => folder).join(', ')}.`,
  };
}

/** A killed process leaves its file behind, and its process id may be in use by another now. */
export async function answers({ url }: Pick<RunFile, 'url'>): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(healthTimeoutMs) })).ok;
  } catch {
    return false;
  }
}
