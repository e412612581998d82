import type { Command } from 'commander';
import type { Colors } from 'picocolors/types';
import { bridgeCommand } from '../command';
import type { Examined } from '../doctor/doctor';
import { examineConnection } from '../doctor/examine-connection';
import type { Level } from '../doctor/finding';
import type { Frame } from '../frame';

/** Checks everything that a signup needs, and changes nothing. Exit code 1 where something has to be fixed. */
export function doctor(frame: Frame): Command {
  return bridgeCommand(
    'doctor',
    'AdminPolicy',
    'check everything a signup needs, and say what to fix',
  ).action(async () => {
    const { terminal, paint } = frame;
    const found = await examineConnection(await frame.connect(), await frame.operator(), {
      variables: terminal.environment,
      now: terminal.now,
      mappingHash: async () => (await frame.mapping())?.hash ?? null,
    });
    frame.answer(found, () => [...found.flatMap((each) => linesOf(each, paint)), summaryOf(found)]);
    if (found.some(({ level }) => level === 'failure')) frame.fail();
  });
}

function linesOf({ level, check, what, fix }: Examined, paint: Colors): string[] {
  const line = `${inColour(level, paint)}  ${check.padEnd(18)}  ${what}`;
  return fix === undefined ? [line] : [line, `${' '.repeat(9)}${paint.dim(`-> ${fix}`)}`];
}

function inColour(level: Level, paint: Colors): string {
  const word = level.padEnd(7);
  switch (level) {
    case 'ok':
      return paint.green(word);
    case 'warning':
      return paint.yellow(word);
    case 'failure':
      return paint.red(word);
    case 'skipped':
      return paint.dim(word);
    default:
      return level satisfies never;
  }
}

function summaryOf(found: readonly Examined[]): string {
  const count = (level: Level) => found.filter((each) => each.level === level).length;
  return `${count('failure')} to fix, ${count('warning')} to look at, ${count('ok')} ok, ${count('skipped')} not checked`;
}
