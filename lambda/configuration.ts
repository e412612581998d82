import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseSettings, type Settings } from './settings';

const Text = v.pipe(v.string('is missing'), v.minLength(1, 'is empty'));

const shared = { SETTINGS_FILE: v.optional(Text) };
const ReceiveEnvironment = v.object({ ...shared, QUEUE_URL: Text, WEBHOOKS_SECRET_ID: Text });
const DeliverEnvironment = v.object({
  ...shared,
  QUEUE_URL: Text,
  DEAD_LETTER_QUEUE_URL: Text,
  LEDGER_TABLE: Text,
  MASIVO_SECRET_ID: Text,
  EMAIL_INDEX_SECRET_ID: Text,
});

/** What `receive` needs. Secrets are named here, never held: their values come from Secrets Manager alone. */
export const receiveEnvironment = () => read(ReceiveEnvironment);

/** What `deliver` needs. */
export const deliverEnvironment = () => read(DeliverEnvironment);

/** @throws Error that names what is missing or wrong: nothing is read before the first event. */
function read<T extends typeof ReceiveEnvironment | typeof DeliverEnvironment>(schema: T): v.InferOutput<T> {
  // An absent key would be reported as an object's fault; undefined is reported as the text's.
  const named = Object.fromEntries(Object.keys(schema.entries).map((name) => [name, process.env[name]]));
  const result = v.safeParse(schema, named);
  if (result.success) return result.output;
  const mistakes = result.issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
  throw new Error(`The function's environment is not complete. ${mistakes.join('; ')}`);
}

/** The settings are a file beside the bundle: Lambda's environment ends at 4 KB, and forty stores must fit. */
export function readSettings(file: string | undefined): Settings {
  const path = file ?? join(__dirname, 'settings.json');
  try {
    return parseSettings(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new Error(
      `The settings in ${path} cannot be used: ${error instanceof Error ? error.message : error}`,
    );
  }
}
