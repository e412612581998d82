import {
  alarmsWherePeopleAre,
  companyOfItsOwnRules,
  environment,
  example,
  withAStoreLeftOut,
  withVendorKeys,
} from './environments';
import { findings } from './support';

test.each([
  ['prod', example('prod')],
  ['dev', example('dev')],
  ['staging', example('staging')],
  ['a company of its own rules', companyOfItsOwnRules()],
  ['a store whose customers deliver reads', withVendorKeys()],
  ['a store left out of reconciliation', withAStoreLeftOut()],
  ['all alarms and a dashboard', environment({ alarms: { all: true }, dashboard: true })],
  ['alarms in channels and at PagerDuty', alarmsWherePeopleAre()],
  ['sample events in a registry that is there', environment({ sampleEvents: 'existing-registry' })],
])("leaves cdk-nag and CloudFormation's validation nothing to find: %s", (_, subject) => {
  expect(findings(subject)).toEqual([]);
});
