import { specOf } from '../simulation/generate';
import { runUniverse } from '../simulation/universe';

/** Prints the first violation from a seed on, as JSON. It runs in the copy of the code that has the fault. */
async function main(seed: number, universes: number): Promise<void> {
  for (let next = seed; next < seed + universes; next += 1) {
    const [violation] = (await runUniverse(specOf(next))).violations;
    if (violation) return console.log(JSON.stringify({ seed: next, ...violation }));
  }
  console.log('null');
}

const [seed = 1, universes = 1] = process.argv.slice(2).map(Number);
void main(seed, universes);
