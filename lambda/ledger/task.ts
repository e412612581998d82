import * as v from 'valibot';
import { sha256 } from '../sources/signature';
import type { StoreName } from '../store-name';
import { itemVersions, refuseNewer } from './item-versions';

/**
 * What the law or a vendor asks for and the bridge cannot do by itself: tell a person what is held on them, erase what is
 * held of a shop, delete in Masivo's dashboard what its API cannot.
 */
export const taskKinds = ['data-request', 'shop-redact', 'masivo-erasure'] as const;
export type TaskKind = (typeof taskKinds)[number];

/** Vendors and the law give 30 days for each. */
export const taskDays = 30;
/** So long before it is due an alarm tells of it. */
export const taskNoticeDays = 7;

/** Which task it is. There is one open task of a kind about one subject. */
export interface TaskSubject extends StoreName {
  readonly kind: TaskKind;
  /** The HMAC that would name the person's tombstone (tombstone.ts); null where it is about the store. */
  readonly subject: string | null;
}

/**
 * A task for an operator. Of a person it has the id in the store, for `masivo-erasure` that in Masivo, or an HMAC of the
 * e-mail where the store gives no id.
 */
export interface Task extends TaskSubject {
  readonly customer: string | null;
  /** When it was received or found, ISO. */
  readonly since: string;
}

const TaskItem = v.object({
  v: v.literal(itemVersions.task),
  kind: v.picklist(taskKinds),
  source: v.string(),
  store: v.string(),
  subject: v.nullable(v.string()),
  customer: v.nullable(v.string()),
  since: v.string(),
  due: v.string(),
  /** Done: it is listed no more, and expires. */
  doneAt: v.exactOptional(v.string()),
});
export type TaskItem = v.InferOutput<typeof TaskItem>;

/** @throws NewerItem; and Error for an item that no version of this code wrote. */
export function readTask(item: unknown): TaskItem {
  refuseNewer(item, 'task');
  return v.parse(TaskItem, item);
}

/** What operators name it by, and its key. It tells nothing of whom it is about. */
export const taskId = ({ kind, source, store, subject }: TaskSubject): string =>
  sha256([kind, source, store, subject ?? ''].join('\0'), 'hex').slice(0, 16);

/** A task's own attributes as they are stored, readable for whoever looks into the table. */
export function storedTask({ kind, source, store, subject, customer, since }: Task): TaskItem & {
  readonly listedAt: string;
} {
  const due = new Date(Date.parse(since) + taskDays * 24 * 3600_000).toISOString();
  const id = taskId({ kind, source, store, subject });
  return {
    ...{ v: itemVersions.task, kind, source, store, subject, customer, since, due },
    listedAt: [due, source, store, id].join('|'),
  };
}
