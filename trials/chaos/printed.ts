import { leakIn } from './leaks';

/** What the functions' log lines show. */
export class Printed {
  attempts = 0;
  held = 0;
  /** When the circuit opened last because customers were missing, epoch ms. */
  lastMissing = 0;
  readonly leaks: string[] = [];

  read(line: string): void {
    if (line.includes('"event":"attempt"')) this.attempts += 1;
    if (line.includes('"outcome":"held"')) this.held += 1;
    if (line.includes('"event":"circuit-opened"') && line.includes('"why":"missing"'))
      this.lastMissing = Date.now();
    const leak = leakIn(line);
    if (leak) this.leaks.push(leak);
  }
}
