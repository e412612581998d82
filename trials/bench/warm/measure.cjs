// @ts-check
// CPU per event of one subject in a process of its own, so that no subject pays for the garbage of another.
const [, , bundle, source, secret, event] = process.argv;
/** @type {{ subject: (source: string, secret: string) => (event: unknown) => unknown }} */
const { subject } = require(String(bundle));

const warmUpMs = 300;
const measuredMs = 400;
const batch = 100;

/**
 * @param {(event: unknown) => unknown} handle
 * @param {number} ms
 */
async function eventsWithin(handle, ms) {
  // As Lambda hands it over: an object that was parsed, its texts in one piece.
  const parsed = JSON.parse(String(event));
  const end = performance.now() + ms;
  let events = 0;
  for (; performance.now() < end; events += batch) {
    for (let each = 0; each < batch; each += 1) await handle(parsed);
  }
  return events;
}

async function main() {
  const handle = subject(String(source), String(secret));
  await eventsWithin(handle, warmUpMs);
  const before = process.cpuUsage();
  const events = await eventsWithin(handle, measuredMs);
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ usPerEvent: (user + system) / events }));
}

main();
