import { Construct } from 'constructs';
import type { Environment } from '../config';
import type { Door } from '../door';
import type { FigureOf } from '../figures';
import type { Functions } from '../functions';
import type { Queues } from '../queues';
import { addAlarm } from './alarm';
import { deliveryAlarms } from './delivery-alarms';
import { doorAlarms } from './door-alarms';
import { AlarmTopics } from './topics';

export interface AlarmsProps {
  readonly environment: Environment;
  readonly door: Door;
  readonly queues: Queues;
  readonly functions: Functions;
  readonly figure: FigureOf;
}

/** Few, because each has to mean something for shoppers; most read figures that the functions log themselves. */
export class Alarms extends Construct {
  readonly topics: AlarmTopics;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { environment } = props;
    this.topics = new AlarmTopics(this, 'Topics', environment);
    for (const spec of [...doorAlarms(props), ...deliveryAlarms(props)]) {
      addAlarm(this, environment, this.topics, spec);
    }
  }
}
