// The topic is a header, which is not signed: it alone must not turn a signup into a selftest. What decides is a
// member of the body. The topic of its own keeps code that does not know the member from taking it for a signup.
export const selftest = { topic: 'masivo_bridge.selftest', member: 'masivo_bridge_selftest' };
