import { actOn } from '../../../../lambda/new-envelope';
import { foundByReconciliation } from '../../../../lambda/origin';
import { originText } from '../../../../operator/core/text/origin';

const customer = { source: 'shopify', store: 'default', customer: '1' };
const act = actOn(customer, { id: 'd', series: 0, erase: { emails: [] }, at: new Date(0) });

test.each([
  ['be5175113e0a', 'signed with be5175113e0a'],
  [foundByReconciliation, 'found by reconciliation'],
  [act.signedWith, 'ordered by an operator'],
])('a delivery with the origin "%s" was %s', (signedWith, text) => {
  expect(originText(signedWith)).toBe(text);
});
