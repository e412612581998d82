import { isObject } from '../../json';
import { listErrorOf } from '../../retry/vendor-answers';
import type { NoAnswer } from '../changes-request';

/**
 * What comes with status 200 and is not what was asked for. Some plugins send an error of WordPress so:
 * `{"code":…,"message":…,"data":{"status":401}}`.
 */
export function unanswered(answer: unknown): NoAnswer {
  const data = isObject(answer) && typeof answer.code === 'string' ? answer.data : undefined;
  const kind = listErrorOf(isObject(data) ? Number(data.status) : Number.NaN);
  return kind === 'throttled' ? { kind, afterMs: 2000 } : { kind };
}
