import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const places = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** The page's memory in MB, after collecting its garbage. */
export interface Moment {
  readonly minute: number;
  readonly pageMb: number;
}

const everySeconds = 10;
const timesNoted = 6;

/**
 * So many minutes of the live list in a browser whose clock is turned on by hand: the page asks as often as it does in them, and
 * each answer has a new delivery. Undefined where there is no browser.
 */
export async function liveList(
  url: string,
  deliver: () => Promise<void>,
  minutes: number,
  onProgress: (minute: number) => void,
): Promise<readonly Moment[] | undefined> {
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) return undefined;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(url);
    await page.locator('.deliveries tbody tr').first().waitFor();
    const session = await page.context().newCDPSession(page);
    const moments: Moment[] = [];
    for (let second = everySeconds; second <= minutes * 60; second += everySeconds) {
      await deliver();
      const answered = page.waitForResponse((response) => response.url().includes('/api/deliveries?'));
      await page.clock.runFor(everySeconds * 1000 + 500);
      await (await answered).finished();
      const minute = second / 60;
      if (Number.isInteger(minute)) onProgress(minute);
      if (minute % (minutes / timesNoted) !== 0) continue;
      await session.send('HeapProfiler.collectGarbage');
      const { usedSize } = await session.send('Runtime.getHeapUsage');
      moments.push({ minute, pageMb: usedSize / 1024 ** 2 });
    }
    return moments;
  } finally {
    await browser.close();
  }
}
