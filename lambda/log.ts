/**
 * One JSON line. The value types keep whole events and errors out: no body, signature, token, name, e-mail or
 * phone number may ever be logged, so callers pick each field.
 */
export type Log = (fields: Readonly<Record<string, string | number | boolean | null | undefined>>) => void;

export const consoleLog: Log = (fields) => console.log(JSON.stringify(fields));

/** An error's name says what broke; its message may hold what it broke on, so it stays out of logs. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
