/**
 * The AWS SDK waits for an answer without end unless told otherwise, and a function that hangs takes its whole
 * batch with it. AWS answers these calls in milliseconds; what takes longer is tried again.
 */
export const clientTimeouts = {
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};
