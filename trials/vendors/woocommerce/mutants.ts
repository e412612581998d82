import type { Mutant } from '../../sabotage/mutant';

const contract = 'test/lambda/sources/contract.test.ts';
const own = 'test/lambda/sources/woocommerce/source.test.ts';
const ingress = 'test/lambda/ingress/handle-webhook.test.ts';

/** Faults in how its events are read. */
export const mutants: readonly Mutant[] = [
  {
    name: 'an empty secret, by which anybody may sign',
    rule: 'An empty secret verifies nothing, nor does one with an empty key in it.',
    file: 'lambda/sources/woocommerce/verify.ts',
    find: 'return usableSecrets(secrets).find(',
    replace: 'usableSecrets([]); return secrets.find(',
    tests: [contract],
  },
  {
    name: 'a ping that brings more than its number',
    rule: "WooCommerce's unsigned ping is answered with 200, and nothing else comes of it.",
    file: 'lambda/sources/woocommerce/ping.ts',
    find: String.raw`/^webhook_id=\d+$/`,
    replace: String.raw`/^webhook_id=\d+/`,
    tests: [contract, ingress],
  },
  {
    name: 'a webhook with a topic that is taken for a ping',
    rule: "WooCommerce's unsigned ping is answered with 200, and nothing else comes of it.",
    file: 'lambda/sources/woocommerce/ping.ts',
    find: "!Object.keys(headers).some((name) => name.startsWith('x-wc-'));",
    replace: '!Object.keys(headers).some((name) => name.length === 0);',
    tests: [ingress],
  },
  {
    name: 'a ping taken for a wrong signature',
    rule: "WooCommerce's unsigned ping is answered with 200, and nothing else comes of it.",
    file: 'lambda/ingress/handle-webhook.ts',
    find: 'if (address.source.isPing?.(request)) {',
    replace: 'if (address.source.isPing === undefined && request.body.length === 0) {',
    tests: [ingress],
  },
  {
    name: 'a ping counted as a webhook',
    rule: "WooCommerce's unsigned ping is answered with 200, and nothing else comes of it.",
    file: 'lambda/ingress/handle-webhook.ts',
    find: 'answer.status === 200 && answer.delivery !== null',
    replace: 'answer.status === 200',
    tests: [ingress],
  },
  {
    name: 'two customers of one second as one event',
    rule: 'because two customers of one second share that ID',
    file: 'lambda/sources/woocommerce/ingress.ts',
    find: "sha256(body, 'base64url')",
    replace: "sha256('', 'base64url')",
    tests: [own, contract],
  },
  {
    name: 'a body that is true again, taken for a copy',
    rule: 'At WooCommerce, the delivery ID counts for the same reason',
    file: 'lambda/sources/woocommerce/ingress.ts',
    find: "header(headers, 'delivery-id') ?? ''",
    replace: "header({}, 'delivery-id') ?? ''",
    tests: [own],
  },
  {
    name: 'staff as shoppers',
    rule: "Accounts of a store's staff are ignored.",
    file: 'lambda/sources/woocommerce/parse.ts',
    find: 'if (isStaff(role))',
    replace: 'if (isStaff(role) && id === role)',
    tests: [contract],
  },
  {
    name: 'an error that is told as a missing field',
    rule: 'So is an error in place of a customer.',
    file: 'lambda/sources/woocommerce/parse.ts',
    find: "!Object.hasOwn(body, 'id') &&",
    replace: "Object.hasOwn(body, 'id') &&",
    tests: [contract],
  },
  {
    name: 'a customer who is changed, deleted by the topic alone',
    rule: "So is WooCommerce's: an ID and nothing else.",
    file: 'lambda/sources/woocommerce/deletion.ts',
    find: 'Object.keys(body).length === 1',
    replace: 'Object.keys(body).length > 0',
    tests: [contract],
  },
  {
    name: 'a change as old as the customer',
    rule: 'WooCommerce: `date_modified_gmt`, else `date_created_gmt`, then when it came in',
    file: 'lambda/sources/woocommerce/parse.ts',
    find: 'gmtInstant(shopper.date_modified_gmt) ?? gmtInstant(shopper.date_created_gmt)',
    replace: 'gmtInstant(shopper.date_created_gmt)',
    tests: [own, contract],
  },
  {
    name: 'of two bodies of one second, either',
    rule: 'a body is filled when it is sent',
    file: 'lambda/sources/woocommerce/parse.ts',
    find: 'tie: receivedMicros(event), kind',
    replace: 'tie: null, kind',
    tests: [own],
  },
  {
    name: "a shop's date of the year 2099 that wins for good",
    rule: 'A date more than five minutes ahead does not count.',
    file: 'lambda/sources/woocommerce/parse.ts',
    find: 'changed && !isFarAhead(changed, event) ?',
    replace: 'changed ?',
    tests: [contract],
  },
];
