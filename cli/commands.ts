import type { Command } from 'commander';
import { actions } from './commands/actions';
import { backfill } from './commands/backfill';
import { carryover } from './commands/carryover';
import { census } from './commands/census';
import { cleanup } from './commands/cleanup';
import { console } from './commands/console';
import { contract } from './commands/contract';
import { customer } from './commands/customer';
import { deliveries } from './commands/deliveries';
import { discard } from './commands/discard';
import { doctor } from './commands/doctor';
import { done } from './commands/done';
import { erase } from './commands/erase';
import { exported } from './commands/exported';
import { fleet } from './commands/fleet';
import { held } from './commands/held';
import { link } from './commands/link';
import { map } from './commands/map';
import { pause, resume } from './commands/pause';
import { reconcile } from './commands/reconcile';
import { redrive } from './commands/redrive';
import { release } from './commands/release';
import { replay } from './commands/replay';
import { secrets } from './commands/secrets';
import { selftest } from './commands/selftest';
import { show } from './commands/show';
import { subscribe } from './commands/subscribe';
import type { Frame } from './frame';

/** In the order of the help. */
export const commands: readonly ((frame: Frame) => Command)[] = [
  deliveries,
  show,
  customer,
  replay,
  redrive,
  discard,
  map,
  pause,
  resume,
  held,
  release,
  link,
  done,
  exported,
  erase,
  subscribe,
  backfill,
  reconcile,
  census,
  carryover,
  cleanup,
  secrets,
  doctor,
  selftest,
  contract,
  fleet,
  actions,
  console,
];
