import type { BridgeOptions } from '../../local/bridge';
import { bridge, type Outside } from './command-line';
import { TestBridge, temporaryFolder } from './test-bridge';

/** A whole bridge on this machine, and the command line beside it. */
export async function startAtBridge(options: Partial<BridgeOptions> = {}) {
  const folder = temporaryFolder();
  const test = await TestBridge.start({ dataDir: folder.path, ...options });

  const run = (args: readonly string[], { environment, ...outside }: Outside = {}) =>
    bridge(args, { ...outside, environment: { DATA_DIR: folder.path, ...environment } });

  return {
    test,
    run,
    async stop() {
      await test.stop();
      folder.remove();
    },
  };
}

export type AtBridge = Awaited<ReturnType<typeof startAtBridge>>;
