import { type Answer, failure } from './answers';
import type { Reply } from './endpoints';
import type { Rule } from './misbehaviour';
import type { Timers } from './timers';

/** What the sandbox sends: an answer, an unreadable answer, a closed connection, or nothing. */
export type Outcome = { answer: Answer } | { garbled: Answer } | 'close' | 'hang';

/** The refusal that was prepared, or the work's own answer. */
function settle(reply: Reply): Answer {
  return 'refused' in reply ? reply.refused : reply.work();
}

/** Behaves badly as the rule says, or well when there is none. `prepare` checks the request. */
export async function respond(
  rule: Rule | undefined,
  prepare: () => Reply,
  timers: Timers,
): Promise<Outcome> {
  switch (rule?.do) {
    case undefined:
    // What is different about it is the work itself: see `Call.registersAgain`.
    case 'register-again':
      return { answer: settle(prepare()) };
    case 'latency':
      await timers.pause(rule.delayMs ?? 1000);
      return { answer: settle(prepare()) };
    case 'status':
      return { answer: withRetryAfter(failed(rule.status ?? 503), rule.retryAfter) };
    case 'throttle': {
      const seconds = rule.retryAfter ?? 1;
      return { answer: withRetryAfter(failure(429, 'too_many_requests', `wait ${seconds} s`), seconds) };
    }
    case 'garble': {
      const answer = settle(prepare());
      // A refusal stays readable: a 2xx in its place would claim work that was not done.
      return answer.status < 300 ? { garbled: answer } : { answer };
    }
    case 'close-before':
      return 'close';
    case 'close-after':
      settle(prepare());
      return 'close';
    case 'work-late': {
      // The request is accepted or refused when it arrives; only the work is late.
      const reply = prepare();
      if ('work' in reply) timers.workLater(rule.delayMs ?? 1000, reply.work);
      return 'hang';
    }
    case 'hang':
      return 'hang';
  }
}

function failed(status: number): Answer {
  // These statuses carry no body (RFC 9110, 15.3.5, 15.3.6 and 15.4.5).
  return [204, 205, 304].includes(status)
    ? { status }
    : failure(status, `http_${status}`, 'the server failed');
}

function withRetryAfter(answer: Answer, seconds: number | undefined): Answer {
  return seconds === undefined ? answer : { ...answer, headers: { 'Retry-After': String(seconds) } };
}
