import type { Clock } from '../lambda/clock';
import type { RedriveProgress } from '../operator/core/answers/redrive';

const lookEveryMs = 500;
// SQS lists a move a moment after it was started.
const waitMs = 30_000;

/** Until the move has ended. @returns undefined where SQS did not know of it for half a minute */
export async function followRedrive(
  look: () => Promise<RedriveProgress | undefined>,
  onProgress: (progress: RedriveProgress) => void,
  { now, sleep }: Clock,
): Promise<RedriveProgress | undefined> {
  const begun = now().getTime();
  for (let isKnown = false; ; ) {
    const progress = await look();
    if (progress) {
      isKnown = true;
      onProgress(progress);
      if (!progress.running) return progress;
    }
    if (!isKnown && now().getTime() - begun >= waitMs) return undefined;
    await sleep(lookEveryMs);
  }
}
