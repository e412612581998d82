import { Queue } from '../../../local/aws/queue-state';
import { Clock } from '../../support/aws-clients';

const HOURS_12 = 43_200;

let clock: Clock;
let queue: Queue;
let dead: Queue;

beforeEach(() => {
  clock = new Clock();
  queue = new Queue('signups', 30, clock.now);
  dead = new Queue('signups-dead', 30, clock.now);
  queue.redrive = { to: dead, maxReceiveCount: 2 };
});

const send = (body: string, delaySeconds = 0) => queue.send({ body, attributes: {} }, delaySeconds);
const bodies = (from = queue, hideSeconds?: number) => from.receive(10, hideSeconds).map((one) => one.body);
function sendAndReceive(to = queue, hideSeconds?: number) {
  to.send({ body: 'late', attributes: {} });
  return receiveOne(to, hideSeconds).receipt;
}
function receiveOne(from = queue, hideSeconds?: number) {
  const [received] = from.receive(1, hideSeconds);
  if (received === undefined) throw new Error('Nothing to receive');
  return received;
}

describe('visibility', () => {
  test('hands out in the order sent and hides until the timeout', () => {
    for (const body of ['a', 'b', 'c']) send(body);
    expect(queue.receive(2).map((one) => one.body)).toEqual(['a', 'b']);
    expect(bodies()).toEqual(['c']);
    expect(bodies()).toEqual([]);
    clock.advance(29.999);
    expect(bodies()).toEqual([]);
    clock.advance(0.001);
    expect(bodies()).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['a delay', () => send('late', 5), 5],
    ['a timeout of its own', () => sendAndReceive(queue, 7), 7],
    ['a longer hiding', () => queue.changeVisibility(sendAndReceive(), 90), 90],
    ['a shorter hiding', () => queue.changeVisibility(sendAndReceive(), 3), 3],
  ])('%s counts to the second', (_, arrange, seconds) => {
    arrange();
    expect(queue.nextVisibleAt()).toBe(clock.now() + seconds * 1000);
    clock.advance(seconds - 0.001);
    expect(bodies()).toEqual([]);
    clock.advance(0.001);
    expect(bodies()).toEqual(['late']);
  });

  test('a visibility timeout of 0 hands a message out once per call', () => {
    send('a');
    expect(bodies(queue, 0)).toEqual(['a']);
    expect(receiveOne().receiveCount).toBe(2);
  });

  test('counts receives and keeps the first receive time', () => {
    send('a');
    const sentAt = clock.now();
    clock.advance(1);
    expect(receiveOne()).toMatchObject({ receiveCount: 1, sentAt, firstReceivedAt: sentAt + 1000 });
    clock.advance(30);
    expect(receiveOne()).toMatchObject({ receiveCount: 2, sentAt, firstReceivedAt: sentAt + 1000 });
  });

  test('counts messages by what they wait for', () => {
    send('a');
    send('b');
    send('c', 60);
    queue.receive(1);
    expect(queue.counts()).toEqual({ visible: 1, inFlight: 1, delayed: 1 });
    clock.advance(60);
    expect(queue.counts()).toEqual({ visible: 3, inFlight: 0, delayed: 0 });
  });
});

describe('receipts', () => {
  test('the receipt of the latest receive deletes, even after its timeout', () => {
    send('a');
    const { receipt } = receiveOne();
    clock.advance(31);
    queue.delete(receipt);
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    queue.delete(receipt);
  });

  test('the receipt of an older receive neither deletes nor hides', () => {
    send('a');
    const { receipt } = receiveOne();
    clock.advance(30);
    receiveOne();
    queue.delete(receipt);
    expect(() => queue.changeVisibility(receipt, 0)).toThrow(
      'is not available for visibility timeout change',
    );
    expect(queue.counts().inFlight).toBe(1);
  });

  test.each([
    ['never given', () => 'AQEBnobody', 'ReceiptHandleIsInvalid'],
    ['of another queue', () => sendAndReceive(dead), 'ReceiptHandleIsInvalid'],
    ['not yet given', () => Buffer.from('signups some-id 99').toString('base64'), 'ReceiptHandleIsInvalid'],
  ])('a receipt %s is refused', (_, receipt, name) => {
    sendAndReceive();
    const given = receipt();
    expect(() => queue.delete(given)).toThrow(expect.objectContaining({ name }));
    expect(() => queue.changeVisibility(given, 1)).toThrow(expect.objectContaining({ name }));
  });

  test.each([
    ['a deleted message', (receipt: string) => queue.delete(receipt), 'InvalidParameterValue'],
    ['a message that is visible again', () => clock.advance(30), 'MessageNotInflight'],
  ])('hiding %s is refused', (_, arrange, name) => {
    send('a');
    const { receipt } = receiveOne();
    arrange(receipt);
    expect(() => queue.changeVisibility(receipt, 10)).toThrow(expect.objectContaining({ name }));
  });

  test.each([
    [0, HOURS_12, true],
    [1, HOURS_12, false],
    [1, HOURS_12 - 1, true],
    [0, HOURS_12 + 1, false],
    [0, -1, false],
    [0, 1.5, false],
  ])('%s s after the receive, hiding for %s s is allowed: %s', (elapsed, seconds, allowed) => {
    send('a');
    const { receipt } = receiveOne();
    clock.advance(elapsed);
    const hide = () => queue.changeVisibility(receipt, seconds);
    if (allowed) expect(hide).not.toThrow();
    else expect(hide).toThrow(expect.objectContaining({ name: 'InvalidParameterValue' }));
  });

  test('the 12 hours count from the latest receive and include earlier extensions', () => {
    send('a');
    const { receipt } = receiveOne();
    queue.changeVisibility(receipt, HOURS_12);
    clock.advance(HOURS_12 - 10);
    expect(() => queue.changeVisibility(receipt, 11)).toThrow('Total VisibilityTimeout');
    clock.advance(10);
    const again = receiveOne();
    expect(() => queue.changeVisibility(again.receipt, HOURS_12)).not.toThrow();
  });
});

describe('redrive', () => {
  const exhaust = () => {
    queue.receive(10, 0);
    queue.receive(10, 0);
  };

  test('the receive after the last allowed one moves the message instead', () => {
    const id = send('a');
    const sentAt = clock.now();
    clock.advance(5);
    exhaust();
    expect(dead.counts().visible).toBe(0);
    expect(bodies()).toEqual([]);
    expect(receiveOne(dead)).toMatchObject({ id, body: 'a', sentAt, receiveCount: 3, sourceArn: queue.arn });
    expect(queue.counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('an exhausted message does not take the place of the next one', () => {
    send('a');
    exhaust();
    send('b');
    expect(receiveOne().body).toBe('b');
  });

  test('a message moved back starts afresh', () => {
    const id = send('a');
    exhaust();
    bodies();
    clock.advance(60);
    expect(dead.moveNext((arn) => (arn === queue.arn ? queue : undefined))).toBe('moved');
    expect(dead.moveNext(() => queue)).toBe('none');
    const received = receiveOne();
    expect(received).toMatchObject({ body: 'a', receiveCount: 1, sentAt: clock.now(), sourceArn: undefined });
    expect(received.id).not.toBe(id);
  });

  test('a message without a source stays where it is', () => {
    dead.send({ body: 'direct', attributes: {} });
    expect(dead.moveNext(() => undefined)).toBe('nowhere');
    expect(dead.counts().visible).toBe(1);
  });
});

// This takes well under a second; a scan per receive takes many minutes, which end at jest's own limit.
test('50,000 messages stay in order through hiding, deleting and coming back', () => {
  const total = 50_000;
  for (let i = 0; i < total; i++) send(String(i));
  const kept: string[] = [];
  for (let batch = queue.receive(10); batch.length > 0; batch = queue.receive(10)) {
    for (const { body, receipt } of batch) {
      // Each third is kept, and comes back at a time of its own, in reverse order.
      if (Number(body) % 3 > 0) queue.delete(receipt);
      else {
        queue.changeVisibility(receipt, 30_000 - Math.floor(Number(body) / 3));
        kept.unshift(body);
      }
    }
  }
  expect(queue.counts()).toEqual({ visible: 0, inFlight: kept.length, delayed: 0 });
  clock.advance(30_000);
  const back: string[] = [];
  for (let batch = queue.receive(10); batch.length > 0; batch = queue.receive(10)) {
    back.push(...batch.map((one) => one.body));
  }
  expect(back).toEqual(kept);
});
