import type { ActionLog } from './actions';
import type { Bulk } from './answers/bulk';
import type { Replayed } from './answers/replay';
import { type ReplayDeps, replay } from './replay';
import { countText } from './text/quantities';

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
  if ('count' in asked) {
    const about = countText(asked.count, 'delivery');
    return { kind: 'begun', bulk: await actions.begin({ what: 'replay', about }, asked.count) };
  }
  const { ids, bulk } = asked;
  if (!(await actions.spend(bulk, { what: 'replay' }, ids.length))) return { kind: 'unrecorded' };
  const each: Replayed[] = [];
  for (const id of ids) each.push(await replay(id, deps));
  return { kind: 'done', each };
}
