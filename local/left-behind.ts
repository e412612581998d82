import { countText } from '../operator/core/text/quantities';

/** What a stop means for the messages of both queues, which are in memory; the ledger stays. Pure. */
export function leftBehind(waiting: number, deadLetters: number): readonly string[] {
  const events = countText(waiting, 'event was', 'events were');
  const messages = countText(deadLetters, 'message of the DLQ is', 'messages of the DLQ are');
  return [
    ...(waiting > 0
      ? [`${events} still waiting. What had been tried before is tried again at the next start.`]
      : []),
    ...(deadLetters > 0
      ? [
          `${messages} gone. What was refused stays refused: after the next start, \`replay --outcome refused\` tries it.`,
        ]
      : []),
  ];
}
