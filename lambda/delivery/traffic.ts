import type { Block, SharedItems, TrafficItem } from '../ledger/shared-items';
import type { HttpAnswer, SendHttp } from '../masivo/http';
import type { Settings } from '../settings';
import { longestPaceWaitMs } from './pace';

export interface Wait {
  readonly why: string;
  readonly ms: number;
  /** Masivo itself said when to come back, and that is no longer than what an attempt waits for the pace. */
  readonly soonOver: boolean;
}

/** What one batch is told about the way to Masivo. */
export interface Signal {
  /** Why messages of this store have to wait, and for how long at least; undefined when the way is free. */
  waitOf(source: string, store: string): Wait | undefined;
  /** Masivo was in trouble, and this batch is the one to find out whether it still is, with one message. */
  readonly probe: boolean;
  /** Whether this process has sent a request that tells, since it looked. */
  hasProbed(): boolean;
}

export interface Traffic {
  /** Read once per batch. */
  look(): Promise<Signal>;
  /** Sends requests to Masivo and tells the other workers what became of them. */
  readonly watched: (http: SendHttp) => SendHttp;
}

export interface TrafficDeps {
  readonly items: Pick<SharedItems, 'traffic' | 'setBlock'>;
  readonly retry: Settings['retry'];
  /**
   * Whether all requests keep a pace. Then a 429 that asks for a moment's patience went to one that came some ms too
   * early, and it alone waits (masivo/client.ts). Without a pace it says that all together are too fast.
   */
  readonly paced?: boolean;
  readonly now: () => Date;
  readonly onBlock?: (block: Block) => void;
}

// One lost answer is no outage. So many in a row within a minute in one process, with no good one between, are.
const failuresThatBlock = 5;
const failuresWithinMs = 60_000;
const longestBetweenProbesMs = 5 * 60_000;
const pausedLookMs = 60_000;

/**
 * While Masivo is down, asks for patience or refuses our credentials, the workers share that: messages wait
 * without being tried, one worker probes now and then, and the first good answer lets all go on.
 */
export function traffic({ items, retry, paced = false, now, onBlock }: TrafficDeps): Traffic {
  let seen: Block | undefined;
  let failuresInARow = 0;
  let firstFailureAt = 0;
  let probed = false;
  let probing = false;
  let blockedSinceLook = false;

  const time = () => now().getTime();
  const probeIntervalMs = (level: number) =>
    Math.min(longestBetweenProbesMs, retry.maxDelayMs, retry.firstDelayMs * 2 ** Math.min(20, level));

  async function blockFor(why: Block['why'], ms: number): Promise<void> {
    if (blockedSinceLook) return;
    blockedSinceLook = true;
    const block: Block = { why, level: seen ? seen.level + 1 : 0, until: time() + ms };
    if (await items.setBlock(block, seen)) {
      seen = block;
      onBlock?.(block);
    }
  }

  async function succeeded(): Promise<void> {
    failuresInARow = 0;
    probed = true;
    if (!seen || blockedSinceLook) return;
    const lifted = seen;
    seen = undefined;
    await items.setBlock(null, lifted);
  }

  async function failed(why: Block['why'], retryAfterMs: number | undefined): Promise<void> {
    probed = true;
    if (failuresInARow === 0 || time() - firstFailureAt > failuresWithinMs) {
      failuresInARow = 0;
      firstFailureAt = time();
    }
    failuresInARow += 1;
    const asked = why === 'throttled' ? retryAfterMs : undefined;
    const atOnce = asked !== undefined && !(paced && asked <= longestPaceWaitMs);
    if (!probing && !atOnce && failuresInARow < failuresThatBlock) return;
    const ms = asked ?? probeIntervalMs((seen?.level ?? -1) + 1);
    return blockFor(why, Math.min(retry.maxRetryAfterMs, Math.max(ms, 1)));
  }

  async function mayProbe(block: Block): Promise<boolean> {
    const next = { ...block, until: time() + probeIntervalMs(block.level) };
    if (!(await items.setBlock(next, block))) return false;
    seen = next;
    return true;
  }

  return {
    async look() {
      const item = await items.traffic();
      seen = item.block;
      blockedSinceLook = false;
      probed = false;
      probing = seen !== undefined && seen.until <= time() && (await mayProbe(seen));
      return signalOf(item, probing, time(), () => probed);
    },
    watched: (http) => async (request) => {
      const answer = await http(request);
      const trouble = troubleOf(answer);
      // A token that has expired is no trouble, and one that was got tells nothing of the calls it is for.
      if (trouble === 'denied' && request.mayBeExpired) return answer;
      if (!trouble && request.signIn) return answer;
      // What has a limit of its own stops nobody else with it.
      if (trouble === 'throttled' && request.hasOwnLimit) return answer;
      // To share it is a courtesy: if the ledger cannot be reached now, this attempt still has its answer.
      const shared = trouble
        ? failed(trouble, answer.kind === 'lost' ? undefined : answer.retryAfterMs)
        : succeeded();
      await shared.catch(() => undefined);
      return answer;
    },
  };
}

function signalOf(
  { block, paused }: TrafficItem,
  probe: boolean,
  now: number,
  hasProbed: () => boolean,
): Signal {
  return {
    probe,
    hasProbed,
    waitOf(source, store) {
      if (paused.includes('*') || paused.includes(`${source}/${store}`))
        return { why: 'paused', ms: pausedLookMs, soonOver: false };
      if (!block || probe) return undefined;
      const ms = Math.max(0, block.until - now);
      return { why: block.why, ms, soonOver: block.why === 'throttled' && ms <= longestPaceWaitMs };
    },
  };
}

function troubleOf(answer: HttpAnswer): Block['why'] | undefined {
  if (answer.kind !== 'answer') return 'down';
  if (answer.status === 429) return 'throttled';
  if (answer.status === 401 || answer.status === 403) return 'denied';
  return answer.status >= 500 ? 'down' : undefined;
}
