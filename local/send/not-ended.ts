/** What to do about a delivery that has not ended: its page explains it, also before its first attempt. */
export const notEnded = (id: string, waitMs: number, consolePort: number) =>
  `Not ended within ${waitMs / 1000} s. \`npm run bridge -- doctor\` says what it waits for; the delivery: http://127.0.0.1:${consolePort}/#/deliveries/${id}`;
