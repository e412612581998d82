import { consentToRecord } from '../../../lambda/delivery/consent-to-record';
import type { KeptSnapshot } from '../../../lambda/delivery/customer-state';
import { storeWith } from '../../support/settings';
import { consent } from '../../support/stories';
import { at, snapshot } from './drafts';

const recordedAt = (statements: KeptSnapshot['statements']) =>
  consentToRecord(storeWith('shopify', { consent }), snapshot({ order: at(9), statements }), null, {
    must: true,
  })?.consent_timestamp;

test('a record is of the time of the last statement, not of the snapshot that carries it', () => {
  const statements = {
    email_marketing: { granted: true, order: at(2) },
    link_tracking: { granted: true, order: at(4) },
  };
  expect(recordedAt(statements)).toBe('2026-11-04T00:00:00.000Z');
});

test('without a statement it is of the time of the snapshot', () => {
  expect(recordedAt({})).toBe('2026-11-09T00:00:00.000Z');
});
