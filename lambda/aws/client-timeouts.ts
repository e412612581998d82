/**
 * By default the AWS SDK waits for an answer without a limit, and a function that hangs delays its whole batch. AWS
 * answers these calls in milliseconds; a call that takes longer is tried again.
 */
export const clientTimeouts = {
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};
