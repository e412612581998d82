import { runBridge } from '../../cli/run';
import type { Terminal } from '../../cli/terminal';
import type { BridgeOptions } from '../../local/bridge';
import { TestBridge, temporaryFolder } from '../bridge/support';

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** What a person at the terminal, or a pipe, gives to a command. */
export interface Given {
  /** Answers to questions, in their order. */
  readonly secrets?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A whole bridge on this machine, and the command line beside it. */
export async function startAtBridge(options: Partial<BridgeOptions> = {}) {
  const folder = temporaryFolder();
  const test = await TestBridge.start({ dataDir: folder.path, ...options });

  async function run(args: readonly string[], { secrets = [], environment = {} }: Given = {}): Promise<Ran> {
    const out: string[] = [];
    const err: string[] = [];
    const answers = [...secrets];
    const terminal: Terminal = {
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
      outIsTerminal: false,
      errIsTerminal: false,
      width: 110,
      colours: false,
      environment: { DATA_DIR: folder.path, ...environment },
      now: () => new Date(),
      askSecret: async (question) => {
        err.push(question);
        return answers.shift() ?? '';
      },
      readInput: async () => '',
      stopped: new AbortController().signal,
      progress: () => ({ update() {}, stop() {} }),
    };
    const exit = await runBridge(args, terminal);
    return { exit, out: out.join('\n'), err: err.join('\n') };
  }

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
