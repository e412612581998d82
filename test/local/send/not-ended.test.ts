import { notEnded } from '../../../local/send/not-ended';
import { linkWith } from '../../../operator/console/access/token';

test('a delivery that has not ended is told with its page, and with what it waits for', () => {
  const id = '0'.repeat(32);
  expect(notEnded(30_000, linkWith('http://127.0.0.1:8789', 'x', `deliveries/${id}`))).toBe(
    `Not ended within 30 s. \`npm run bridge -- doctor\` says what it waits for; the delivery: http://127.0.0.1:8789/#/deliveries/${id}?token=x`,
  );
});
