import type { OperatorAction } from '../../../core/answers/actions';
import type { DeliverySummary } from '../../../core/answers/deliveries';
import type { OpenTask } from '../../../core/answers/tasks';
import type { WaitingCustomer } from '../../../core/answers/waiting';
import { aboutText } from '../../../core/text/act';
import { taskTexts } from '../../../core/text/task';
import type { Columns } from './csv';

/** Each list as the page shows it: masked. */
export const deliveryColumns: Columns<DeliverySummary> = [
  ['received (UTC)', ({ receivedAt }) => receivedAt],
  ['outcome', ({ outcome }) => outcome],
  ['source', ({ source }) => source],
  ['store', ({ store }) => store],
  ['customer', ({ customer }) => customer],
  ['e-mail, masked', ({ maskedEmail }) => maskedEmail],
  ['delivery', ({ id }) => id],
  ['reason', ({ reason }) => reason?.code ?? null],
  ['reason in words', ({ reason }) => reason?.text ?? null],
  ['discarded (UTC)', ({ discarded }) => discarded?.at ?? null],
  ['attempts', ({ attemptCount }) => attemptCount],
  ['latency (ms)', ({ latencyMs }) => latencyMs],
  ['next try (UTC)', ({ nextTryAt }) => nextTryAt],
];

export const waitingColumns: Columns<WaitingCustomer> = [
  ['since (UTC)', ({ since }) => since],
  ['why', ({ kind }) => kind],
  ['source', ({ source }) => source],
  ['store', ({ store }) => store],
  ['customer', ({ customer }) => customer],
  ['e-mail, masked', ({ maskedEmail }) => maskedEmail],
  ['newest delivery', ({ delivery }) => delivery],
];

export const taskColumns: Columns<OpenTask> = [
  ['due (UTC)', ({ due }) => due],
  ['since (UTC)', ({ since }) => since],
  ['task', ({ kind }) => kind],
  ['source', ({ source }) => source],
  ['store', ({ store }) => store],
  ['customer', ({ customer }) => customer],
  ['id', ({ id }) => id],
  ['to do', ({ kind }) => taskTexts[kind]],
];

export const actionColumns: Columns<OperatorAction> = [
  ['at (UTC)', ({ at }) => at],
  ['who', ({ who }) => who],
  ['did', ({ what }) => what],
  ['decision', ({ release }) => release ?? null],
  ['about', ({ about }) => aboutText(about)],
];
