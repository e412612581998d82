import { ownAddresses } from '../../infra/config/own-addresses';
import { formerAddress, looksLikeABridge } from '../../lambda/own-addresses';
import { environment } from './environments';

const [newer, older] = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'];
const domain = 'https://hooks.acme.example';
const gateway = 'https://fake.execute-api.eu-west-1.amazonaws.com';
const store = { source: 'shopify', store: 'eu' };
const url = `${domain}/${newer}/webhooks/shopify/eu`;
const open = [`${domain}/${older}`, gateway];
const hosts = ['hooks.acme.example', 'fake.execute-api.eu-west-1.amazonaws.com'];

test.each([
  [`${domain}/webhooks/shopify`, true],
  [`${domain}/${older}/webhooks/shopify/eu`, true],
  [`${domain}/other/webhooks/shopify`, false],
  [`${domain}/${older}/webhooks/stripe`, false],
  [`${domain}/hooks`, false],
  ['arn:aws:events:eu-west-1::event-source/x', false],
])('%s looks like a bridge at Shopify: %s', (address, does) => {
  expect(looksLikeABridge(address, 'shopify')).toBe(does);
});

test.each<[string, string, readonly string[], 'open' | 'closed' | undefined]>([
  ['the present one', url, open, undefined],
  ['the older key', `${domain}/${older}/webhooks/shopify/eu`, open, 'open'],
  ['the older key, out of the config', `${domain}/${older}/webhooks/shopify/eu`, [], 'closed'],
  ['the domain without a key', `${domain}/webhooks/shopify/eu`, open, 'closed'],
  ['the gateway', `${gateway}/webhooks/shopify/eu`, open, 'open'],
  ['the gateway, switched off', `${gateway}/webhooks/shopify/eu`, open.slice(0, 1), 'closed'],
  ["another store's", `${gateway}/webhooks/shopify`, open, undefined],
  ["another source's", `${gateway}/webhooks/stripe/eu`, open, undefined],
  ['another bridge', 'https://other.example.com/webhooks/shopify/eu', open, undefined],
])('a former address of this store: %s', (_, address, stillOpen, state) => {
  expect(formerAddress(address, { url, own: { open: stillOpen, hosts }, store })).toBe(state);
});

const certificateArn = 'arn:aws:acm:eu-west-1:111111111111:certificate/1';
const environmentWith = (more: object) =>
  environment({
    ingress: { domain: { name: 'hooks.acme.example', certificateArn, pathKeys: [newer, older], ...more } },
  });

test('an environment is found at its older key and at the gateway, until its config closes them', () => {
  expect(ownAddresses(environmentWith({}), gateway)).toEqual({ open, hosts });
  const closed = environmentWith({ closeGatewayAddress: { movedStores: ['shopify/default'] } });
  expect(ownAddresses(closed, gateway)).toEqual({ open: open.slice(0, 1), hosts });
  expect(ownAddresses(environmentWith({ pathKeys: [newer] }), gateway)).toEqual({ open: [gateway], hosts });
});

test('it has one address alone without a domain, and before the domain is deployed', () => {
  expect(ownAddresses(environment({}), undefined)).toEqual({ open: [], hosts: [] });
  expect(ownAddresses(environmentWith({}), undefined)).toEqual({ open: [], hosts: [] });
});
