/** The bridge was started with something wrong; only the message is shown. */
export class StartError extends Error {}
