import { Construct } from 'constructs';
import { type AlarmedParts, addAlarm } from './alarm';
import { deliveryAlarms } from './delivery-alarms';
import { lossAlarms } from './loss-alarms';
import { AlarmTopics } from './topics';
import { webhookAlarms } from './webhook-alarms';

/** Only alarms that mean something for shoppers. Most watch metrics that the functions log themselves. */
export class Alarms extends Construct {
  readonly topics: AlarmTopics;

  constructor(scope: Construct, id: string, props: AlarmedParts) {
    super(scope, id);
    const { environment } = props;
    this.topics = new AlarmTopics(this, 'Topics', environment);
    for (const spec of [...webhookAlarms(props), ...deliveryAlarms(props), ...lossAlarms(props)]) {
      addAlarm(this, environment, this.topics, spec);
    }
  }
}
