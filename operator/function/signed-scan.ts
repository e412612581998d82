import { attributesIn, itemsIn, toWire } from '../../lambda/aws/attribute-values';
import { type SignedCallDeps, signedCaller } from '../../lambda/aws/signed-call';
import { dynamoDbService } from '../../lambda/aws/signed-dynamodb';
import { memberOf } from '../../lambda/json';
import type { Scan } from '../core/scan';

/** Reads the whole ledger: only what is about a shop as a whole needs it. */
export function signedScan(deps: SignedCallDeps): Scan {
  // The SDK's own number of tries.
  const caller = signedCaller(dynamoDbService, deps, 3);
  return async (input) => {
    const answer = await caller.call('Scan', Object(toWire(input)));
    const last = memberOf(answer, 'LastEvaluatedKey');
    return {
      Items: itemsIn(memberOf(answer, 'Items')),
      ...(last === undefined ? {} : { LastEvaluatedKey: attributesIn(last) }),
    };
  };
}
