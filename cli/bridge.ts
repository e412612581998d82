import { runBridge } from './run';
import { processTerminal } from './terminal';

/** `npm run bridge -- COMMAND`. What is thrown out of here is a bug, and shown with its stack. */
async function main(): Promise<void> {
  // See local/aws/environment.ts: the SDK's plans for 2027 are no answer to anybody's command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  process.exitCode = await runBridge(process.argv.slice(2), processTerminal());
}

main();
