import type { ActionLog } from './actions';
import type { Bulk } from './answers/bulk';
import type { Replayed } from './answers/replay';
import { inBulk } from './in-bulk';
import { type ReplayDeps, replay } from './replay';

export interface BulkDeps extends Omit<ReplayDeps, 'beforeSending'> {
  readonly actions: ActionLog;
}

type Asked =
  | { readonly id: string }
  | { readonly count: number }
  | { readonly ids: readonly string[]; readonly bulk: string };

/** One delivery again; or many, in several calls under one record that says how many. */
export async function replays(
  asked: Asked,
  { actions, ...deps }: BulkDeps,
): Promise<Replayed | Bulk<Replayed>> {
  if ('id' in asked) {
    const beforeSending = () => actions.record({ what: 'replay', about: asked.id });
    return replay(asked.id, { ...deps, beforeSending });
  }
  const call = 'count' in asked ? asked : { subjects: asked.ids, bulk: asked.bulk };
  const actOn = (id: string) => replay(id, deps);
  return inBulk(call, { action: { what: 'replay' }, noun: 'delivery', actOn, actions });
}
