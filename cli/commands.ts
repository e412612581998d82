import type { Command } from 'commander';
import { doctor } from './commands/doctor';
import { secrets } from './commands/secrets';
import { subscribe } from './commands/subscribe';
import type { Frame } from './frame';

/** In the order of the help. */
export const commands: readonly ((frame: Frame) => Command)[] = [secrets, subscribe, doctor];
