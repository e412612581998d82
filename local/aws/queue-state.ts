import { randomUUID } from 'node:crypto';
import { AwsError, invalidParameter } from './aws-error';
import {
  type Content,
  checkHideSeconds,
  MAX_HIDDEN_SECONDS,
  type Message,
  type Received,
} from './queues/message';
import { TimeHeap } from './queues/time-heap';

/** A standard queue in memory, with its clock handed in. Times are milliseconds. */
export class Queue {
  readonly arn: string;
  /** Where messages go that were received `maxReceiveCount` times already. */
  redrive: { readonly to: Queue; readonly maxReceiveCount: number } | undefined;
  /** Called when a message may have become visible sooner than before. */
  onArrival: () => void = () => {};
  readonly #messages = new Map<string, Message>();
  readonly #byVisibility = new TimeHeap<Message>();
  #sends = 0;
  #receives = 0;

  constructor(
    readonly name: string,
    readonly visibilityTimeoutSeconds: number,
    readonly now: () => number,
  ) {
    this.arn = `arn:aws:sqs:us-east-1:000000000000:${name}`;
  }

  /** Takes a message in and gives its id. */
  send(content: Content, delaySeconds = 0): string {
    const { body, attributes, group } = content;
    const fresh = { id: randomUUID(), sentAt: this.now(), sourceArn: undefined };
    this.#put(
      { body, attributes, group, ...fresh, receiveCount: 0, firstReceivedAt: undefined },
      delaySeconds,
    );
    return fresh.id;
  }

  /** Returns up to `max` visible messages and makes them invisible. */
  receive(max: number, hideSeconds = this.visibilityTimeoutSeconds): Received[] {
    checkHideSeconds(hideSeconds);
    const now = this.now();
    const taken: Message[] = [];
    const received: Received[] = [];
    while (received.length < max) {
      const message = this.#firstVisible();
      if (message === undefined) break;
      this.#byVisibility.remove(message);
      if (this.redrive !== undefined && message.receiveCount >= this.redrive.maxReceiveCount) {
        this.#messages.delete(message.id);
        // The redrive policy keeps id, send time and receive count: to SQS it is still the same message.
        this.redrive.to.#put({ ...message, sourceArn: this.arn }, 0);
        continue;
      }
      taken.push(message);
      received.push(this.#markReceived(message, now, hideSeconds));
    }
    // Put back only now: with a visibility timeout of 0 one call must not return a message twice.
    for (const message of taken) this.#byVisibility.add(message);
    return received;
  }

  /**
   * Deletes by receipt. A standard queue answers success for a message that is gone, and may do so for a
   * receipt older than the latest receive without deleting: by then someone else works on the message.
   */
  delete(receipt: string): void {
    const message = this.#messages.get(this.#messageId(receipt));
    if (message?.latest?.receipt === receipt) this.#remove(message);
  }

  /** Makes a received message invisible until `seconds` from now; 0 makes it visible at once. */
  changeVisibility(receipt: string, seconds: number): void {
    checkHideSeconds(seconds);
    const now = this.now();
    const message = this.#messages.get(this.#messageId(receipt));
    if (message?.latest?.receipt !== receipt) {
      const reason = 'Message does not exist or is not available for visibility timeout change.';
      throw invalidParameter('ReceiptHandle', receipt, reason);
    }
    if (message.at <= now) {
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    }
    // The limit counts from the receive, not from this call: a full 12 h is refused a moment later.
    if (now - message.latest.at + seconds * 1000 > MAX_HIDDEN_SECONDS * 1000) {
      const reason = `Total VisibilityTimeout for the message is beyond the limit [${MAX_HIDDEN_SECONDS} seconds]`;
      throw invalidParameter('VisibilityTimeout', seconds, reason);
    }
    this.#byVisibility.reschedule(message, now + seconds * 1000);
    this.onArrival();
  }

  /** The moment the next message is or becomes visible. */
  nextVisibleAt(): number | undefined {
    return this.#byVisibility.first()?.at;
  }

  /**
   * Moves the next visible message as a move task does: to the queue it gets a new message, with a new id,
   * a new send time and no receives.
   */
  moveNext(destination: (sourceArn: string | undefined) => Queue | undefined): 'moved' | 'none' | 'nowhere' {
    const message = this.#firstVisible();
    if (message === undefined) return 'none';
    const to = destination(message.sourceArn);
    if (to === undefined) return 'nowhere';
    this.#remove(message);
    to.send(message);
    return 'moved';
  }

  /** How many messages wait, by their state. */
  counts(): { visible: number; inFlight: number; delayed: number } {
    const now = this.now();
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const message of this.#messages.values()) {
      if (message.at <= now) counts.visible += 1;
      else if (message.latest === undefined) counts.delayed += 1;
      else counts.inFlight += 1;
    }
    return counts;
  }

  /** How long the oldest message has been here; undefined where there is none. */
  oldestMs(): number | undefined {
    let first: number | undefined;
    for (const { sentAt } of this.#messages.values()) first = Math.min(first ?? sentAt, sentAt);
    return first === undefined ? undefined : this.now() - first;
  }

  #firstVisible(): Message | undefined {
    const message = this.#byVisibility.first();
    return message !== undefined && message.at <= this.now() ? message : undefined;
  }

  #put(message: Omit<Message, 'at' | 'order' | 'slot' | 'latest'>, delaySeconds: number): void {
    const at = this.now() + delaySeconds * 1000;
    const stored = { ...message, at, order: ++this.#sends, slot: -1, latest: undefined };
    this.#messages.set(stored.id, stored);
    this.#byVisibility.add(stored);
    this.onArrival();
  }

  #markReceived(message: Message, now: number, hideSeconds: number): Received {
    const receipt = Buffer.from(`${this.name} ${message.id} ${++this.#receives}`).toString('base64');
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.latest = { receipt, at: now };
    message.at = now + hideSeconds * 1000;
    return { ...message, receipt, firstReceivedAt: message.firstReceivedAt };
  }

  #remove(message: Message): void {
    this.#messages.delete(message.id);
    this.#byVisibility.remove(message);
  }

  /** A receipt names its queue and message, to distinguish an old receipt from one that never existed. */
  #messageId(receipt: string): string {
    const [name, id, serial] = Buffer.from(receipt, 'base64').toString('utf8').split(' ');
    if (name === this.name && id !== undefined && Number(serial) <= this.#receives) return id;
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${receipt}" is not a valid receipt handle.`,
    );
  }
}
