import type { Mutant } from '../mutant';

const handler = 'lambda/ingress/handle-webhook.ts';
const verifying = 'lambda/ingress/verify-webhook.ts';
const tests = ['test/lambda/ingress/handle-webhook.test.ts'];
const anObject = '202, nothing is queued, one alarm';
const unsigned = 'they count as `unsigned`, which no alarm looks at';
const keyed = "a domain's addresses have a key of 128 bits in the path";

/** What the webhook endpoint takes besides secrets: whom it answers how, and what it counts. */
export const ingressMutants: readonly Mutant[] = [
  {
    name: 'a signed body that is no object, on the queue',
    rule: anObject,
    file: verifying,
    find: "if (!beginsAnObject(request.body)) return { kind: 'rejected', rejection: notAnObject };",
    replace: '',
    tests,
  },
  {
    name: 'a signed body that is no object, which the vendor sends again',
    rule: anObject,
    file: verifying,
    find: 'status: 202,',
    replace: 'status: 400,',
    tests,
  },
  {
    name: 'a signed object behind a byte order mark that is turned away',
    rule: anObject,
    file: verifying,
    find: '/^(?:\\xEF\\xBB\\xBF)?[ \\t\\r\\n]*\\{/',
    replace: '/^[ \\t\\r\\n]*\\{/',
    tests,
  },
  {
    name: 'a refused body that no alarm counts',
    rule: anObject,
    file: handler,
    find: 'if (answer.status === 400 || answer.status === 202)',
    replace: 'if (answer.status === 400)',
    tests,
  },
  {
    name: 'an absent signature that counts as a wrong one',
    rule: unsigned,
    file: handler,
    find: "if (answer.status === 401 && answer.code === 'unsigned') count('UnsignedWebhooks');\n  else if",
    replace: 'if',
    tests,
  },
  {
    name: 'an absent signature that is looked up and told a wrong one',
    rule: unsigned,
    file: handler,
    find: 'if (!maySign(request, source)) return answers.unsigned;',
    replace: '',
    tests,
  },
  {
    name: "a domain's addresses that the function does not know",
    rule: keyed,
    file: 'lambda/ingress/webhook-request.ts',
    find: '/^POST (\\/.+)$/.exec(event.routeKey)?.[1] ?? event.rawPath',
    replace: 'event.rawPath',
    tests,
  },
];
