/** An expected failure of a stand-in: it becomes the error answer that AWS would give. Other errors are bugs. */
export class AwsError extends Error {
  constructor(
    /** The error's name as the SDK's caller sees it, for example `QueueDoesNotExist`. */
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
    this.name = code;
  }
}

/** SQS's wording for a parameter out of its range. */
export function invalidParameter(name: string, value: string | number, reason: string): AwsError {
  return new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}
