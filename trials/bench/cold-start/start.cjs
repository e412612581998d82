// @ts-check
// One cold start: plain Node loads a bundle as Lambda's runtime does, and perhaps hands it one event. The clock
// begins with the process, so that Node's own start is in every figure.
const [, , bundle, event] = process.argv;
/** @type {{ handler: (event: unknown, context: unknown) => Promise<unknown> }} */
const { handler } = require(String(bundle));
const readyMs = performance.now();

/** @param {{ readyMs: number, answeredMs?: number, answer?: unknown }} told */
function tell(told) {
  process.stdout.write(JSON.stringify(told), () => process.exit(0));
}

// The event of a cold start is there already and comes as soon as the module is loaded. What the module began
// and did not end by then (a connection that is being opened) goes on meanwhile, as it does on Lambda.
if (event === undefined) tell({ readyMs });
else
  setImmediate(async () => {
    const answer = await handler(JSON.parse(event), {});
    tell({ readyMs, answeredMs: performance.now(), answer });
  });
