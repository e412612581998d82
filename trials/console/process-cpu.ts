import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second (`getconf CLK_TCK`). */
const msPerTick = 10;

/** How long a process has run on a processor (proc_pid_stat(5): utime, stime); undefined on other systems. */
export function cpuMsOf(pid: string): number | undefined {
  try {
    // The second field is the program's name in brackets, which may hold spaces.
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /);
    const [utime, stime] = fields.split(' ').slice(11, 13).map(Number);
    return utime === undefined || stime === undefined ? undefined : (utime + stime) * msPerTick;
  } catch {
    return undefined;
  }
}
