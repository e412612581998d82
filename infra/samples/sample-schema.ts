import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Environment, storesOf } from '../config/config';
import { sampleEvent } from './sample-events';

/** The Lambda console looks in this registry, of which an account and region has one. */
const registryName = 'lambda-testevent-schemas';

/** Shareable test events of `deliver` in the Lambda console. Off unless a test environment sets `sampleEvents`. */
export class SampleSchema extends Construct {
  constructor(scope: Construct, id: string, environment: Environment, deliver: IFunction) {
    super(scope, id);
    const schema = new CfnSchema(this, 'Schema', {
      registryName,
      // The console finds a function's events by this form of its name.
      schemaName: `_${deliver.functionName}-schema`,
      type: 'OpenApi3',
      description: `${environment.stackName}: sample signups for deliver`,
      content: JSON.stringify(openApi(environment)),
    });
    if (environment.sampleEvents === 'new-registry') {
      schema.addResourceDependency(new CfnRegistry(this, 'Registry', { registryName }));
    }
  }
}

function openApi(environment: Environment) {
  // One store of each source is enough.
  const stores = storesOf(environment).filter(
    ({ source }, index, all) => all.findIndex((other) => other.source === source) === index,
  );
  const examples = stores.map(({ source, store, config: { vendorAccount, signupsSince } }) => [
    `${source}-signup`,
    { value: sampleEvent({ source, store, vendorAccount, signupsSince, live: environment.mode === 'live' }) },
  ]);
  return {
    openapi: '3.0.0',
    info: { version: '1.0.0', title: 'Event' },
    paths: {},
    components: {
      schemas: {
        Event: {
          type: 'object',
          required: ['Records'],
          properties: { Records: { type: 'array', items: { type: 'object' } } },
        },
      },
      examples: Object.fromEntries(examples),
    },
  };
}
