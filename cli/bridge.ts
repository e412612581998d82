import { runBridge } from './run';
import { processTerminal } from './terminal';

/** `npm run bridge -- COMMAND`. An exception that reaches this point is a bug, and shown with its stack. */
async function main(): Promise<void> {
  // See local/aws/environment.ts: the SDK's notice about Node versions does not belong in a command's output.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // As Lambda has it: what `mapping.ts` makes of a date must be the same on every machine.
  process.env.TZ = 'UTC';
  process.exitCode = await runBridge(process.argv.slice(2), processTerminal());
}

main();
