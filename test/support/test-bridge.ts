import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandOutput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Settings } from '../../lambda/settings';
import { credentialsOf } from '../../local/aws/environment';
import type { Faults } from '../../local/aws/faults';
import { type Bridge, type BridgeOptions, startBridge } from '../../local/bridge';
import type { Rule } from '../../local/masivo/misbehaviour';
import type { Entry } from '../../local/masivo/model';
import { queues } from '../../local/stand-ins';
import type { DeliverySummary } from '../../operator/core/answers/deliveries';
import { type Answer, http, json, type Sent } from './http';
import { until, whether } from './until';
import { secrets, signature, type Webhook, webhookSecrets } from './webhooks';

/** What `GET /_sandbox/record` answers (local/masivo/README.md). */
export interface MasivoRecord {
  readonly customers: readonly Entry[];
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly misbehaved: Readonly<Record<string, number>>;
  readonly inFlightLateWork: number;
}

export interface DeadLetter {
  /** A code. */
  readonly reason: string | undefined;
  readonly text: string | undefined;
  readonly envelope: { readonly id: string; readonly body: string };
}

/** Where test/global-setup.ts put this run's bundles. */
export function bundlesFolder(): string {
  const folder = process.env.TEST_BUNDLES;
  if (!folder) throw new Error('test/global-setup.ts did not run');
  return folder;
}

/** A new folder that `remove` takes away. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'masivo-bridge-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The whole bridge on free ports with a ledger of its own, and what the tests ask it. */
export class TestBridge {
  static readonly apiKey = '00000000-0000-4000-8000-0000000000ff';
  /** Every call the functions made to a stand-in, by its operation's name. */
  readonly calls: string[] = [];
  readonly logLines: string[] = [];
  /** The deliveries that were answered with 200. */
  readonly taken = new Set<string>();
  /** Looked at on every request: a test sets and clears `intercept`. */
  readonly faults: { readonly sqs: Faults; readonly secretsManager: Faults; readonly dynamoDb: Faults } = {
    sqs: {},
    secretsManager: {},
    dynamoDb: {},
  };
  /** How often each function was killed on purpose. */
  readonly kills = { receive: 0, deliver: 0 };
  readonly #folder = temporaryFolder();
  #bridge: Bridge | undefined;
  #queue: SQSClient | undefined;

  static async start(options: Partial<BridgeOptions> = {}): Promise<TestBridge> {
    // The stand-ins' clients in this process print the SDK's plans for 2027 otherwise.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
    const test = new TestBridge();
    test.#bridge = await startBridge({
      port: 0,
      consolePort: 0,
      masivoPort: 0,
      dataDir: test.#folder.path,
      webhookSecrets,
      masivoBaseUrl: undefined,
      credential: { apiKey: TestBridge.apiKey },
      bundles: bundlesFolder(),
      onLogLine: (line) => test.logLines.push(line),
      faults: {
        sqs: test.#watched(test.faults.sqs),
        secretsManager: test.#watched(test.faults.secretsManager),
        dynamoDb: test.#watched(test.faults.dynamoDb),
      },
      ...options,
      adjustSettings: (settings) => (options.adjustSettings ?? same)(quickened(settings)),
    });
    test.#queue = new SQSClient({
      endpoint: test.bridge.sqs.queueUrl(queues.deadLetters).replace(/\/0+\/.*$/, ''),
      region: 'us-east-1',
      credentials: credentialsOf(test.bridge.token),
    });
    return test;
  }

  async stop(): Promise<void> {
    this.#queue?.destroy();
    await this.#bridge?.close();
    this.#folder.remove();
  }

  get bridge(): Bridge {
    if (!this.#bridge) throw new Error('The bridge is not running');
    return this.#bridge;
  }

  #watched(faults: Faults): Faults {
    return {
      intercept: (operation, caller) => {
        this.calls.push(operation);
        return faults.intercept?.(operation, caller);
      },
    };
  }

  /**
   * Sends a webhook as its vendor does, signed with the right secret unless `signedWith` says otherwise. An
   * undefined header is left out.
   */
  async post(
    webhook: Webhook,
    { signedWith, path, headers }: { signedWith?: string; path?: string; headers?: Sent['headers'] } = {},
  ): Promise<Answer> {
    const all = {
      'Content-Type': 'application/json',
      'Content-Length': webhook.body.length,
      ...webhook.headers,
      ...signature(webhook, signedWith ?? secrets[webhook.source]),
      ...headers,
    };
    const answer = await http(this.bridge.url, {
      method: 'POST',
      path: path ?? `/webhooks/${webhook.source}`,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
      body: webhook.body,
    });
    if (answer.status === 200) this.taken.add(json<{ delivery: string }>(answer).delivery);
    return answer;
  }

  /** Sends a webhook that has to be taken. @returns the delivery's id */
  async accepted(webhook: Webhook): Promise<string> {
    const answer = await this.post(webhook);
    expect({ status: answer.status, text: answer.text }).toEqual({
      status: 200,
      text: expect.stringMatching(/^\{"delivery":"[a-f0-9]{32}"\}$/),
    });
    return json<{ delivery: string }>(answer).delivery;
  }

  /** Sends a webhook and waits for what becomes of it. */
  async settled(webhook: Webhook): Promise<DeliverySummary> {
    return this.ended(await this.accepted(webhook));
  }

  /** The delivery once no attempt is to follow. */
  ended(id: string): Promise<DeliverySummary> {
    let seen: DeliverySummary | undefined;
    let lines = 0;
    let looks = 0;
    const look = async () => {
      // To ask costs more than most attempts: only once a log line tells of it, and now and then.
      const news = this.logLines.slice(lines).some((line) => line.includes(id));
      lines = this.logLines.length;
      if (!news && looks++ % looksPerQuestion !== 0) return undefined;
      seen = await this.delivery(id);
      return seen && seen.outcome !== 'retry' ? seen : undefined;
    };
    return until(`delivery ${id} to end`, look).catch((error: Error) => {
      throw new Error(`${error.message}; it is ${JSON.stringify(seen)}\n${this.logLines.join('\n')}`);
    });
  }

  /** Asks the console's API, with the run's token. */
  api(path: string, sent: Sent = {}): Promise<Answer> {
    const headers = { ...this.authorization, ...sent.headers };
    return http(this.bridge.consoleUrl, { path, ...sent, headers });
  }

  get authorization(): { readonly Authorization: string } {
    return { Authorization: `Bearer ${this.bridge.token}` };
  }

  /** The delivery as the operator's API shows it, once an attempt was made. */
  async delivery(id: string): Promise<DeliverySummary | undefined> {
    const answer = await this.api(`/api/deliveries/${id}`);
    return answer.status === 200 ? json<DeliverySummary>(answer) : undefined;
  }

  async deliveries(query = 'limit=200'): Promise<DeliverySummary[]> {
    return json<DeliverySummary[]>(await this.api(`/api/deliveries?${query}`));
  }

  /** Until the queue holds nothing: copies of a webhook have no delivery of their own to wait for. */
  async drained(): Promise<void> {
    await until('the queue to be empty', () => whether(this.bridge.waiting() === 0));
  }

  /** Until `deliver` has looked at a message once more and put it off: nothing was tried, and nothing will be. */
  async delayed(): Promise<void> {
    const delays = () => this.calls.filter((call) => call === 'ChangeMessageVisibility').length;
    const before = delays();
    await until('a message to be put off', () => whether(delays() > before));
  }

  /** Takes every message off the DLQ. */
  async deadLetters(): Promise<DeadLetter[]> {
    const QueueUrl = this.bridge.sqs.queueUrl(queues.deadLetters);
    const letters: DeadLetter[] = [];
    for (;;) {
      const receive = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      });
      const answer: ReceiveMessageCommandOutput | undefined = await this.#queue?.send(receive);
      for (const message of answer?.Messages ?? []) {
        letters.push({
          reason: message.MessageAttributes?.reason?.StringValue,
          text: message.MessageAttributes?.text?.StringValue,
          envelope: JSON.parse(message.Body ?? '') as DeadLetter['envelope'],
        });
        await this.#queue?.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      }
      if (!answer?.Messages) return letters;
    }
  }

  /** The sandbox's control API. */
  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { hostname, port } = new URL(this.bridge.masivoBaseUrl);
    const answer = await http(`http://${hostname}:${port}`, {
      method,
      path: `/_sandbox${path}`,
      headers: this.authorization,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status !== 200) throw new Error(`${method} ${path}: HTTP ${answer.status} ${answer.text}`);
    return json<T>(answer);
  }

  masivo(): Promise<MasivoRecord> {
    return this.control('GET', '/record');
  }

  /** What Masivo holds of one customer. */
  async customer(id: string): Promise<Entry | undefined> {
    return (await this.masivo()).customers.find(({ customer }) => customer.id === id);
  }

  /** How often Masivo gave this answer to this call, as in `requests('POST /customers', 201)`. */
  async requests(call: string, answer: number | 'no answer'): Promise<number> {
    return (await this.masivo()).requests[call]?.[String(answer)] ?? 0;
  }

  /** Replaces the rules; none is good behaviour. */
  async misbehave(...rules: readonly Rule[]): Promise<void> {
    await this.control('PUT', '/misbehaviour', { rules });
  }

  /** SIGKILL. @returns once the function's next process is there */
  async kill(name: 'receive' | 'deliver'): Promise<void> {
    const { pid } = this.bridge[name];
    if (pid === undefined) throw new Error(`${name} has no process to kill`);
    process.kill(pid, 'SIGKILL');
    this.kills[name] += 1;
    await until(`${name} to be started again`, () => {
      const now = this.bridge[name].pid;
      return whether(now !== undefined && now !== pid);
    });
  }
}

const looksPerQuestion = 10;

const same = (settings: Settings): Settings => settings;

/** Waits for a second at most before it tries again, and on a slow machine for long before it gives up an answer. */
function quickened(settings: Settings): Settings {
  return {
    ...settings,
    masivo: { ...settings.masivo, timeoutMs: 10_000, lateLandingMs: 1500 },
    leaseMs: 20_000,
    attemptsEndAfterMs: 1,
    retry: { ...settings.retry, firstDelayMs: 500, maxDelayMs: 1000, maxRetryAfterMs: 1000 },
  };
}
