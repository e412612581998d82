import type { OpenCircuit } from '../../lambda/ledger/shared-items';
import { maxMessageAgeDays } from '../../lambda/retry/retry-times';
import type { Overview, Untried } from '../../operator/core/answers/overview';
import { countText, durationText } from '../../operator/core/text/quantities';
import { untriedText } from '../../operator/core/text/untried';
import { type ByReason, countByReason } from '../by-reason';
import type { Check, DoctorDeps } from './check';
import { type Finding, failure, ok, warning } from './finding';

const minuteMs = 60_000;
const usuallyMinutes = 60;

/** What waits, how long already, and why. */
export const queue: Check = {
  name: 'queue',
  async run(deps) {
    const overview = await deps.operator.overview();
    const { deadLetters, circuit, vendorCircuits = {}, paused } = overview;
    return [
      ...waitingFindings(overview, deps),
      deadLetters === 0
        ? ok('the DLQ is empty')
        : deadLetterFinding(deadLetters, await countByReason({ outcomes: ['refused'] }, deps.operator)),
      ...decisionFindings(overview),
      ...(circuit ? [blockFinding(circuit)] : []),
      ...Object.entries(vendorCircuits).map(([store, open]) => vendorFinding(store, open)),
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

/** What somebody can correct keeps signups out of Masivo until then; wrong data of a shopper only the shop corrects. */
export function deadLetterFinding(messages: number, { reasons, more }: ByReason): Finding {
  const named = reasons.map(({ count, store, reason }) => `${count} ${reason ?? 'refused'} at ${store}`);
  const what = named.length === 0 ? '' : `; refused: ${named.join(', ')}${more ? ', and older ones' : ''}`;
  const level = reasons.some(({ replayHelps }) => replayHelps) ? failure : warning;
  return level(
    `${messages} in the DLQ${what}`,
    '`deliveries --outcome refused` names the reasons; fix those, then `redrive`. What can never succeed comes back, unless it is discarded (`discard`): docs/operate/alarms.md#signups-refused.',
  );
}

/** What waits for a person, and for nothing else. */
function decisionFindings({ undecided }: Overview): readonly Finding[] {
  const { held, gone, unlinked, merged, tasks, atLeast } = undecided;
  const customers = held + gone + unlinked + merged;
  const more = atLeast ? ' or more' : '';
  return [
    ...(customers > 0
      ? [
          warning(
            `${countText(customers, 'customer')}${more} to decide on: ${held} held, ${gone} gone from Masivo, ${unlinked} not linked, ${merged} merged`,
            '`held` lists them; docs/operate/runbook.md#replaying-and-releasing says what to decide.',
          ),
        ]
      : []),
    ...(tasks > 0
      ? [
          warning(
            `${countText(tasks, 'open task')}${more}`,
            '`held` lists them with their due dates; docs/operate/runbook.md#tasks says what to do.',
          ),
        ]
      : []),
  ];
}

/** What was tried is in the ledger, with its age; of the rest there is what SQS tells. */
function waitingFindings(
  { queue: { waiting, inFlight }, oldestWaiting, untried }: Overview,
  { deployed, now }: DoctorDeps,
): readonly Finding[] {
  const total = waiting + inFlight;
  const longMs = (deployed?.config.alarms.oldestWaitingMinutes ?? usuallyMinutes) * minuteMs;
  if (total === 0 && !oldestWaiting) return [ok('nothing waits')];
  return [
    ...(oldestWaiting
      ? [
          triedFinding(
            total,
            oldestWaiting.id,
            now().getTime() - Date.parse(oldestWaiting.receivedAt),
            longMs,
          ),
        ]
      : []),
    ...(untried.messages > 0 ? [untriedFinding(untried, longMs)] : []),
    ...(untried.messages === 0 && !oldestWaiting ? [ok(`${total} waiting`)] : []),
  ];
}

function triedFinding(total: number, id: string, ageMs: number, longMs: number): Finding {
  const what = total === 0 ? 'nothing waits' : `${total} waiting`;
  const line = `${what}; the oldest that was tried waits for ${durationText(ageMs)}`;
  return ageMs < longMs ? ok(line) : warning(line, `\`show ${id}\` says why.`);
}

function untriedFinding(untried: Untried, longMs: number): Finding {
  const line = untriedText(untried);
  const { oldestMs } = untried;
  if (oldestMs !== null && oldestMs < longMs) return ok(line);
  return warning(
    line,
    'Look again in a minute: they may have just come, or wait for a pause or the rate limit to end. Otherwise `deliver` does not run, or fails in every batch: docs/operate/alarms.md#signups-waiting-too-long.',
  );
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
        "Nothing to do here: deliveries go on when it is back. Check Masivo's status page.",
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

/** Only events that name a customer wait for it: whatever carries its customer goes on. */
function vendorFinding(store: string, { why, until }: OpenCircuit): Finding {
  const till = new Date(until).toISOString();
  return why === 'denied'
    ? failure(
        `${store}: its vendor refuses the key that customers are read with; next test ${till}`,
        'Put a restricted key into the secret vendor-keys: docs/operate/secrets.md#vendor-keys.',
      )
    : warning(
        `${store}: its vendor ${why === 'throttled' ? 'throttles us' : 'is down'}, and customers cannot be read there; next test ${till}`,
        "Nothing to do here: deliveries go on when it is back. Check the vendor's status page.",
      );
}
