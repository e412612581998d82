import { fork } from 'node:child_process';

export interface ProcessesOptions<Task, Result> {
  /** A module that answers each message with another one. */
  readonly module: string;
  readonly tasks: Iterable<Task>;
  readonly processes: number;
  readonly onResult: (result: Result) => void;
}

/** Hands tasks to several processes, each the next as soon as it has done one. */
export async function inProcesses<Task extends object, Result>(
  options: ProcessesOptions<Task, Result>,
): Promise<void> {
  const { module, processes, onResult } = options;
  const tasks = options.tasks[Symbol.iterator]();

  function work(): Promise<void> {
    const child = fork(module);
    return new Promise<void>((resolve, reject) => {
      const hand = () => {
        const next = tasks.next();
        if (next.done) return resolve();
        child.send(next.value);
      };
      child.on('message', (result: Result) => {
        onResult(result);
        hand();
      });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`A process of the simulation ended with ${code}`)));
      hand();
    }).finally(() => child.disconnect());
  }
  await Promise.all(Array.from({ length: processes }, work));
}

/** What a module of {@link inProcesses} does with each task, until its parent hangs up. */
export function doTasks<Task, Result extends object>(work: (task: Task) => Promise<Result>): void {
  process.on('message', (task: Task) => {
    void work(task).then((result) => process.send?.(result));
  });
  process.on('disconnect', () => process.exit());
}
