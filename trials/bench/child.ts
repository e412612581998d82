import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const longestMs = 60_000;

/**
 * Runs a script under plain Node and reads the JSON it writes as its last line: what else it prints are the
 * functions' own log lines. @throws Error with what it said when it fails.
 */
export function runChild(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      // Of this machine's environment only the path: whatever else is set here would be measured, too.
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
      killSignal: 'SIGKILL',
    });
    let last = '';
    let errors = '';
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = line;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(last));
      else reject(new Error(`${args.slice(0, 2).join(' ')} ended with ${signal ?? code}: ${errors}`));
    });
  });
}
