import type { OpenCircuit } from '../../lambda/ledger/shared-items';
import { maxMessageAgeDays } from '../../lambda/retry/retry-times';
import { durationText } from '../../operator/core/text/quantities';
import type { Check, DoctorDeps } from './check';
import { type Finding, failure, ok, warning } from './finding';

const minuteMs = 60_000;
const usuallyMinutes = 60;

/** What waits, how long already, and why. */
export const queue: Check = {
  name: 'queue',
  async run(deps) {
    const { queue: waiting, oldestWaiting, deadLetters, circuit, paused } = await deps.operator.overview();
    const total = waiting.waiting + waiting.inFlight;
    return [
      ageFinding(total, oldestWaiting, deps),
      deadLetters === 0
        ? ok('the DLQ is empty')
        : warning(
            `${deadLetters} in the DLQ`,
            '`deliveries --outcome refused` names the reasons; fix those, then `redrive`.',
          ),
      ...(circuit ? [blockFinding(circuit)] : []),
      ...(paused.length === 0
        ? []
        : [
            warning(
              `paused: ${paused.join(', ')}`,
              `\`resume\`, within ${maxMessageAgeDays} days: SQS deletes messages after 14.`,
            ),
          ]),
    ];
  },
};

function ageFinding(
  total: number,
  oldest: { readonly id: string; readonly receivedAt: string } | null,
  { deployed, now }: DoctorDeps,
): Finding {
  const what = total === 0 ? 'nothing waits' : `${total} waiting`;
  if (!oldest) {
    if (total === 0) return ok(what);
    // The ledger knows a signup only once it was tried: the oldest message may be none of those.
    return warning(
      `${what}, and none was tried yet`,
      'Look again in a minute: they may have just come, or wait for a pause or the rate limit to end. Otherwise `deliver` does not run, or fails in every batch: docs/operate/alarms.md#signups-waiting-too-long.',
    );
  }
  const ageMs = now().getTime() - Date.parse(oldest.receivedAt);
  const line = `${what}; the oldest that was tried waits for ${durationText(ageMs)}`;
  if (ageMs < (deployed?.config.alarms.oldestWaitingMinutes ?? usuallyMinutes) * minuteMs) return ok(line);
  return warning(line, `\`show ${oldest.id}\` says why.`);
}

function blockFinding({ why, until }: OpenCircuit): Finding {
  const till = new Date(until).toISOString();
  switch (why) {
    case 'denied':
      return failure(
        `Masivo refuses our credentials; next test ${till}`,
        'Put in the API key: `secrets set masivo`.',
      );
    case 'down':
      return warning(
        `Masivo is down; next test ${till}`,
        'Nothing: it goes on by itself. Masivo’s status page.',
      );
    case 'missing':
      return failure(
        `Masivo no longer shows several customers it had; next look ${till}`,
        'Look whether the account of masivo.account is the right one, and ask Masivo.',
      );
    case 'throttled':
      return warning(
        `Masivo throttles us until ${till}`,
        'Nothing; or lower masivo.rateLimit in the config.',
      );
    default:
      return why satisfies never;
  }
}
