import { Construct } from 'constructs';
import { hasAllAlarms } from '../config/config';
import { type AlarmedParts, addAlarm } from './alarm';
import { deliveryAlarms } from './delivery-alarms';
import { lossAlarms } from './loss-alarms';
import { reconciliationAlarms } from './reconciliation-alarms';
import { taskAlarms } from './task-alarms';
import { AlarmTopics } from './topics';
import { webhookAlarms } from './webhook-alarms';

/**
 * Only alarms that mean something for shoppers. Most watch metrics that the functions log themselves.
 *
 * Each costs 0.10 USD a month, and a company has many test environments in which nobody signs up for real. Those get
 * only what nobody would notice otherwise: what they were asked to watch, and signups that are out of the queue.
 */
export class Alarms extends Construct {
  readonly topics: AlarmTopics;

  constructor(scope: Construct, id: string, props: AlarmedParts) {
    super(scope, id);
    const { environment } = props;
    this.topics = new AlarmTopics(this, 'Topics', environment);
    const all = hasAllAlarms(environment);
    for (const spec of [
      ...webhookAlarms(props),
      ...deliveryAlarms(props),
      ...reconciliationAlarms(props),
      ...lossAlarms(props),
      ...taskAlarms(props),
    ]) {
      if (all || spec.alsoInTest) addAlarm(this, environment, this.topics, spec);
    }
  }
}
