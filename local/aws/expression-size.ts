/** "The maximum length of any expression string is 4 KB" (DynamoDB, "Quotas"); dynalite takes longer ones. */
const maxBytes = 4096;
const members = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
] as const;

/** @returns what DynamoDB says of an expression of this request that is too long for it. */
export function tooLongExpression(request: object): string | undefined {
  for (const member of members) {
    const expression: unknown = Reflect.get(request, member);
    if (typeof expression !== 'string') continue;
    const size = Buffer.byteLength(expression);
    if (size > maxBytes) {
      return `Invalid ${member}: Expression size has exceeded the maximum allowed size; expression size: ${size}`;
    }
  }
  return undefined;
}
