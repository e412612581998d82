import type { Command } from 'commander';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { listSecrets } from '../secrets/list';
import { revokeStoreSecret } from '../secrets/revoke';
import { setSecret } from '../secrets/set';

/** Webhook secrets and Masivo's credential. A secret is never an argument: shells keep those in their history. */
export function secrets(frame: Frame): Command {
  const group = bridgeCommand('secrets', undefined, 'list, set or revoke what stores sign with');
  group.addCommand(listSecrets(frame)).addCommand(setSecret(frame)).addCommand(revokeStoreSecret(frame));
  return group;
}
