import { isObject } from '../../json';
import type { NoAnswer } from '../changes-request';

/**
 * What comes with status 200 and is not what was asked for. Some plugins send an error of WordPress so:
 * `{"code":…,"message":…,"data":{"status":401}}`.
 */
export function unanswered(answer: unknown): NoAnswer {
  const data = isObject(answer) && typeof answer.code === 'string' ? answer.data : undefined;
  const status = isObject(data) ? Number(data.status) : 0;
  if (status === 401 || status === 403) return { kind: 'denied' };
  if (status === 429) return { kind: 'throttled', afterMs: 2000 };
  return { kind: status >= 500 ? 'failing' : 'unreadable' };
}
