import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { notOurs, writeOwnFile } from './own-file';

const Text = v.pipe(v.string(), v.minLength(1));

const RunFile = v.object({
  pid: v.number(),
  /** Where webhooks go, without the path. */
  url: Text,
  consoleUrl: Text,
  masivoBaseUrl: Text,
  /** The sandbox's control API; null where another Masivo is used. */
  sandboxUrl: v.nullable(Text),
  /** What the sandbox exchanges for tokens. */
  sandboxKey: v.nullable(Text),
  /** Whoever calls the console, the stand-ins or the sandbox's control API shows it. */
  token: Text,
  settingsFile: Text,
  /** The folder that its settings and its mapping were read from; null where it has settings of its own. */
  configFolder: v.nullable(Text),
  /** Of the stand-ins. */
  endpoints: v.object({ sqs: Text, dynamoDb: Text, secretsManager: Text }),
  eventsUrl: Text,
  deadLettersUrl: Text,
  /** Where the function `operate` is asked. */
  operateUrl: Text,
  tableName: Text,
  secretIds: v.object({
    webhooks: Text,
    masivo: Text,
    'email-index': Text,
    'vendor-keys': Text,
    'reconcile-keys': Text,
    admin: Text,
  }),
});

/** What the command line has to know of a running local bridge: its ports differ from run to run. */
export type RunFile = v.InferOutput<typeof RunFile>;

const pathIn = (dataDir: string) => join(dataDir, 'run.json');
/** For `curl -H @.bridge/authorization`. */
const headerIn = (dataDir: string) => join(dataDir, 'authorization');

/** @returns how to remove it again, unless another run has written its own meanwhile. */
export function writeRunFile(dataDir: string, run: RunFile): () => void {
  const path = pathIn(dataDir);
  const headerPath = headerIn(dataDir);
  writeOwnFile(headerPath, `Authorization: Bearer ${run.token}\n`);
  writeOwnFile(path, JSON.stringify(run, null, 2));
  return () => {
    if (readRunFile(dataDir)?.pid !== run.pid) return;
    for (const each of [path, headerPath]) rmSync(each, { force: true });
  };
}

/** Every run of this data folder, with its folder: the local run's own, and those with settings of an environment. */
export function runsIn(dataDir: string): readonly { readonly folder: string; readonly run: RunFile }[] {
  return [dataDir, ...foldersIn(dataDir)].flatMap((folder) => {
    const run = readRunFile(folder);
    return run ? [{ folder, run }] : [];
  });
}

function foldersIn(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  } catch {
    return [];
  }
}

/**
 * Undefined where there is none, an unreadable one, or one that others may have put there. Its `pid` may show whether
 * that bridge still runs.
 */
export function readRunFile(dataDir: string): RunFile | undefined {
  if (notOurs(dataDir) !== undefined) return undefined;
  try {
    const result = v.safeParse(RunFile, JSON.parse(readFileSync(pathIn(dataDir), 'utf8')));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
