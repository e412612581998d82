import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** A failed condition is an expected outcome of a conditional write, so it is a value. */
export async function whetherConditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
