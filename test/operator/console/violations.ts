import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe-core calls serious, told by rule and place. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = { resultTypes: ['violations'], ...(rules ? { runOnly: rules } : {}) };
  // What passed is thousands of values, and Playwright looks at each of them three times.
  await page.evaluate(`${axe.source};undefined`);
  return page.evaluate<string[]>(
    `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`,
  );
}
