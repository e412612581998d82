import { doTasks } from './processes';
import { type Range, runRange } from './run-range';

doTasks(({ from, count }: Range) => runRange(from, count));
