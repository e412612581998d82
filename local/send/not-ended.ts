/** What to do about a delivery that has not ended: its page explains it, also before its first attempt. */
export const notEnded = (waitMs: number, link: string) =>
  `Not ended within ${waitMs / 1000} s. \`npm run bridge -- doctor\` says what it waits for; the delivery: ${link}`;
