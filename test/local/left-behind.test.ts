import { leftBehind } from '../../local/left-behind';

test.each<[string, number, number, readonly RegExp[]]>([
  ['nothing where nothing is left', 0, 0, []],
  ['what waits', 2, 0, [/^2 events were still waiting\./]],
  [
    'that the DLQ ends with the process',
    0,
    1,
    [/^1 message of the DLQ is gone\. .*`replay --outcome refused`/],
  ],
  ['both', 1, 3, [/^1 event was still/, /^3 messages of the DLQ are gone/]],
])('a stop tells %s', (_, waiting, deadLetters, told) => {
  expect(leftBehind(waiting, deadLetters)).toEqual(told.map((line) => expect.stringMatching(line)));
});
