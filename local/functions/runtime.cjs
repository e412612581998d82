// @ts-check
// The child process of one function: plain Node runs the bundle as it is deployed, and nothing else is loaded.
const [, , bundle, skewMs = '0'] = process.argv;

// For chaos runs: this machine's clock as it would be on another one, so much ahead.
if (Number(skewMs) !== 0) {
  const Right = Date;
  const now = () => Right.now() + Number(skewMs);
  globalThis.Date = new Proxy(Right, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [now()] : args),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

/** @type {{ handler: (event: unknown, context: unknown) => Promise<unknown> }} */
const { handler } = require(String(bundle));

/** @param {{ id: number, event: unknown, deadline: number }} invocation */
async function invoke({ id, event, deadline }) {
  const context = { awsRequestId: String(id), getRemainingTimeInMillis: () => deadline - Date.now() };
  try {
    process.send?.({ id, kind: 'result', result: await handler(event, context) });
  } catch (error) {
    // As Lambda's own runtime does: otherwise nobody would see an error that no handler expected.
    console.error(
      `The function failed: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`,
    );
    process.send?.({ id, kind: 'error', message: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', invoke);
// Ctrl-C reaches the whole process group. The parent ends this process when its last invocation is answered.
process.on('SIGINT', () => {});
// Without a parent there are no more invocations.
process.on('disconnect', () => process.exit());
