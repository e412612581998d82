/** By its name: the SDK's client and our own calls throw errors of different classes. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** A failed condition is an expected outcome of a conditional write, so it is a value. */
export async function whetherConditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}
